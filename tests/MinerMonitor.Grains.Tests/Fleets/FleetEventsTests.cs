using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Each transition becomes an event once, whatever dies between the two.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetEventsTests(FleetCluster cluster)
{
    /// <summary>What may die.</summary>
    [Flags]
    public enum Victims
    {
        None = 0,
        Shard = 1,
        Fleet = 2,
        Log = 4,
    }

    [Theory]
    [InlineData(Victims.Shard)]
    [InlineData(Victims.Fleet)]
    [InlineData(Victims.Log)]
    [InlineData(Victims.Shard | Victims.Fleet)]
    [InlineData(Victims.Shard | Victims.Fleet | Victims.Log)]
    public async Task Each_transition_is_one_event_though_all_died_before_it_was_told(Victims victims)
    {
        var fleet = await cluster.NewFleetAsync();
        await SendAsync(fleet, ReportedState.Hashing, "a", "b", "c");
        var expected = new List<string> { "hashing" };
        for (var round = 0; round < 6; round++)
        {
            if (round % 3 == 2)
            {
                await cluster.FiguresAsync(fleet); // now and then a round is told before they die
            }

            await KillAsync(fleet, victims);
            var state = round % 2 == 0 ? ReportedState.Fault : ReportedState.Hashing;
            await SendAsync(fleet, state, "a", "b", "c");
            expected.Add(round % 2 == 0 ? "fault" : "hashing");
            await KillAsync(fleet, victims);
        }

        await cluster.FiguresAsync(fleet);
        await KillAsync(fleet, victims);
        await cluster.FiguresAsync(fleet);

        var changes = await ChangesAsync(fleet);
        Assert.Equal(["a", "b", "c"], changes.Keys.Order());
        Assert.All(changes.Values, states => Assert.Equal(expected, states));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_append_of_which_nobody_knows_whether_it_arrived_is_there_once(bool arrived)
    {
        var fleet = await cluster.NewFleetAsync();
        await SendAsync(fleet, ReportedState.Hashing, "a");
        await cluster.FiguresAsync(fleet);
        var log = $"events/{TopicDirectory.KeyOf(WorldName.Live, $"events/{fleet}")}";
        if (arrived)
        {
            cluster.Journals.LoseAnswerOfNextAppend(log);
        }
        else
        {
            cluster.Journals.LoseNext(log);
        }

        await SendAsync(fleet, ReportedState.Fault, "a");
        await Record.ExceptionAsync(() => cluster.FiguresAsync(fleet)); // or a tick of the fleet has met the fault
        await cluster.FiguresAsync(fleet);
        await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        await cluster.FiguresAsync(fleet);

        Assert.Equal(["hashing", "fault"], (await ChangesAsync(fleet))["a"]);
    }

    [Fact]
    public async Task A_silence_is_one_event_whenever_all_died_before_and_after_its_deadline()
    {
        var fleet = await cluster.NewFleetAsync();
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", "a", "b");
        for (var step = 0; step < 16; step++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(20)); // silent after 180 s, told 60 s later
            if (step % 4 == 3)
            {
                await cluster.FiguresAsync(fleet);
            }

            await KillAsync(fleet, Victims.Shard | Victims.Fleet);
            await SendAsync(fleet, ReportedState.Hashing, _ => "north", "b");
        }

        await cluster.FiguresAsync(fleet);
        cluster.Time.Advance(TimeSpan.FromSeconds(61)); // what is held back since the fleet woke is told by now
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", "a", "b");
        await KillAsync(fleet, Victims.Shard | Victims.Fleet);
        await cluster.FiguresAsync(fleet);

        var changes = await ChangesAsync(fleet);
        Assert.Equal(["hashing", "silent", "hashing"], changes["a"]);
        Assert.Equal(["hashing"], changes["b"]);
    }

    [Fact]
    public async Task A_site_over_two_shards_that_falls_silent_and_comes_back_is_two_events_though_all_died_in_between()
    {
        var fleet = await cluster.NewFleetAsync();
        string[] miners = [.. Enumerable.Range(0, ShardPulse.Capacity + 8).Select(number => $"m{number}")];
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", miners);
        await cluster.FiguresAsync(fleet);
        Assert.Equal(2, (await cluster.Fleet(fleet).GetAsync())!.Shards);
        Assert.Equal(miners.Length, (await cluster.EventsAsync(fleet)).Sum(item => item.Figures?["miners"] ?? 1));
        var before = (await cluster.EventsAsync(fleet)).Count;

        cluster.Time.Advance(TimeSpan.FromSeconds(120));
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", miners[^8..]); // the second shard falls silent two minutes after the first
        cluster.Time.Advance(TimeSpan.FromSeconds(59));
        await cluster.FiguresAsync(fleet);
        await KillAllAsync();
        cluster.Time.Advance(TimeSpan.FromSeconds(5)); // the first is silent, which is held back for a minute
        await cluster.FiguresAsync(fleet);
        await KillAllAsync();
        Assert.Equal(before, (await cluster.EventsAsync(fleet)).Count);
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", miners[..^8]);
        cluster.Time.Advance(TimeSpan.FromSeconds(185));
        await cluster.FiguresAsync(fleet);
        await KillAllAsync();
        await cluster.FiguresAsync(fleet);
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", miners[..100]);
        await cluster.FiguresAsync(fleet);
        await KillAllAsync();
        await SendAsync(fleet, ReportedState.Hashing, _ => "north", miners[100..]);
        await cluster.FiguresAsync(fleet);

        var told = (await cluster.EventsAsync(fleet)).Skip(before).ToList();
        Assert.Equal([("site-silent", "north"), ("site-back", "north")], told.Where(item => item.Type.StartsWith("site-", StringComparison.Ordinal)).Select(item => (item.Type, item.Subject)));

        async Task KillAllAsync()
        {
            await cluster.KillShardAsync(fleet, 0);
            await cluster.KillShardAsync(fleet, 1);
            await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
        }
    }

    private async Task KillAsync(string fleet, Victims victims)
    {
        if (victims.HasFlag(Victims.Shard))
        {
            await cluster.KillShardAsync(fleet, 0);
        }

        if (victims.HasFlag(Victims.Fleet))
        {
            await FleetCluster.DeactivateAsync(cluster.Fleet(fleet)); // it stores nothing on its way out
        }

        if (victims.HasFlag(Victims.Log))
        {
            await FleetCluster.DeactivateAsync(cluster.Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(WorldName.Live, $"events/{fleet}")));
        }
    }

    /// <summary>States that each miner's events tell of, in their order.</summary>
    private async Task<Dictionary<string, List<string>>> ChangesAsync(string fleet)
    {
        var events = await cluster.EventsAsync(fleet);
        Assert.All(events, item => Assert.Equal("miner-state", item.Type));
        return events.GroupBy(item => item.Subject!).ToDictionary(
            miner => miner.Key, miner => miner.Select(item => item.Words!["to"]).ToList(), StringComparer.Ordinal);
    }

    /// <summary>Each miner stands at a site of its own, so its changes are told one by one.</summary>
    private Task SendAsync(string fleet, ReportedState state, params string[] miners) => SendAsync(fleet, state, miner => $"at-{miner}", miners);

    private async Task SendAsync(string fleet, ReportedState state, Func<string, string> siteOf, params string[] miners)
    {
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        using var batch = cluster.Batch(fleet);
        foreach (var miner in miners)
        {
            FleetCluster.Add(batch, miner, 100, site: siteOf(miner), state: state);
        }

        await batch.CommitAsync();
    }
}
