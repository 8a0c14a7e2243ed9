using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>The parameters that say which miners of a fleet are meant.</summary>
internal record MinerFilterQuery
{
    [FromQuery(Name = "state")] public string? State { get; init; }
    [FromQuery(Name = "site")] public string? Site { get; init; }
    [FromQuery(Name = "model")] public string? Model { get; init; }
    [FromQuery(Name = "underWater")] public bool? UnderWater { get; init; }
    [FromQuery(Name = "minMarginUsdPhDay")] public double? MinMarginUsdPhDay { get; init; }
    [FromQuery(Name = "maxMarginUsdPhDay")] public double? MaxMarginUsdPhDay { get; init; }
    [FromQuery(Name = "text")] public string? Text { get; init; }

    /// <summary>What to ask the fleet, at a hashprice in USD per PH/s and day.</summary>
    public MinerQuery At(double? hashpriceUsdPhDay) => new(
        State is null ? null : MinerStates.Parse(State), Site, UnderWater, hashpriceUsdPhDay, Text, Model, MinMarginUsdPhDay, MaxMarginUsdPhDay);

    /// <summary>Refusal of impossible filters, or null.</summary>
    public IResult? FilterFault()
    {
        if (State is not null && MinerStates.Parse(State) is null)
        {
            return Problems.Result(
                400, ErrorCodes.OutOfRange, "No such state", $"'{State}' is no state; use one of {string.Join(", ", Protocol.Fleets.MinerStates.All)}.");
        }

        return IsNoNumber(MinMarginUsdPhDay) || IsNoNumber(MaxMarginUsdPhDay)
            ? Problems.Result(400, ErrorCodes.OutOfRange, "Impossible margin", "minMarginUsdPhDay and maxMarginUsdPhDay are finite numbers, USD per PH/s and day.")
            : null;
    }

    private static bool IsNoNumber(double? value) => value is { } number && !double.IsFinite(number);
}

/// <summary>The parameters of a change of many miners.</summary>
internal sealed record MinerChangeQuery : MinerFilterQuery
{
    [FromQuery(Name = "all")] public bool? All { get; init; }

    /// <summary>Refusal of impossible filters, and of none: one left out by mistake must not change a whole fleet.</summary>
    public IResult? Fault() => FilterFault()
        ?? (All == true || At(null) != new MinerQuery()
            ? null
            : Problems.Result(
                400, ErrorCodes.OutOfRange, "No filter", "Say which miners are meant: state, site, model, underWater, minMarginUsdPhDay, maxMarginUsdPhDay or text; or all=true for every one."));
}
