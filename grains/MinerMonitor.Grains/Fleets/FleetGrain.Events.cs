using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <remarks>
/// Each transition becomes an event once, or part of one. Shards number their transitions, and one that comes back has the same ones under the
/// same numbers: blocks are durable, and silence falls at its deadline in world time, whoever looked when. How far each shard is told is
/// stored in one write with the events made of it and the number of their append; then they are appended, and the log takes each number
/// once. Whatever dies in between, the fleet begins with what is stored: it makes the append again and asks the shards for what came after.
/// </remarks>
internal sealed partial class FleetGrain
{
    private readonly Dictionary<int, long> _askedThrough = [];
    private FleetEventDigest? _events;

    private IEventLogGrain EventLog => GrainFactory.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(Description!.World, $"events/{_fleet}"));

    /// <summary>Asks the shards for what happened since, and appends it to the fleet's events.</summary>
    private async Task TellEventsAsync()
    {
        var (figures, counts) = (_figures, _totals.TransitionCounts.ToList()); // of one moment: nothing is told before the figures show it
        try
        {
            var digest = _events ??= await WakeEventsAsync(counts);
            var behind = counts.Where(count => count.Transitions != _askedThrough.GetValueOrDefault(count.Shard, digest.MarkOf(count.Shard).Number));
            foreach (var shards in behind.ToList().Chunk(ShardsAtATime))
            {
                await Task.WhenAll(shards.Select(async shard =>
                {
                    digest.Add(shard.Shard, await ShardOf(shard.Shard).GetTransitionsAsync(digest.MarkOf(shard.Shard), shard.Transitions));
                    _askedThrough[shard.Shard] = shard.Transitions;
                }));
            }

            var events = digest.Take(figures);
            if (!events.IsEmpty || digest.TakenSinceStored >= ShardPulse.TransitionLimit / 2) // a shard keeps no more than its limit
            {
                await SaveEventsAsync(digest.ToStored(told.State.Number + 1, events));
                await EventLog.AppendOnceAsync(events, told.State.Number);
            }
        }
        catch
        {
            _events = null; // what is stored holds
            _isDirty = true; // whoever comes next tries again
            throw;
        }
    }

    /// <summary>Stores what is told; what could not be stored does not hold.</summary>
    private async Task SaveEventsAsync(FleetTold next)
    {
        var former = told.State;
        told.State = next;
        try
        {
            if (!IsReplay)
            {
                await this.StoreAsync(() => told.WriteStateAsync());
            }
        }
        catch
        {
            told.State = former;
            throw;
        }
    }

    private async Task<FleetEventDigest> WakeEventsAsync(List<(int Shard, long Transitions)> counts)
    {
        _askedThrough.Clear();
        if (told.State.Number == 0 && told.State.Marks.Count == 0 && (await EventLog.ReadAsync(null))[^1].Seq > 0)
        {
            // A program that kept no marks has told these events: this one begins with what happens now.
            told.State.Marks = counts.ToDictionary(count => count.Shard, count => new ShardMark(count.Transitions, NowMs));
        }

        await EventLog.AppendOnceAsync(told.State.Events, told.State.Number);
        return new FleetEventDigest(told.State);
    }

    /// <summary>After the log itself is empty: its numbers begin anew with those of the fleet.</summary>
    private async Task ForgetEventsAsync()
    {
        if (told.RecordExists)
        {
            await told.ClearStateAsync();
        }

        told.State = new FleetTold();
        _events = null;
    }
}
