using System.Collections.Immutable;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Miners;

internal sealed partial class ShardGrain
{
    /// <summary>How often the shard looks whether prices became known or unknown.</summary>
    private static readonly TimeSpan s_lookAtPricesEvery = TimeSpan.FromSeconds(5);

    /// <summary>Ledgers take new prices with each of these spans of world time: a block for each tick of the market would outweigh the samples.</summary>
    private static readonly long s_pricesHoldMs = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private long _lookedAtPricesAt;
    private long _pricesTakenMs;
    private int _finalAsOfDay;

    public Task<ShardDays> GetDaysAsync(int from, int to) => Task.FromResult(new ShardDays(_pulse.Day, [.. _pulse.Days(from, to)], _pulse.CorrectionCount));

    public async Task<ImmutableArray<MinerDay>?> ReadDaysAsync(MinerAddress miner, int from, int to)
    {
        if (_pulse.Read(miner.Slot) is null || _pulse.GenerationOf(miner.Slot) != miner.Generation)
        {
            return null;
        }

        var today = _pulse.Day;
        var first = Math.Max(from, today - LedgerColumn.Kept + 1);
        var asked = Enumerable.Range(first, Math.Max(0, Math.Min(to, today - 1) - first + 1)).ToList();
        var stored = asked.Count == 0 ? [] : await _journal.GetColumnsAsync(_owner.Journal, [.. asked.Select(LedgerColumn.FieldOf)], CancellationToken.None);
        var days = stored.Concat(_pulse.UnstoredDays.Select(day => day.Column))
            .Where(bytes => bytes is not null)
            .Select(bytes => LedgerColumn.Decode(bytes!))
            .Where(column => asked.Contains(column.Day)) // a field may still hold the day of a month ago
            .GroupBy(column => column.Day)
            .Select(column => (Day: column.Key, Sums: WithLate(column.First(), miner)))
            .Where(day => day.Sums is not null)
            .Select(day => new MinerDay(day.Day, true, day.Sums!.Value));
        return [.. days.OrderBy(day => day.Day).Concat(from <= today && to >= today && _pulse.Day == today
            ? [new MinerDay(today, false, _pulse.Today(miner.Slot))]
            : Array.Empty<MinerDay>())];
    }

    private LedgerSums? WithLate(LedgerColumn column, MinerAddress miner)
    {
        var stored = column.Get(miner.Slot, miner.Generation);
        var late = column.HasLate ? [] : _pulse.LateOf(column.Day).Where(late => late.Slot == miner.Slot && late.Generation == miner.Generation).ToList();
        return late.Count == 0 ? stored : (stored ?? new LedgerSums { ExpectedMs = ShardDay.LengthMs }) + late[0].Sums;
    }

    /// <summary>Stores the columns of closed days, and once more with what came late when nothing more can. Storing one again changes nothing.</summary>
    private async Task StoreDaysAsync()
    {
        foreach (var (day, column) in _pulse.UnstoredDays.ToList())
        {
            await _journal.SetColumnAsync(_owner, LedgerColumn.FieldOf(day), column, CancellationToken.None);
            _pulse.DayStored(day);
        }

        if (_finalAsOfDay == _pulse.Day)
        {
            return; // days become final at midnight
        }

        foreach (var day in _pulse.FinalLateDays)
        {
            var stored = (await _journal.GetColumnsAsync(_owner.Journal, [LedgerColumn.FieldOf(day)], CancellationToken.None))[0];
            if (stored is not null && LedgerColumn.Decode(stored) is { HasLate: false } column && column.Day == day)
            {
                await _journal.SetColumnAsync(_owner, LedgerColumn.FieldOf(day), column.EncodeWithLate(_pulse.LateOf(day)), CancellationToken.None);
            }

            _pulse.LateStored(day);
        }

        _finalAsOfDay = _pulse.Day;
    }

    /// <summary>Journals what work is worth, when it is time to.</summary>
    private async Task TakePricesAsync()
    {
        if (_pulse.SlotCount == 0 || (!IsReplay && _lookedAtPricesAt != 0 && time.GetElapsedTime(_lookedAtPricesAt) < s_lookAtPricesEvery))
        {
            return;
        }

        _lookedAtPricesAt = time.GetTimestamp();
        var world = WorldName.WorldOfSimulatedFleet(_fleetName) ?? WorldName.Live;
        var sector = GrainFactory.GetGrain<ISectorGrain>(world);
        var hashprice = IsReplay ? await sector.GetHashpriceAsync() : await sectorPrices.GetHashpriceAsync(world);
        var price = IsReplay ? await sector.GetPriceAsync() : await sectorPrices.GetPriceAsync(world);
        var known = hashprice is { } worth && price > 0 ? new LedgerPrices(worth, worth / price.Value) : LedgerPrices.Unknown;
        var isTurn = double.IsNaN(known.HashpriceUsdPhDay) != double.IsNaN(_pulse.Prices.HashpriceUsdPhDay);
        var isDue = _pulse.NowMs / s_pricesHoldMs != _pricesTakenMs / s_pricesHoldMs && known != _pulse.Prices;
        if (isTurn || isDue)
        {
            _pricesTakenMs = _pulse.NowMs;
            await CommitAsync(PricesBlock.Write(known, _pulse.NowMs));
        }
    }
}
