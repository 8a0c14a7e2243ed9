using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>The parameters of a list of miners.</summary>
internal sealed record MinerListQuery : MinerFilterQuery
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

    /// <summary>Refusal of impossible parameters, or null.</summary>
    public IResult? Fault()
    {
        if (Paging.Fault(Limit, LargestPage) is { } fault) return fault;
        if (FilterFault() is { } filterFault) return filterFault;
        if (Sort is not null && !s_sorts.ContainsKey(Sort))
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "No such order", $"A list cannot be sorted by '{Sort}'; use one of {string.Join(", ", s_sorts.Keys)}.");
        }

        if (Order is not (null or "asc" or "desc")) return Problems.Result(400, ErrorCodes.OutOfRange, "No such order", $"order is asc or desc, not '{Order}'.");
        return After is not null && Place is null
            ? Problems.Result(400, ErrorCodes.Malformed, "Bad cursor", "Pass on the 'next' of the page before as it is, with the same sort and order.")
            : null;
    }
}
