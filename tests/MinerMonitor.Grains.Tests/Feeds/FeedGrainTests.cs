using System.Collections.Immutable;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using Xunit;

namespace MinerMonitor.Grains.Tests.Feeds;

/// <summary>One running adapter of each feed, and what becomes of its readings.</summary>
public sealed class FeedGrainTests(FeedCluster cluster) : IClassFixture<FeedCluster>
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Many_keepers_start_one_adapter()
    {
        var grain = Feed("one");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.PingAsync().AsTask()));
        await cluster.Feeds.NextAsync("one");

        Assert.Equal(1, cluster.Feeds.CreatedOf("one"));
    }

    [Fact]
    public async Task A_quote_reaches_the_market_and_the_board()
    {
        await Feed("kraken-spot").PingAsync();
        var adapter = await cluster.Feeds.NextAsync("kraken-spot");
        var (link, nowMs) = (adapter.Link, cluster.Time.GetUtcNow().ToUnixTimeMilliseconds());

        link.Meter.Enter(InputState.Live);
        link.Sink.Replace(MarketName.Spot, "kraken", new MarketObservation { Venue = "kraken", Source = "kraken", BidUsd = 70_000, AskUsd = 70_001 }, new FeedTime(nowMs - 40, nowMs));

        var market = MarketDirectory.Find(cluster.Grains, "live", MarketName.Spot)!;
        await UntilAsync(async () => (await market.GetViewAsync()).Reading.Value == 70_000.5, "the price in the market");
        var line = await UntilAsync(() => cluster.LineAsync("kraken-spot"), line => line is { State: InputState.Live, Report.Accepted: 1 }, "the feed live on the board");
        Assert.Equal(40, line!.Status!.LagP50Ms);
        Assert.Equal(1, line.Status.Readings);
    }

    [Fact]
    public async Task A_reading_that_the_market_refuses_is_counted_with_its_code()
    {
        await Feed("refused").PingAsync();
        var adapter = await cluster.Feeds.NextAsync("refused");

        adapter.Link.Sink.Add(MarketName.Sentiment, new MarketObservation { Date = "2026-02-05", Value = 250 }, new FeedTime(null, 0));

        await UntilAsync(() => Task.FromResult(adapter.Link.Meter.Read().Refusals.ContainsKey("refused-out_of_range")), "the refusal in the meter");
    }

    [Fact]
    public async Task An_adapter_stops_when_no_keeper_asks_for_it_and_starts_again_when_one_does()
    {
        await Feed("lonely").PingAsync();
        var first = await cluster.Feeds.NextAsync("lonely");

        var stopped = first.Stopped;
        while (!stopped.IsCompleted)
        {
            cluster.Time.Advance(s_step);
            await Task.Yield();
        }

        await stopped;
        await Feed("lonely").PingAsync();
        Assert.NotSame(first, await cluster.Feeds.NextAsync("lonely"));
    }

    [Fact]
    public async Task An_adapter_that_fails_says_so_and_starts_again()
    {
        await Feed("broken").PingAsync();
        var adapter = await cluster.Feeds.NextAsync("broken");

        adapter.Fail("the parser has a hole");

        await UntilAsync(() => Task.FromResult(adapter.Link.Meter.Read().Reconnects.ContainsKey("adapter-failed")), "the failure in the meter");
        Assert.Contains("the parser has a hole", adapter.Link.Meter.Read().Reason, StringComparison.Ordinal);
        var next = cluster.Feeds.NextAsync("broken");
        while (!next.IsCompleted)
        {
            await Feed("broken").PingAsync();
            cluster.Time.Advance(s_step);
        }

        Assert.Same(adapter, await next); // the same adapter runs anew
    }

    [Fact]
    public async Task A_feed_that_is_off_has_no_adapter_and_says_off()
    {
        cluster.Feeds.Add(Description("unwanted") with { IsEnabled = false });

        await cluster.Grains.GetGrain<IFeedGrain>("unwanted").PingAsync();

        var line = await UntilAsync(() => cluster.LineAsync("unwanted"), line => line is not null, "the feed on the board");
        Assert.Equal(InputState.Off, line!.State);
        Assert.Equal(0, cluster.Feeds.CreatedOf("unwanted"));
    }

    [Fact]
    public async Task A_feed_that_nobody_configured_has_no_status() =>
        Assert.Null(await cluster.Grains.GetGrain<IFeedGrain>("no-such-feed").GetStatusAsync());

    [Fact]
    public async Task A_recorder_gets_what_is_said_from_then_on()
    {
        var grain = Feed("taped");
        await grain.PingAsync();
        var adapter = await cluster.Feeds.NextAsync("taped");
        adapter.Link.Tap.Add(true, "before"u8);

        Assert.Empty(await grain.ReadTapAsync(0));
        adapter.Link.Tap.Add(false, "subscribe"u8);
        adapter.Link.Tap.Add(true, "ack"u8);

        var messages = await grain.ReadTapAsync(0);
        Assert.Equal([(false, "subscribe"), (true, "ack")], messages.Select(message => (message.FromServer, message.Text)));
        Assert.Empty(await grain.ReadTapAsync(messages[^1].Number));
    }

    private static FeedDescription Description(string feed) => new(feed, MarketName.Spot, true, feed, TimeSpan.FromSeconds(30), null);

    private IFeedGrain Feed(string feed)
    {
        if (cluster.Feeds.Feeds.All(known => known.Feed != feed))
        {
            cluster.Feeds.Add(Description(feed));
        }

        return cluster.Grains.GetGrain<IFeedGrain>(feed);
    }

    private Task<bool> UntilAsync(Func<Task<bool>> holds, string awaited) => UntilAsync(holds, isTrue => isTrue, awaited);

    /// <summary>Moves the clock on in small steps, since timers deliver and report, until something holds; half a minute of its time at most.</summary>
    private async Task<T> UntilAsync<T>(Func<Task<T>> read, Func<T, bool> holds, string awaited)
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        for (var i = 0; i < 600; i++)
        {
            var value = await read();
            if (holds(value))
            {
                return value;
            }

            foreach (var feed in cluster.Feeds.Feeds.Select(feed => feed.Feed).ToImmutableArray())
            {
                await cluster.Grains.GetGrain<IFeedGrain>(feed).PingAsync();
            }

            cluster.Time.Advance(TimeSpan.FromMilliseconds(50));
            await look.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"Waited 30 s of the cluster's time for: {awaited}.");
    }
}
