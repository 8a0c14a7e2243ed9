using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Client.Tests.Watching;

public sealed partial class WatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sees_every_number_once_when_the_server_drops_repeats_reorders_and_aborts(int seed)
    {
        const int Last = 400;
        var random = new Random(seed);
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (ask, stop) =>
        {
            // The first questions are answered badly, each in its own way; the later ones well, or the test would not end.
            var from = ask.Position?.Seq ?? 0;
            List<Frame> frames = ask.Position is null ? [Frames.Snapshot(1)] : [];
            frames.AddRange(Range(from, Last).Where(frame => frame.Seq > 1 || ask.Position is not null));
            if (ask.Number > 40)
            {
                return Frames.ThenOpen(frames, stop);
            }

            Spoil(frames, random);
            return ask.Number % 4 == 0 ? Frames.ThenAbort(frames.Take(20), ask, Task.CompletedTask, stop) : Frames.ThenOpen(frames, stop);
        };

        var seen = await TakeAsync(client.WatchAsync([Every()], null, Stop), update => update.Position.Seq == Last);

        Assert.Equal(Enumerable.Range(1, Last).Select(seq => (long)seq), seen.Select(update => update.Position.Seq));
        Assert.Equal(seen.Select(update => update.Position.Seq), seen.Select(update => update.Value.GetInt64()));
        Assert.All(seen, update => Assert.Equal(0, update.Skipped));
    }

    [Fact]
    public async Task Resumes_after_the_last_applied_frame_when_the_connection_is_lost()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        var taken = new TaskCompletionSource();
        server.OnWatch = (ask, stop) => ask.Number == 1
            ? Frames.ThenAbort([Frames.Snapshot(10), Frames.Value(11)], ask, taken.Task, stop)
            : Frames.ThenOpen([Frames.Value(12)], stop);

        List<long> seen = [];
        await foreach (var update in client.WatchAsync([Every()], null, Stop))
        {
            seen.Add(update.Position.Seq);
            if (update.Position.Seq == 11)
            {
                taken.SetResult();
            }

            if (update.Position.Seq == 12)
            {
                break;
            }
        }

        Assert.Equal([10, 11, 12], seen);
        Assert.Null((await server.NextAskAsync()).Resume);
        Assert.Equal(new ResumePosition { Topic = Topics.Sector, StreamId = Frames.Stream, Seq = 11 }, (await server.NextAskAsync()).Position);
    }

    [Fact]
    public async Task Sends_the_position_that_the_program_stored()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (_, stop) => Frames.ThenOpen([Frames.Value(78)], stop);
        var stored = new ResumePosition { Topic = Topics.Sector, StreamId = Frames.Stream, Seq = 77 };

        var seen = await TakeAsync(client.WatchAsync([Every()], [stored], Stop), _ => true);

        Assert.Equal(78, seen.Single().Position.Seq);
        Assert.Equal(stored, (await server.NextAskAsync()).Position);
    }

    [Fact]
    public async Task Asks_again_from_the_last_applied_frame_when_a_number_is_missing()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (ask, stop) => Frames.ThenOpen(ask.Number == 1 ? [Frames.Snapshot(1), Frames.Value(3)] : [Frames.Value(2), Frames.Value(3)], stop);

        var seen = await TakeAsync(client.WatchAsync([Every()], null, Stop), update => update.Position.Seq == 3);

        Assert.Equal([1, 2, 3], seen.Select(update => update.Position.Seq));
        await server.NextAskAsync();
        Assert.Equal(1, (await server.NextAskAsync()).Position!.Seq);
    }

    [Fact]
    public async Task Starts_over_with_the_reason_when_the_owner_restarted()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (ask, stop) => Frames.ThenOpen(
            ask.Number == 1 ? [Frames.Snapshot(500), Frames.Value(1, "s2")] : [Frames.Snapshot(2, "s2", "stream"), Frames.Value(3, "s2")], stop);

        var seen = await TakeAsync(client.WatchAsync([Every()], null, Stop), update => update.Position.Seq == 3);

        Assert.Equal([("s1", 500, "first"), ("s2", 2, "stream"), ("s2", 3, null)], seen.Select(update => (update.Position.StreamId, update.Position.Seq, update.Reason)));
    }

    [Fact]
    public async Task Loses_nothing_when_the_program_is_slower_than_the_stream()
    {
        const int Last = 300;
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server) with { BufferedFrames = 8 });
        var letGo = new TaskCompletionSource();
        server.OnWatch = (ask, stop) =>
        {
            stop.Register(() => letGo.TrySetResult());
            return Frames.ThenOpen(ask.Position is { } at ? Range(at.Seq, Last) : [Frames.Snapshot(1), .. Range(1, Last)], stop);
        };

        List<long> seen = [];
        await foreach (var update in client.WatchAsync([Every()], null, Stop))
        {
            seen.Add(update.Position.Seq);
            if (seen.Count == 1)
            {
                await letGo.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop); // the buffer ran over, and the client cancelled its question
            }

            if (update.Position.Seq == Last)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, Last).Select(seq => (long)seq), seen);
    }

    [Fact]
    public async Task Takes_the_connection_for_dead_when_not_even_a_heartbeat_comes()
    {
        var time = new SteppedTime();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server) with { TimeProvider = time, ReconnectMin = TimeSpan.FromSeconds(1), ReconnectMax = TimeSpan.FromSeconds(1) });
        server.OnWatch = (ask, stop) => Frames.ThenOpen(ask.Number == 1 ? [Frames.Snapshot(1)] : [Frames.Value(2)], stop);
        var changes = client.ConnectionChangesAsync().GetAsyncEnumerator(Stop);

        var watch = TakeAsync(client.WatchAsync([Every()], null, Stop), update => update.Position.Seq == 2);
        await StateAsync(changes, ConnectionState.Connected);
        await time.NextWaitAsync(wait => wait == TimeSpan.FromSeconds(20), "the end of the silence"); // before the snapshot
        await time.NextWaitAsync(wait => wait == TimeSpan.FromSeconds(20), "the end of the silence"); // after it
        time.Advance(TimeSpan.FromSeconds(20));
        var lost = await StateAsync(changes, ConnectionState.Reconnecting);
        await time.NextWaitAsync(wait => wait == lost.RetryIn, "the reconnect");
        time.Advance(lost.RetryIn!.Value);
        var seen = await watch;

        Assert.Equal([1, 2], seen.Select(update => update.Position.Seq));
        Assert.Contains("not even a heartbeat", lost.Cause, StringComparison.Ordinal);
        Assert.InRange(lost.RetryIn.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Tells_the_clock_of_the_server_from_heartbeats()
    {
        var time = new SteppedTime();
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server) with { TimeProvider = time });
        server.OnWatch = (_, stop) => Frames.ThenOpen([Frames.Heartbeat(0, Frames.T0.AddMinutes(3)), Frames.Snapshot(1)], stop);

        await TakeAsync(client.WatchAsync([Every()], null, Stop), _ => true);

        Assert.Equal(Frames.T0.AddMinutes(3), client.ServerNow);
    }

    [Fact]
    public async Task Says_at_once_that_nobody_is_there_when_the_first_connection_fails()
    {
        var server = await ScriptedServer.StartAsync();
        var url = server.Url;
        await server.DisposeAsync();
        await using var client = new MonitorClient(url);

        var error = await Assert.ThrowsAsync<MonitorUnreachableException>(() => TakeAsync(client.WatchSectorAsync(cancellationToken: Stop), _ => false));

        Assert.StartsWith($"Cannot reach {url.GetLeftPart(UriPartial.Authority)}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_trying_with_growing_waits_when_told_to_and_nobody_is_there()
    {
        var server = await ScriptedServer.StartAsync();
        var url = server.Url;
        await server.DisposeAsync();
        var time = new SteppedTime();
        await using var client = new MonitorClient(new MonitorClientOptions
        {
            Url = url,
            TimeProvider = time,
            RetryFirstConnection = true,
            JitterSeed = 3,
            ReconnectMin = TimeSpan.FromSeconds(1),
            ReconnectMax = TimeSpan.FromSeconds(4),
        });
        var changes = client.ConnectionChangesAsync().GetAsyncEnumerator(Stop);
        using var give = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watch = TakeAsync(client.WatchSectorAsync(cancellationToken: give.Token), _ => false);

        for (var bound = 1; bound <= 8; bound *= 2)
        {
            var lost = await StateAsync(changes, ConnectionState.Reconnecting);
            Assert.InRange(lost.RetryIn!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(Math.Min(bound, 4)));
            await time.NextWaitAsync(wait => wait == lost.RetryIn, "the reconnect");
            time.Advance(lost.RetryIn.Value);
        }

        await give.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
    }

    [Fact]
    public async Task Reports_what_happens_to_the_connection_and_why()
    {
        await using var server = await ScriptedServer.StartAsync();
        await using var client = new MonitorClient(Fast(server));
        server.OnWatch = (ask, stop) => Frames.ThenOpen(ask.Number == 1 ? [Frames.Snapshot(1), Frames.Value(3)] : [Frames.Value(2)], stop);
        var changes = client.ConnectionChangesAsync().GetAsyncEnumerator(Stop);

        await TakeAsync(client.WatchAsync([Every()], null, Stop), update => update.Position.Seq == 2);

        Assert.Equal([Topics.Sector], (await StateAsync(changes, ConnectionState.Connecting)).Topics);
        await StateAsync(changes, ConnectionState.Connected);
        Assert.Equal("Frames of sector before number 3 are missing; asking again.", (await StateAsync(changes, ConnectionState.Resuming)).Cause);
        await StateAsync(changes, ConnectionState.Ended);
    }

    [Fact]
    public async Task Refuses_a_topic_that_is_given_twice()
    {
        await using var client = new MonitorClient(new Uri("http://localhost:1"));

        Assert.Throws<ArgumentException>(() => client.WatchAsync([Every(), Every()], null, Stop));
        Assert.Throws<ArgumentException>(() => client.WatchAsync([], null, Stop));
    }

    private static MonitorClientOptions Fast(ScriptedServer server) => new()
    {
        Url = server.Url,
        JitterSeed = 1,
        ReconnectMin = TimeSpan.FromMilliseconds(1),
        ReconnectMax = TimeSpan.FromMilliseconds(4),
    };

    private static TopicRequest Every() => new() { Topic = Topics.Sector, Mode = WatchModes.Every };

    private static List<Frame> Range(long after, int last) => [.. Enumerable.Range((int)after + 1, last - (int)after).Select(seq => Frames.Value(seq))];

    private static void Spoil(List<Frame> frames, Random random)
    {
        for (var i = 1; i + 1 < frames.Count; i++)
        {
            switch (random.Next(30))
            {
                case 0: frames.RemoveAt(i); break;
                case 1: frames.Insert(i, frames[i]); i++; break;
                case 2: (frames[i], frames[i + 1]) = (frames[i + 1], frames[i]); i++; break;
                case 3: frames.Insert(i, Frames.Heartbeat(frames[i].Seq)); i++; break;
                default: break;
            }
        }
    }

    private static async Task<List<TopicUpdate<T>>> TakeAsync<T>(IAsyncEnumerable<TopicUpdate<T>> updates, Func<TopicUpdate<T>, bool> isLast)
    {
        List<TopicUpdate<T>> seen = [];
        await foreach (var update in updates)
        {
            seen.Add(update);
            if (isLast(update))
            {
                break;
            }
        }

        return seen;
    }

    private static async Task<ConnectionChange> StateAsync(IAsyncEnumerator<ConnectionChange> changes, ConnectionState state)
    {
        while (await changes.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stop))
        {
            if (changes.Current.State == state)
            {
                return changes.Current;
            }
        }

        throw new InvalidOperationException($"The connection never was {state}.");
    }
}
