using System.Collections.Concurrent;
using System.Collections.Immutable;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <remarks>
/// The ledger by day is gathered, not added up: once every shard has passed midnight, all of them are asked for the day and the whole of
/// it is stored in place of what was there. So a crash at any moment neither loses nor doubles a day, and a fleet that was down for up to
/// <see cref="ShardPulse.DaysKept"/> days gathers them all. Late samples change days that are closed: shards count such changes, and when
/// they have counted more than is in the ledger, the days that they keep are gathered anew.
/// </remarks>
internal sealed partial class FleetGrain
{
    private static readonly TimeSpan s_closeEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_correctEvery = TimeSpan.FromMinutes(1); // a buffer of late samples is many batches
    private long _closeTriedAt;
    private long _correctedAt;

    public async ValueTask<FleetLedgerBook?> GetLedgerAsync(int from, int to, int limit)
    {
        if (Description is not { } description)
        {
            return null;
        }

        await LoadAsync();
        var today = ShardDay.Of(NowMs);
        var days = ledger.State.Days.Where(day => day.Key >= from && day.Key <= to).ToDictionary(day => day.Key, day => day.Value);
        var unclosed = Math.Max(ledger.State.ClosedThrough + 1, today - ShardPulse.DaysKept);
        if (to >= unclosed && from <= today && description.Shards > 0)
        {
            foreach (var day in (await GatherAsync(Math.Max(from, unclosed), Math.Min(to, today))).Days.Where(day => day.Sites.Length > 0 || day.Day == today))
            {
                days[day.Day] = day with { IsClosed = false };
            }
        }

        var newest = days.Values.OrderByDescending(day => day.Day).ToList();
        return new FleetLedgerBook(description.World, NowMs, [.. newest.Take(limit)], newest.Count > limit);
    }

    /// <summary>Stores the days that every shard has closed, and those that late samples have changed since.</summary>
    private async Task CloseDaysAsync()
    {
        var yesterday = ShardDay.Of(NowMs) - 1;
        var isCorrected = _totals.CorrectionCount > ledger.State.CorrectionCount
            && (IsReplay || _correctedAt == 0 || time.GetElapsedTime(_correctedAt) >= s_correctEvery);
        if ((ledger.State.ClosedThrough >= yesterday && !isCorrected) || Description!.Shards == 0
            || (!IsReplay && _closeTriedAt != 0 && time.GetElapsedTime(_closeTriedAt) < s_closeEvery))
        {
            return;
        }

        _closeTriedAt = time.GetTimestamp();
        _correctedAt = isCorrected ? _closeTriedAt : _correctedAt;
        // Corrected days are fewer than those that shards keep: a shard whose midnight has just passed must still have them.
        var first = Math.Max(isCorrected ? 0 : ledger.State.ClosedThrough + 1, yesterday - ShardPulse.DaysKept + (isCorrected ? 2 : 1));
        var (gathered, corrections) = await GatherAsync(first, yesterday);
        var closed = gathered.TakeWhile(day => day.IsClosed).ToList(); // in order: a day behind one that is open waits for it
        if (closed.Count == 0)
        {
            return;
        }

        var former = (Days: new SortedDictionary<int, FleetDay>(ledger.State.Days), ledger.State.ClosedThrough, ledger.State.CorrectionCount);
        foreach (var day in closed.Where(day => day.Sites.Length > 0))
        {
            ledger.State.Days[day.Day] = day;
        }

        ledger.State.ClosedThrough = Math.Max(ledger.State.ClosedThrough, closed[^1].Day);
        ledger.State.CorrectionCount = isCorrected ? corrections : ledger.State.CorrectionCount;
        if (IsReplay)
        {
            return;
        }

        try
        {
            await this.StoreAsync(() => ledger.WriteStateAsync());
        }
        catch
        {
            (ledger.State.Days, ledger.State.ClosedThrough, ledger.State.CorrectionCount) = former;
            throw;
        }
    }

    /// <summary>What all shards say of some days, in order, and how many corrections that has. A day is closed when all of them have passed its end.</summary>
    private async Task<(ImmutableArray<FleetDay> Days, long CorrectionCount)> GatherAsync(int from, int to)
    {
        var parts = new ConcurrentBag<ShardDays>();
        await ForEachShardAsync(async shard =>
        {
            parts.Add(await shard.GetDaysAsync(from, to));
        });
        var all = parts.ToList();
        return (
            [.. Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(day => FleetDay.Of(
                day, all.TrueForAll(part => part.DayUnderWay > day), all.SelectMany(part => part.Days.Where(one => one.Day == day))))],
            all.Sum(part => part.CorrectionCount));
    }

    private async Task ForgetLedgerAsync()
    {
        if (ledger.RecordExists)
        {
            await ledger.ClearStateAsync();
        }

        ledger.State = new FleetLedgerState();
    }
}
