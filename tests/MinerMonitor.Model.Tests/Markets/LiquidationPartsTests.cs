using System.Reflection;
using MinerMonitor.Model.Markets;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

/// <summary>What the window of liquidations is made of, against plain recounts.</summary>
public sealed class LiquidationPartsTests
{
    private const long MinuteMs = 60_000;
    private const long T0 = 29_506_680; // minutes since 1970

    [Fact]
    public void Sums_by_minute_are_those_of_a_recount_in_any_order()
    {
        var random = new Random(11);
        var (sums, all) = (new MinuteSums(), new List<(long Minute, double Usd)>());
        var now = T0;
        for (var i = 0; i < 3_000; i++)
        {
            now += random.Next(0, 5) == 0 ? random.Next(0, 90) : 0;
            var seen = (Minute: now - random.Next(0, LiquidationWindow.WindowMinutes), Usd: random.Next(1, 1_000_000) / 100d);
            sums.Add(seen.Minute, seen.Usd);
            all.Add(seen);
            if (i % 50 == 0)
            {
                foreach (var minutes in (int[])[1, 60, LiquidationWindow.WindowMinutes])
                {
                    Assert.Equal(all.Where(one => one.Minute > now - minutes && one.Minute <= now).Sum(one => one.Usd), sums.SumUsd(now, minutes), 1e-3);
                }
            }
        }
    }

    [Fact]
    public void Minute_that_was_left_behind_does_not_come_back()
    {
        var sums = new MinuteSums();
        sums.Add(T0, 5);
        sums.Add(T0 + MinuteSums.KeptMinutes, 7);
        sums.Add(T0, 9);

        Assert.Equal((0, 7), (sums.SumUsd(T0, 60), sums.SumUsd(T0 + MinuteSums.KeptMinutes, LiquidationWindow.WindowMinutes)));
    }

    [Fact]
    public void Largest_event_is_that_of_a_recount_in_any_order()
    {
        var random = new Random(12);
        var (largest, all) = (new LargestLiquidations(), new List<Liquidation>());
        var now = T0;
        for (var i = 0; i < 3_000; i++)
        {
            now += random.Next(0, 4) == 0 ? random.Next(0, 90) : 0;
            var seen = new Liquidation("v", LiquidatedSide.Long, null, random.Next(1, 400), ((now - random.Next(0, 1440)) * MinuteMs) + random.Next(0, 60_000));
            largest.Add(seen);
            all.Add(seen);
            if (i % 7 == 0)
            {
                largest.ForgetUntil(now - 1440);
            }

            var expected = all.Where(one => one.AtMs / MinuteMs > now - 1440 && one.AtMs / MinuteMs <= now).Select(one => (double?)one.NotionalUsd).Max();
            Assert.Equal(expected, largest.At(now - 1440, now)?.NotionalUsd);
        }
    }

    [Fact]
    public void Event_is_known_for_ten_minutes_and_forgotten_after_twenty()
    {
        var recent = new RecentEvents();
        recent.Add("bybit", "a", 1_000_000);

        Assert.True(recent.Knows("bybit", "a", 1_000_000 + RecentEvents.KeptMs));
        Assert.False(recent.Knows("okx", "a", 1_000_000 + RecentEvents.KeptMs));
        Assert.False(recent.Knows("bybit", "a", 1_000_000 + (2 * RecentEvents.KeptMs) + 1));
    }

    [Fact]
    public void Any_event_is_known_for_ten_minutes_whenever_it_came()
    {
        var recent = new RecentEvents();
        var came = new Queue<(string Id, long AtMs)>();
        var random = new Random(13);
        var nowMs = 1_000_000L;
        for (var i = 0; i < 2_000; i++)
        {
            nowMs += random.Next(0, 3_000);
            recent.Add("v", $"{i}", nowMs);
            came.Enqueue(($"{i}", nowMs));
            while (nowMs - came.Peek().AtMs > RecentEvents.KeptMs)
            {
                came.Dequeue();
            }

            Assert.True(recent.Knows("v", came.Peek().Id, nowMs), $"event {came.Peek().Id} of {nowMs - came.Peek().AtMs} ms ago");
        }
    }

    [Fact]
    public void Time_after_a_loss_is_not_covered()
    {
        var window = new LiquidationWindow();
        const long NowMs = T0 * MinuteMs;
        window.Hear("bybit", NowMs - 60_000);
        window.Hear("bybit", NowMs - 40_000);

        window.Lose("bybit", NowMs - 35_000);
        window.Hear("bybit", NowMs - 10_000);

        Assert.Equal((25_000 + 10_000) / (double)LiquidationWindow.WindowMs, window.At(NowMs).Venues[0].Coverage!.Value, 12);
    }

    [Fact]
    public void Hour_bitcoin_and_largest_stand_beside_the_day()
    {
        const long NowMs = T0 * MinuteMs;
        var window = new LiquidationWindow();
        window.Add("bybit", LiquidatedSide.Long, 100, NowMs - (90 * MinuteMs), NowMs, out _, "BTC");
        window.Add("bybit", LiquidatedSide.Short, 40, NowMs - MinuteMs, NowMs, out _, "ETH");
        window.Add("okx", LiquidatedSide.Long, 7, NowMs, NowMs, out _);
        window.SetRolling("site", 5e6, NowMs, NowMs);

        var totals = window.At(NowMs);

        Assert.Equal((107, 40), (totals.LongUsd, totals.ShortUsd));
        Assert.Equal(new SidedUsd(7, 40), totals.LastHour);
        Assert.Equal(new SidedUsd(100, 0), totals.Bitcoin);
        Assert.Equal((100, "BTC", "bybit"), (totals.Largest?.NotionalUsd, totals.Largest?.Coin, totals.Largest?.Venue));
        Assert.Null(totals.Venues.Single(venue => venue.Venue == "okx").Bitcoin);
        Assert.Null(totals.Venues.Single(venue => venue.Venue == "site").LastHour);
    }

    [Fact]
    public void Sums_that_were_stored_by_minute_before_count_until_they_leave_the_window()
    {
        const long NowMs = T0 * MinuteMs;
        var venue = new LiquidationWindow.Venue();
        foreach (var (field, usd) in (ReadOnlySpan<(string, double)>)[("_olderLongUsd", 100), ("_olderShortUsd", 30)])
        {
            var sums = typeof(LiquidationWindow.Venue).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(venue);
            ((SortedDictionary<long, double>)sums!)[T0 - 90] = usd; // as a store of an earlier version is read
        }

        venue.Add(T0, LiquidatedSide.Long, 7, null);
        var now = venue.At("bybit", NowMs);
        var later = venue.At("bybit", NowMs + ((1440 - 90) * MinuteMs));

        Assert.Equal((107, 30, new SidedUsd(7, 0)), (now.LongUsd, now.ShortUsd, now.LastHour));
        Assert.Equal((7, 0), (later.LongUsd, later.ShortUsd));
    }
}
