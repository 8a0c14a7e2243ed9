using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>A connection that has to be replaced is replaced by one that works before it is closed.</summary>
public sealed class SocketReplaceTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task A_connection_near_the_end_of_its_life_is_replaced_without_a_gap()
    {
        var steps = new List<string>();
        var connections = 0;
        await using var server = await StubServer.StartAsync();
        server.OnSocket("/feed", async socket =>
        {
            var number = Interlocked.Increment(ref connections);
            await socket.SendAsync("\"tick\"");
            Note($"data {number}");
            await socket.Closed;
            Note($"closed {number}");
        });
        await using var run = Start(server);
        await run.StateAsync(InputState.Live);

        _time.Advance(TimeSpan.FromHours(22.4)); // half an hour and more before 23 h
        await run.UntilAsync(() => run.Meter.State == InputState.Live, "the first connection");
        Assert.Equal(1, Volatile.Read(ref connections));
        _time.Advance(TimeSpan.FromHours(1.2));
        await run.UntilAsync(() => Steps().Count == 3, "another connection, and the end of the first");

        Assert.Equal(["data 1", "data 2", "closed 1"], Steps());
        Assert.Equal(InputState.Live, run.Meter.State);
        Assert.Equal(["planned"], run.Meter.Read().Reconnects.Keys);

        void Note(string step)
        {
            lock (steps)
            {
                steps.Add(step);
            }
        }

        List<string> Steps()
        {
            lock (steps)
            {
                return [.. steps];
            }
        }
    }

    [Fact]
    public async Task A_connection_whose_successor_cannot_be_made_goes_on_until_it_ends()
    {
        await using var server = await StubServer.StartAsync();
        var first = new TaskCompletionSource<StubSocket>();
        server.OnSocket("/feed", async socket =>
        {
            await socket.SendAsync("\"tick\"");
            first.TrySetResult(socket);
            await socket.Closed;
        });
        await using var run = Start(server);
        await run.StateAsync(InputState.Live);
        var socket = await first.Task;
        server.OnRequest("/feed", "", status: 503);

        await socket.SendAsync("\"replace\"");
        await run.MoveOnUntilAsync(() => server.Requests.Count == 2, "an attempt at a successor");
        await socket.SendAsync("\"tick\"");
        await run.UntilAsync(() => run.Meter.Read().Readings == 2, "a reading of the old connection");

        Assert.False(socket.Closed.IsCompleted);
        Assert.Equal(InputState.Live, run.Meter.State);
    }

    [Fact]
    public async Task Attempts_at_one_host_are_a_second_apart_whoever_makes_them()
    {
        var gate = new HostGate(_time);
        var (host, other) = (new Uri("wss://a.example/one"), new Uri("wss://b.example/"));

        await gate.EnterAsync(host, CancellationToken.None);
        await gate.EnterAsync(other, CancellationToken.None);
        var second = gate.EnterAsync(new Uri("wss://a.example/two"), CancellationToken.None);
        var third = gate.EnterAsync(host, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await second;
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await third;
    }

    [Fact]
    public void Waits_grow_to_a_minute_and_begin_anew_after_a_connection_that_held()
    {
        var backoff = new Backoff();

        var waits = Enumerable.Range(0, 40).Select(_ => backoff.Next(TimeSpan.Zero)).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(60)));
        Assert.InRange(waits[0], TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Contains(waits, wait => wait > TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.Zero, backoff.Next(TimeSpan.FromSeconds(60)));
        Assert.InRange(backoff.Next(TimeSpan.Zero), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private AdapterRun Start(StubServer server) => AdapterRun.Start(
        dialer => new SocketFeed([new Uri($"{server.SocketUrl}/feed")], link => new PatientSession(link), dialer), _time);

    /// <summary>A venue that says little: the clock may be moved by hours.</summary>
    private sealed class PatientSession(FeedLink link) : SocketSession(link)
    {
        public override SocketTimes Times { get; } = new()
        {
            Silence = TimeSpan.FromDays(2),
            FirstData = TimeSpan.FromDays(2),
            ReplaceAfter = TimeSpan.FromHours(23),
        };

        public override IEnumerable<string> Opening() => [];

        public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
        {
            HearLife();
            if (message.Span.SequenceEqual("\"replace\""u8))
            {
                Replace("asked");
            }
            else
            {
                Sink.Replace(MarketName.Spot, "tick", new MarketObservation { PriceUsd = 1 }, Meter.TimeOf(null, receivedAtMs));
            }
        }
    }
}
