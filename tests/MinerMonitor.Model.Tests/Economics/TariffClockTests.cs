using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Markets;
using Xunit;

namespace MinerMonitor.Model.Tests.Economics;

/// <summary>The price of a tariff from moment to moment: market, fallback, none; followed with a step and a pace.</summary>
public sealed class TariffClockTests
{
    private const long T0 = 1_770_249_600_000; // 2026-02-05T00:00Z
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private static readonly IndexedTariff s_index =
        new("energy", "A", 1.1, 0.01, null, null, 0.06, TimeSpan.FromHours(2), TimeSpan.FromHours(6));

    [Theory]
    [InlineData(40, 0.054)]
    [InlineData(0, 0.01)]
    [InlineData(-40, -0.02)] // -0.034, above the floor
    [InlineData(-5, 0.0045)]
    [InlineData(400, 0.2)] // 0.45, below the cap
    public void The_price_is_multiplier_times_market_plus_adder_within_floor_and_cap(double usdMwh, double usdKwh) =>
        Assert.Equal(usdKwh, (s_index with { FloorUsdKwh = -0.02, CapUsdKwh = 0.2 }).UsdKwhAt(usdMwh), 1e-12);

    [Fact]
    public void Without_floor_and_cap_a_market_below_zero_pays_for_running() => Assert.Equal(-0.034, s_index.UsdKwhAt(-40), 1e-12);

    [Fact]
    public void A_price_that_is_too_old_gives_way_to_the_fallback_and_that_to_nothing()
    {
        var clock = new TariffClock(new TariffSchedule(null, s_index, T0));
        var price = At(T0, 40);

        Assert.True(clock.AdvanceTo(T0, price));
        Assert.Equal((0.054, TariffSource.Market, T0 + (2 * Hour) + 1), (Math.Round(clock.Quote!.UsdKwh!.Value, 9), clock.Quote.Source, clock.NextLookMs));
        Assert.False(clock.AdvanceTo(T0 + (2 * Hour), price));

        Assert.True(clock.AdvanceTo(clock.NextLookMs, price));
        Assert.Equal((0.06, TariffSource.Fallback, T0 + (8 * Hour) + 1), (clock.Quote.UsdKwh, clock.Quote.Source, clock.NextLookMs));
        Assert.Equal("The price of A is older than 2 h. The fallback stands in.", clock.Quote.Reason);
        Assert.False(clock.AdvanceTo(T0 + (8 * Hour), price));

        Assert.True(clock.AdvanceTo(clock.NextLookMs, price));
        Assert.Equal((null, TariffSource.None, long.MaxValue), (clock.Quote.UsdKwh, clock.Quote.Source, clock.NextLookMs));
        Assert.Contains("The fallback stood in for 6 h, as long as it may.", clock.Quote.Reason, StringComparison.Ordinal);

        Assert.True(clock.AdvanceTo(T0 + (9 * Hour), At(T0 + (9 * Hour), 40))); // at once when there is one again
        Assert.Equal((TariffSource.Market, null), (clock.Quote.Source, clock.Quote.Reason));
    }

    [Fact]
    public void Without_a_fallback_no_price_is_known_and_never_zero()
    {
        var clock = new TariffClock(new TariffSchedule(null, s_index with { FallbackUsdKwh = null, FallbackFor = null }, T0));

        Assert.True(clock.AdvanceTo(T0, null, "The market energy has no zone A; it has B."));
        Assert.Equal((null, TariffSource.None), (clock.Quote!.UsdKwh, clock.Quote.Source));
        Assert.Equal("The market energy has no zone A; it has B. Feed the market, or give the contract a fallbackUsdKwh.", clock.Quote.Reason);
        Assert.False(clock.AdvanceTo(T0 + Hour));
        Assert.True(clock.AdvanceTo(T0 + Hour, At(T0, 40)));
    }

    [Fact]
    public void A_market_that_never_told_a_price_has_its_fallback_from_the_making_of_the_contract()
    {
        var clock = new TariffClock(new TariffSchedule(null, s_index, T0));

        clock.AdvanceTo(T0 + (6 * Hour));
        Assert.Equal(TariffSource.Fallback, clock.Quote!.Source);
        clock.AdvanceTo(clock.NextLookMs);
        Assert.Equal(TariffSource.None, clock.Quote.Source);
    }

