using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Tests.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Journals;

/// <summary>Events keep their numbers; what replays do is kept by nobody.</summary>
[Collection(FleetCluster.Collection)]
public sealed class EventLogGrainTests(FleetCluster cluster)
{
    [Fact]
    public async Task Numbers_go_on_and_a_watcher_resumes_after_a_restart()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("live/events/numbers");
        await log.AppendAsync([Event("one"), Event("two")]);
        var position = new TopicPosition((await log.ReadAsync(null))[0].StreamId, 1);

        await FleetCluster.DeactivateAsync(log);
        await log.AppendAsync([Event("three")]);

        var frames = await log.ReadAsync(position);
        Assert.Equal([2, 3], frames.Select(frame => frame.Seq));
        Assert.All(frames, frame => Assert.Equal((TopicFrameKind.Event, position.StreamId), (frame.Kind, frame.StreamId)));
        Assert.Equal("three", cluster.Encoder.Decode<MonitorEvent>(frames[1]).Text);
    }

    [Fact]
    public async Task Who_has_seen_another_stream_gets_the_new_one_from_its_first_event()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("feb-2026/events/reset");
        await log.AppendAsync([Event("one"), Event("two"), Event("three")]);
        var before = new TopicPosition((await log.ReadAsync(null))[0].StreamId, 3);

        await log.ResetAsync();
        await log.AppendAsync([Event("first again")]);
        await log.AppendAsync([Event("second again")]);

        var frames = await log.ReadAsync(before);
        Assert.Equal((TopicFrameKind.Snapshot, "stream", 0), (frames[0].Kind, frames[0].Reason, frames[0].Seq));
        Assert.Equal([(1, "first again"), (2, "second again")], frames.Skip(1).Select(frame => (frame.Seq, cluster.Encoder.Decode<MonitorEvent>(frame).Text)));
        Assert.Single(frames.Select(frame => frame.StreamId).Distinct());
        Assert.NotEqual(before.StreamId, frames[0].StreamId);
    }

    [Fact]
    public async Task A_watcher_of_a_log_without_events_misses_none_over_restarts()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("live/events/empty");
        var first = Assert.Single(await log.ReadAsync(null));

        // Nothing is stored yet, so the stream has another id each time; its first event still comes after the position of the first.
        await FleetCluster.DeactivateAsync(log);
        var second = Assert.Single(await log.ReadAsync(new TopicPosition(first.StreamId, first.Seq)));
        await FleetCluster.DeactivateAsync(log);
        await log.AppendAsync([Event("one"), Event("two")]);
        var frames = await log.ReadAsync(new TopicPosition(second.StreamId, second.Seq));
        var late = await log.ReadAsync(new TopicPosition(first.StreamId, first.Seq));

        Assert.Equal((TopicFrameKind.Snapshot, "stream", 0), (frames[0].Kind, frames[0].Reason, frames[0].Seq));
        Assert.Equal(["one", "two"], frames.Skip(1).Select(cluster.Encoder.Decode<MonitorEvent>).Select(item => item.Text));
        Assert.Equal(frames.Select(frame => (frame.StreamId, frame.Seq)), late.Select(frame => (frame.StreamId, frame.Seq)));

        // From the first event on the id stays.
        await FleetCluster.DeactivateAsync(log);
        Assert.Equal("two", cluster.Encoder.Decode<MonitorEvent>(Assert.Single(await log.ReadAsync(new TopicPosition(frames[0].StreamId, 1)))).Text);
    }

    [Fact]
    public async Task A_position_ahead_of_the_log_begins_where_the_log_ends()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("live/events/ahead");
        await log.AppendAsync([Event("one"), Event("two")]);
        var stream = (await log.ReadAsync(null))[0].StreamId;

        var frame = Assert.Single(await log.ReadAsync(new TopicPosition(stream, 99)));

        Assert.Equal((TopicFrameKind.Snapshot, "future", 2), (frame.Kind, frame.Reason, frame.Seq));
    }

    [Fact]
    public async Task An_append_that_is_lost_takes_no_number()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("live/events/losses");
        await log.AppendAsync([Event("one")]);
        cluster.Journals.LoseNext("events/live/events/losses");
        await Assert.ThrowsAsync<JournalUnavailableException>(() => log.AppendAsync([Event("lost")]).AsTask());

        await log.AppendAsync([Event("two")]);

        var frames = await log.ReadAsync(new TopicPosition((await log.ReadAsync(null))[0].StreamId, 0));
        Assert.Equal(["one", "two"], frames.Select(cluster.Encoder.Decode<MonitorEvent>).Select(item => item.Text));
    }

    [Fact]
    public async Task Events_older_than_a_week_go_and_the_numbers_stay()
    {
        var log = cluster.Grains.GetGrain<IEventLogGrain>("live/events/old");
        await log.AppendAsync([Event("old")]);
        cluster.Time.Advance(TimeSpan.FromDays(8));
        await log.AppendAsync([Event("new")]);
        await FleetCluster.DeactivateAsync(log);

        var newest = (await log.ReadAsync(null))[0];
        Assert.Equal(2, newest.Seq);
        var late = await log.ReadAsync(new TopicPosition(newest.StreamId, 0));
        Assert.Equal([(1, "gap"), (2, null)], late.Select(frame => (frame.Seq, frame.Reason)));
        Assert.Equal("new", cluster.Encoder.Decode<MonitorEvent>(late[1]).Text);
        Assert.Single(cluster.Journals.BlocksOf("events/live/events/old"));
    }

    [Fact]
    public async Task A_replays_fleet_stores_nothing_and_begins_anew_after_a_reset()
    {
        var fleet = WorldName.SimulatedFleetOf("test-world");
        var grain = cluster.Fleet(fleet);
        var start = new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero);
        await grain.ConfigureAsync(FleetCluster.Settings() with { World = "test-world" });
        await grain.AdvanceToAsync(start);
        await SendAsync(start, "a", 100);
        await grain.AdvanceToAsync(start.AddMinutes(1));
        var figures = (await grain.GetFiguresAsync())!;
        Assert.Equal((100, start.AddMinutes(1).ToUnixTimeMilliseconds()), (figures.Totals.HashrateThs, figures.AsOfMs));
        var stream = (await grain.ReadAsync(null))[0].StreamId;
        Assert.DoesNotContain(cluster.Journals.Names, name => name.Contains("test-world", StringComparison.Ordinal));

        // World time passes for it alone, and what a person does happens in it.
        await cluster.Miner(fleet, "a").ConfigureAsync(new MinerChange(null, 0.04, null, null));
        await grain.AdvanceToAsync(start.AddMinutes(2));
        Assert.Equal(1, (await grain.GetFiguresAsync())!.Totals.Miners[(int)MinerState.Hashing]);
        await grain.AdvanceToAsync(start.AddMinutes(3));
        Assert.Equal(1, (await grain.GetFiguresAsync())!.Totals.Miners[(int)MinerState.Silent]);

        await grain.ResetAsync();
        Assert.Equal((0, 0), ((await grain.GetFiguresAsync())!.Totals.Miners.Sum(), (await grain.GetAsync())!.Shards));
        Assert.NotEqual(stream, (await grain.ReadAsync(null))[0].StreamId);

        await grain.AdvanceToAsync(start);
        await SendAsync(start, "b", 7); // the first slot again, of another shard: the old route to it is dead
        await grain.AdvanceToAsync(start.AddMinutes(1));
        Assert.Equal(7, (await grain.GetFiguresAsync())!.Totals.HashrateThs);

        async Task SendAsync(DateTimeOffset at, string miner, double hashrateThs)
        {
            using var batch = new MinerMonitor.Grains.Fleets.SampleBatch(cluster.Router, fleet, at.ToUnixTimeMilliseconds());
            FleetCluster.Add(batch, miner, hashrateThs);
            await batch.CommitAsync();
        }
    }

    private MonitorEvent Event(string text) => new("test", cluster.NowMs, null, text);
}
