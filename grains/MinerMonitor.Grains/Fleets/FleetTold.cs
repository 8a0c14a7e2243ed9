using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;

namespace MinerMonitor.Grains.Fleets;

/// <summary>What a fleet has told of its shards' transitions, as it is stored: in one write with the events that it is about to append.</summary>
[GenerateSerializer, Alias("mm.fleet.told")]
internal sealed class FleetTold
{
    /// <summary>Number of the newest append to the fleet's events, from 1.</summary>
    [Id(0)] public long Number { get; set; }

    /// <summary>Events of that append: nobody may know whether it arrived, so it is made again when the fleet wakes.</summary>
    [Id(1)] public ImmutableArray<MonitorEvent> Events { get; set; } = [];

    /// <summary>How far the transitions of each shard are told, or held back here.</summary>
    [Id(2)] public Dictionary<int, ShardMark> Marks { get; set; } = [];

    /// <summary>Transitions held back.</summary>
    [Id(3)] public List<MinerTransitionReport> Transitions { get; set; } = [];

    /// <summary>Transitions held back that are only counted.</summary>
    [Id(4)] public List<TransitionCount> Counted { get; set; } = [];

    /// <summary>Since when silences of a site are held back, world time in Unix milliseconds.</summary>
    [Id(5)] public Dictionary<string, long> HeldSinceMs { get; set; } = [];

    /// <summary>Since when a site is heard again.</summary>
    [Id(6)] public Dictionary<string, long> BackSinceMs { get; set; } = [];

    /// <summary>Sites that are told to be silent.</summary>
    [Id(7)] public List<string> SilentSites { get; set; } = [];
}