    [Fact]
    public void A_market_is_followed_by_steps_and_not_more_than_once_a_minute()
    {
        var clock = new TariffClock(new TariffSchedule(null, s_index with { Multiplier = 1, AdderUsdKwh = 0 }, T0));
        Assert.True(clock.AdvanceTo(T0, At(T0, 40)));

        Assert.False(clock.AdvanceTo(T0 + (5 * Minute), At(T0 + 1, 40.09))); // less than a step
        Assert.Equal((0.04, 40.09), (clock.Quote!.UsdKwh, clock.Quote.MarketUsdMwh));
        Assert.True(clock.AdvanceTo(T0 + (5 * Minute), At(T0 + 2, 40.1))); // steps add up against the price in force
        Assert.False(clock.AdvanceTo(T0 + (5 * Minute) + 10_000, At(T0 + 3, 80)));
        Assert.Equal((0.0401, T0 + (6 * Minute)), (Math.Round(clock.Quote.UsdKwh!.Value, 9), clock.NextLookMs));
        Assert.True(clock.AdvanceTo(clock.NextLookMs, At(T0 + 3, 80)));
        Assert.Equal(0.08, clock.Quote.UsdKwh);
    }

    [Fact]
    public void Random_moments_never_leave_the_price_a_step_away_for_longer_than_a_minute()
    {
        var random = new Random(5);
        var clock = new TariffClock(new TariffSchedule(null, s_index, T0));
        var (nowMs, usdMwh, awaySinceMs, moves) = (T0, 40.0, (long?)null, 0);
        for (var step = 0; step < 20_000; step++)
        {
            nowMs += random.Next(1, 15_000);
            usdMwh += random.Next(4) == 0 ? (random.NextDouble() - 0.5) * 2 : 0;
            moves += clock.AdvanceTo(nowMs, At(nowMs, usdMwh)) ? 1 : 0;
            var isAway = Math.Abs(s_index.UsdKwhAt(usdMwh) - clock.Quote!.UsdKwh!.Value) >= TariffClock.StepUsdKwh;
            awaySinceMs = isAway ? awaySinceMs ?? nowMs : null;
            Assert.True(awaySinceMs is null || nowMs - awaySinceMs < TariffClock.HoldMs);
        }

        Assert.InRange(moves, 100, (int)((nowMs - T0) / TariffClock.HoldMs) + 1);
    }

    [Fact]
    public void Bands_say_their_name_and_their_end()
    {
        var bands = new TimeOfUseTariff("UTC", [new TariffBand("", TariffDays.Daily, 14 * 60, 20 * 60, -0.01)], 0.05);
        var clock = new TariffClock(new TariffSchedule(bands, null, T0));

        Assert.True(clock.AdvanceTo(T0));
        Assert.Equal(new TariffQuote(0.05, TariffSource.Band, null, T0 + (14 * Hour), null, null, null), clock.Quote);
        Assert.True(clock.AdvanceTo(clock.NextLookMs));
        Assert.Equal(new TariffQuote(-0.01, TariffSource.Band, "14:00–20:00", T0 + (20 * Hour), null, null, null), clock.Quote);
    }

    [Fact]
    public void A_time_zone_that_this_machine_lost_gives_no_price_and_a_reason()
    {
        var clock = new TariffClock(new TariffSchedule(new TimeOfUseTariff("Mars/Olympus", [new TariffBand("", TariffDays.Daily, 0, 1440, 0.05)], null), null, T0));

        Assert.True(clock.AdvanceTo(T0));
        Assert.Equal((null, TariffSource.None), (clock.Quote!.UsdKwh, clock.Quote.Source));
        Assert.Contains("Mars/Olympus", clock.Quote.Reason, StringComparison.Ordinal);
    }

    private static ZonePrice At(long atMs, double usdMwh) => new("A", usdMwh, atMs, "test", "measured");
}
