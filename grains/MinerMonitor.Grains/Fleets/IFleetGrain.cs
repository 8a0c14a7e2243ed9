using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Fleets;

/// <summary>The miners of one owner or one pool account; the unit of access. Key: the fleet.</summary>
[GrainInterfaceType("mm.fleet")]
public interface IFleetGrain : ITopicGrain
{
    /// <summary>Settings and number of shards, or null when there is no such fleet.</summary>
    [Alias("GetAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<FleetDescription?> GetAsync();

    /// <summary>Makes the fleet or changes its settings; answers when that is durable.</summary>
    [Alias("ConfigureAsync")]
    ValueTask<ConfigureOutcome> ConfigureAsync(FleetDescription settings);

    /// <summary>Deletes the fleet with all its miners.</summary>
    /// <returns>False when there is none.</returns>
    [Alias("DeleteAsync")]
    ValueTask<bool> DeleteAsync();

    /// <summary>Sets a site's terms, or removes them with null; answers when that is durable.</summary>
    /// <param name="site">Site.</param>
    /// <param name="terms">Terms; their tariff is null where <paramref name="tariff"/> is not.</param>
    /// <param name="tariff">Tariff that moves, without faults; null: the one in the terms holds.</param>
    /// <returns>False when there is no such fleet.</returns>
    [Alias("SetSiteAsync")]
    ValueTask<bool> SetSiteAsync(string site, SiteTerms? terms, TariffSchedule? tariff = null);

    /// <summary>
    /// Addresses of miners; those that are new get one, durably, in the shard that is filling, or <see cref="MinerAddress.Nowhere"/> when
    /// the fleet has as many as it may have.
    /// </summary>
    /// <exception cref="UnknownTopicException">There is no such fleet.</exception>
    [Alias("ResolveAsync")]
    ValueTask<ImmutableArray<MinerAddress>> ResolveAsync(ImmutableArray<NewMiner> miners, long atMs);

    /// <summary>Addresses of miners as <see cref="ResolveAsync"/> gives them, and how many of them the fleet did not have.</summary>
    /// <exception cref="UnknownTopicException">There is no such fleet.</exception>
    [Alias("PlaceAsync")]
    ValueTask<MinerPlacement> PlaceAsync(ImmutableArray<NewMiner> miners, long atMs);

    /// <summary>Address of a miner, or null when it is not known.</summary>
    [Alias("FindAsync")]
    ValueTask<MinerAddress?> FindAsync(byte[] id);

    /// <summary>Deletes a miner; answers when that is durable. Its slot may be given to another.</summary>
    /// <returns>False when it is not known.</returns>
    [Alias("RetireAsync")]
    ValueTask<bool> RetireAsync(byte[] id);

    /// <summary>Deletes all miners that a query wants; answers when that is durable.</summary>
    /// <exception cref="UnknownTopicException">There is no such fleet.</exception>
    [Alias("RetireWhereAsync")]
    ValueTask<ChangeCounts> RetireWhereAsync(MinerQuery query);

    /// <summary>Totals as they are now; null when there is no such fleet.</summary>
    [Alias("GetFiguresAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<FleetFigures?> GetFiguresAsync();

    /// <summary>Supply curve of all its sites: hashrate by break-even.</summary>
    [Alias("GetCurveAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<ImmutableArray<CurveWeight>> GetCurveAsync();

    /// <summary>Supply curve of the sites whose own tariff is known, were all of them to pay this one.</summary>
    /// <param name="tariffUsdKwh">Tariff in place of every site's own, USD per kWh.</param>
    [Alias("GetCurveAtAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<ImmutableArray<CurveWeight>> GetCurveAtAsync(double tariffUsdKwh);

    /// <summary>Share under water at another hashprice and tariff: one look-up, however many miners.</summary>
    /// <param name="hashpriceUsdPhDay">Hashprice, USD per PH/s and day.</param>
    /// <param name="tariffUsdKwh">Tariff in place of every site's own, USD per kWh; null: as it is.</param>
    [Alias("WhatIfAsync"), AlwaysInterleave] // reads fields that only whole turns write
    ValueTask<FleetUnderWater> WhatIfAsync(double hashpriceUsdPhDay, double? tariffUsdKwh);

    /// <summary>Takes entries of the treasury in order; answers when they are durable. A refused one changes nothing.</summary>
    /// <returns>Null when there is no such fleet.</returns>
    [Alias("ReportTreasuryAsync")]
    ValueTask<TreasuryOutcome?> ReportTreasuryAsync(ImmutableArray<TreasuryEntry> entries);

    /// <summary>Forgets the entry of a UTC day; answers when that is durable.</summary>
    /// <returns>False when there is none.</returns>
    [Alias("RemoveTreasuryEntryAsync")]
    ValueTask<bool> RemoveTreasuryEntryAsync(DateOnly date);

    /// <summary>Every entry of the treasury; null when there is no such fleet.</summary>
    [Alias("GetTreasuryAsync")]
    ValueTask<TreasuryBook?> GetTreasuryAsync();

    /// <summary>Ledger of the UTC days from one to another, both included, newest first; null when there is no such fleet.</summary>
    /// <param name="from">First day, days since 1970-01-01.</param>
    /// <param name="to">Last day.</param>
    /// <param name="limit">Most days.</param>
    [Alias("GetLedgerAsync")]
    ValueTask<FleetLedgerBook?> GetLedgerAsync(int from, int to, int limit);

    /// <summary>Moves a replay's time on.</summary>
    [Alias("AdvanceToAsync")]
    ValueTask AdvanceToAsync(DateTimeOffset worldTime);

    /// <summary>Empties the fleet of a replay that jumps back, and begins a new stream.</summary>
    [Alias("ResetAsync")]
    ValueTask ResetAsync();

    /// <summary>Wakes the fleet and its shards.</summary>
    [Alias("PingAsync")]
    ValueTask PingAsync();
}

/// <summary>What the shards tell their fleet.</summary>
[GrainInterfaceType("mm.fleet-shards")]
internal interface IFleetShards : IGrainWithStringKey
{
    /// <summary>Takes a report into the totals.</summary>
    [Alias("ReportAsync"), AlwaysInterleave] // merges without awaiting; a shard must never wait for a fleet that waits for the shard
    Task ReportAsync(ShardReport report);
}
