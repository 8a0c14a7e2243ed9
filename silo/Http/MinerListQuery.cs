using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>The parameters of a list of miners.</summary>
internal sealed record MinerListQuery
{
    private const int LargestPage = 1000;

    private static readonly Dictionary<string, MinerSort> s_sorts = new(StringComparer.Ordinal)
    {
        ["miner"] = MinerSort.Miner,
        ["site"] = MinerSort.Site,
        ["model"] = MinerSort.Model,
        ["state"] = MinerSort.State,
        ["hashrate"] = MinerSort.Hashrate,
        ["power"] = MinerSort.Power,
        ["efficiency"] = MinerSort.Efficiency,
        ["chipTemperature"] = MinerSort.ChipTemperature,
        ["breakEven"] = MinerSort.BreakEven,
        ["margin"] = MinerSort.Margin,
        ["heard"] = MinerSort.Heard,
    };

    [FromQuery(Name = "state")] public string? State { get; init; }
    [FromQuery(Name = "site")] public string? Site { get; init; }
    [FromQuery(Name = "model")] public string? Model { get; init; }
    [FromQuery(Name = "underWater")] public bool? UnderWater { get; init; }
    [FromQuery(Name = "minMarginUsdPhDay")] public double? MinMarginUsdPhDay { get; init; }
    [FromQuery(Name = "maxMarginUsdPhDay")] public double? MaxMarginUsdPhDay { get; init; }
    [FromQuery(Name = "text")] public string? Text { get; init; }
    [FromQuery(Name = "sort")] public string? Sort { get; init; }
    [FromQuery(Name = "order")] public string? Order { get; init; }
    [FromQuery(Name = "after")] public string? After { get; init; }
    [FromQuery(Name = "limit")] public int? Limit { get; init; }
    [FromQuery(Name = "cell")] public uint? Cell { get; init; }

    /// <summary>Miners of a page.</summary>
    public int PageSize => Limit ?? Paging.DefaultLimit;

    /// <summary>Order that was asked for.</summary>
    public MinerOrder MinerOrder => new(Sort is null ? MinerSort.Place : s_sorts[Sort], Order == "desc");

    /// <summary>Where the page before ended; null for the first page.</summary>
    public MinerPlace? Place => After is null ? null : MinerPlace.Read(After, MinerOrder);

    /// <summary>What to ask the fleet, at a hashprice in USD per PH/s and day.</summary>
    public MinerQuery At(double? hashpriceUsdPhDay) => new(
        State is null ? null : MinerStates.Parse(State), Site, UnderWater, hashpriceUsdPhDay, Text, Model, MinMarginUsdPhDay, MaxMarginUsdPhDay);

    /// <summary>Refusal of impossible parameters, or null.</summary>
    public IResult? Fault()
    {
        if (Paging.Fault(Limit, LargestPage) is { } fault) return fault;
        if (State is not null && MinerStates.Parse(State) is null)
        {
            return Problems.Result(
                400, ErrorCodes.OutOfRange, "No such state", $"'{State}' is no state; use one of {string.Join(", ", Protocol.Fleets.MinerStates.All)}.");
        }

        if (Sort is not null && !s_sorts.ContainsKey(Sort))
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "No such order", $"A list cannot be sorted by '{Sort}'; use one of {string.Join(", ", s_sorts.Keys)}.");
        }

        if (Order is not (null or "asc" or "desc")) return Problems.Result(400, ErrorCodes.OutOfRange, "No such order", $"order is asc or desc, not '{Order}'.");
        if (IsNoNumber(MinMarginUsdPhDay) || IsNoNumber(MaxMarginUsdPhDay))
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "Impossible margin", "minMarginUsdPhDay and maxMarginUsdPhDay are finite numbers, USD per PH/s and day.");
        }

        return After is not null && Place is null
            ? Problems.Result(400, ErrorCodes.Malformed, "Bad cursor", "Pass on the 'next' of the page before as it is, with the same sort and order.")
            : null;
    }

    private static bool IsNoNumber(double? value) => value is { } number && !double.IsFinite(number);
}
