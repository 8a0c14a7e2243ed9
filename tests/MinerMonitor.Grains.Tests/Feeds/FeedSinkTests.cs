using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using Xunit;

namespace MinerMonitor.Grains.Tests.Feeds;

/// <summary>What waits between an adapter and its market, and how a feed's health is counted.</summary>
public sealed class FeedSinkTests
{
    private const long NowMs = 1_770_300_000_000;
    private static readonly FeedTime s_now = new(null, NowMs);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(NowMs));
    private readonly FeedMeter _meter;
    private readonly FeedSink _sink;

    public FeedSinkTests()
    {
        _meter = new FeedMeter(new FeedDescription("test", MarketName.Spot, true, "Test", null, null), "silo", _time, NullLogger.Instance);
        _sink = new FeedSink(_meter);
    }

    [Fact]
    public void Of_quotes_the_newest_of_each_slot_stays()
    {
        _sink.Replace(MarketName.Spot, "a", new MarketObservation { PriceUsd = 1 }, s_now);
        _sink.Replace(MarketName.Spot, "b", new MarketObservation { PriceUsd = 2 }, s_now);
        _sink.Replace(MarketName.Spot, "a", new MarketObservation { PriceUsd = 3 }, s_now);

        var taken = _sink.Take().Markets[MarketName.Spot];

        Assert.Equal([2, 3], taken.Select(seen => seen.PriceUsd!.Value).Order());
        Assert.All(taken, seen => Assert.Equal("test", seen.Feed));
        Assert.Equal(3, _meter.Read().Readings);
    }

    [Fact]
    public void Events_keep_their_order_and_each_counts()
    {
        foreach (var usd in Enumerable.Range(1, 1_000))
        {
            _sink.Add(MarketName.Liquidations, new MarketObservation { NotionalUsd = usd }, s_now);
        }

        Assert.Equal(Enumerable.Range(1, 1_000), _sink.Take().Markets[MarketName.Liquidations].Select(seen => (int)seen.NotionalUsd!.Value));
        Assert.Empty(_sink.Take().Markets);
    }

    [Fact]
    public void Events_beyond_the_room_are_dropped_and_counted()
    {
        for (var i = 0; i < FeedSink.MaxEvents + 7; i++)
        {
            _sink.Add(MarketName.Liquidations, new MarketObservation { NotionalUsd = i }, s_now);
            _sink.Add(new NetworkObservation { BlockHeight = i }, s_now);
        }

        var batch = _sink.Take();

        Assert.Equal(FeedSink.MaxEvents, batch.Markets[MarketName.Liquidations].Length);
        Assert.Equal(FeedSink.MaxEvents, batch.Network.Length);
        Assert.Equal(14, _meter.Read().Refusals["overflow"]);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_the_first_reading()
    {
        var waiting = _sink.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        _sink.Add(new NetworkObservation { BlockHeight = 1 }, s_now);

        await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Single(_sink.Take().Network);
        Assert.False(_sink.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Theory]
    [InlineData(1_770_300_000, NowMs)]
    [InlineData(1_770_300_000_000, NowMs)]
    [InlineData(1_770_300_000_000_123, NowMs)]
    public void A_source_s_time_is_told_apart_by_its_size(long epoch, long expectedMs) => Assert.Equal(expectedMs, _meter.TimeOf(epoch, NowMs).AtMs);

    [Fact]
    public void A_time_far_ahead_is_replaced_by_the_receipt_and_the_skew_is_shown()
    {
        var at = _meter.TimeOf(NowMs + 60_000, NowMs);

        Assert.Equal(new FeedTime(null, NowMs), at);
        var status = _meter.Read();
        Assert.Equal(60_000, status.ClockAheadMs);
        Assert.Equal(1, status.Refusals["clock-ahead"]);
    }

    [Fact]
    public void Lag_is_the_median_of_the_newest_readings()
    {
        for (var lagMs = 1; lagMs <= 2_048; lagMs++)
        {
            _sink.Replace(MarketName.Spot, "a", new MarketObservation(), new FeedTime(NowMs - lagMs, NowMs));
        }

        var status = _meter.Read();

        Assert.Equal(1_025 + 512, status.LagP50Ms);
        Assert.Equal(1_025 + 1_013, status.LagP99Ms);
        Assert.Null(status.ClockAheadMs);
    }

    [Fact]
    public void Reasons_without_end_share_one_line()
    {
        for (var i = 0; i < 1_000; i++)
        {
            _meter.Count($"reason-{i}");
        }

        var refusals = _meter.Read().Refusals;
        Assert.Equal(65, refusals.Count);
        Assert.Equal(1_000 - 64, refusals["others"]);
    }

    [Fact]
    public void A_tap_keeps_the_newest_messages_when_its_recorder_is_late()
    {
        var tap = new FeedTap(_time);
        Assert.Empty(tap.Read(0));
        var message = new byte[FeedTap.MaxChars / 4];
        Array.Fill(message, (byte)'x');

        for (var i = 0; i < 6; i++)
        {
            tap.Add(true, message);
        }

        Assert.Equal([3, 4, 5, 6], tap.Read(0).Select(kept => kept.Number));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.False(tap.IsOpen);
    }
}
