using System.Globalization;
using System.Text.Json;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

public sealed class LiquidationWindowTests
{
    private const long T0 = 1_770_400_800_000;
    private const long MinuteMs = 60_000;

    [Fact]
    public void Rolls_over_24_hours_as_recorded()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Scenario("liquidation-rolling-24h.json")));
        var events = file.RootElement.GetProperty("events").EnumerateArray().ToList();

        foreach (var expected in file.RootElement.GetProperty("expected").EnumerateArray())
        {
            var nowMs = expected.GetProperty("at").GetInt64();
            var window = new LiquidationWindow();
            foreach (var item in events.Where(item => item.GetProperty("t").GetInt64() <= nowMs))
            {
                var atMs = item.GetProperty("t").GetInt64();
                var side = item.GetProperty("side").GetString() == "long" ? LiquidatedSide.Long : LiquidatedSide.Short;
                Assert.Null(window.Add(item.GetProperty("venue").GetString()!, side, item.GetProperty("usd").GetDouble(), atMs, atMs, out _));
                window.AdvanceTo(atMs);
            }

            window.AdvanceTo(nowMs);
            var totals = window.At(nowMs);

            Assert.Equal((nowMs, expected.GetProperty("long").GetDouble()), (nowMs, totals.LongUsd ?? 0));
            Assert.Equal((nowMs, expected.GetProperty("short").GetDouble()), (nowMs, totals.ShortUsd ?? 0));
        }
    }

    [Fact]
    public void Coverage_is_the_share_of_the_window_in_which_a_venue_was_heard()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Scenario("liquidation-coverage.json")));

        foreach (var item in file.RootElement.GetProperty("cases").EnumerateArray())
        {
            var alive = new AliveTime();
            foreach (var interval in item.GetProperty("aliveIntervals").EnumerateArray())
            {
                alive.Add(interval[0].GetInt64() * 1000, interval[1].GetInt64() * 1000);
            }

            var window = item.GetProperty("window");
            var coverage = alive.CoverageAt(window[1].GetInt64() * 1000, (window[1].GetInt64() - window[0].GetInt64()) * 1000);

            Assert.Equal(double.Parse(item.GetProperty("coverage").GetString()!, CultureInfo.InvariantCulture), coverage, 6);
        }
    }

    [Fact]
    public void Alive_time_is_the_union_of_its_intervals_in_any_order()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var seconds = new bool[200];
            var alive = new AliveTime();
            for (var i = 0; i < 12; i++)
            {
                var from = random.Next(0, 190);
                var to = random.Next(from, 200);
                alive.Add(from, to);
                Array.Fill(seconds, true, from, to - from);
            }

            Assert.Equal(seconds.Count(second => second) / 200d, alive.CoverageAt(200, 200), 12);
        }
    }

    [Fact]
    public void Late_event_goes_to_its_own_minute()
    {
        var window = new LiquidationWindow();
        var nowMs = T0 + (600 * MinuteMs);

        window.Add("okx", LiquidatedSide.Long, 1000, T0, nowMs, out _);

        Assert.Equal(1000, window.At(T0 + (1439 * MinuteMs)).LongUsd);
        Assert.Equal(0, window.At(T0 + (1440 * MinuteMs)).LongUsd);
    }

    [Fact]
    public void Event_from_a_clock_ahead_counts_at_receipt()
    {
        var window = new LiquidationWindow();

        window.Add("okx", LiquidatedSide.Short, 1000, T0 + MinuteMs, T0, out _);

        Assert.Equal(1000, window.At(T0).ShortUsd);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e12)]
    public void Refuses_sizes_that_make_no_sense(double notionalUsd)
    {
        var window = new LiquidationWindow();

        Assert.Equal(MarketFaultKind.OutOfRange, window.Add("okx", LiquidatedSide.Long, notionalUsd, T0, T0, out _)?.Kind);
        Assert.Null(window.At(T0).TotalUsd);
    }

    [Fact]
    public void Refuses_events_that_left_the_window()
    {
        Assert.NotNull(new LiquidationWindow().Add("okx", LiquidatedSide.Long, 5, T0 - LiquidationWindow.WindowMs, T0, out _));
    }

    [Fact]
    public void Venues_own_rolling_figure_replaces_its_events_until_it_is_15_minutes_old()
    {
        var window = new LiquidationWindow();
        window.Add("site", LiquidatedSide.Long, 5_000_000, T0, T0, out _);
        window.Add("okx", LiquidatedSide.Long, 1_000_000, T0, T0, out _);
        window.SetRolling("site", 800e6, T0, T0);

        Assert.Equal(801e6, window.At(T0 + LiquidationWindow.SilenceMs).TotalUsd);
        Assert.Equal(1, window.At(T0).KnownShare);
        Assert.Equal(1e6, window.At(T0 + LiquidationWindow.SilenceMs + 1).TotalUsd);
    }

    [Fact]
    public void Event_far_above_the_rest_is_marked_for_a_look()
    {
        var window = new LiquidationWindow();
        window.Add("okx", LiquidatedSide.Long, 9e6, T0, T0, out var first);
        window.Add("okx", LiquidatedSide.Long, 9e6, T0, T0, out var second);
        window.Add("okx", LiquidatedSide.Long, 2e6, T0, T0, out var third);
        window.Add("bybit", LiquidatedSide.Long, 201e6, T0, T0, out var huge);

        Assert.Equal((false, false, true, true), (first, second, third, huge));
    }

    [Fact]
    public void Names_made_up_for_each_call_do_not_fill_the_memory()
    {
        var window = new LiquidationWindow();
        for (var i = 0; i < LiquidationWindow.MaxVenues; i++)
        {
            Assert.Null(window.Hear($"v{i}", T0));
        }

        Assert.Equal(MarketFaultKind.OutOfRange, window.Hear("one more", T0)?.Kind);
    }

    private static string Scenario(string name) => Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "scenarios", name);
}
