using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress;

/// <summary>Ages and absences: what is too old is missing, with a reason, and takes out only what needs it.</summary>
public sealed class SectorModelTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;
    private static readonly DateOnly s_day = new(2026, 2, 4);
    private static readonly long s_close = UtcDay.CloseMs(s_day);
    private static readonly SectorModel s_model = new(StressModelOptions.Default);

    private static SectorInputs Fresh => new()
    {
        AtMs = s_close,
        PriceUsd = StressInput.Of(70000, s_close),
        SupplyBtc = StressInput.Of(19.985e6, s_close),
        Difficulty = StressInput.Of(141.67e12, s_close),
        Height = 935_051,
        Retarget = RetargetProjection.At(1769111289_000, 935_051, s_close),
        LiquidationsUsd = StressInput.Of(800e6, s_close),
        EtfFlowUsd = StressInput.Of(-1e9, UtcDay.StartMs(s_day)),
        FearGreed = StressInput.Of(11, UtcDay.StartMs(s_day)),
        Daily = new DailyWindows
        {
            Date = s_day,
            Fit = DifficultyFit.FrozenOf(new FitOptions()) with { Frozen = false },
            FeePerBlockBtc = 0.02,
            RevenueMultiple = 0.7,
            Drawdown14d = 0.21,
            HashRibbon = 0.94,
            DifficultyPeak = 155e12,
            DefaultSupportUsd = 75000,
            EfficiencyJth = 19.75,
        },
    };

    private static string? Missing(SectorInputs inputs, StressComponent component) =>
        s_model.Assess(inputs).Stress.Contributions.Single(entry => entry.Component == component).MissingReason;

    [Fact]
    public void Fresh_inputs_cover_everything()
    {
        var sector = s_model.Assess(Fresh);

        Assert.Equal(1, sector.Stress.Coverage);
        Assert.False(sector.ProductionCost!.Fit.Frozen);
        Assert.Equal(3.125, sector.SubsidyBtc);
        Assert.False(sector.SupportConfigured);
        Assert.Equal(70000 / 75000.0 - 1, sector.SupportDistance!.Value, 1e-12);
    }

    [Theory]
    [InlineData(15 * Minute + 1, StressComponent.Liquidations, "liquidations: older than 15 min")]
    [InlineData(3 * Hour + 1, StressComponent.Difficulty, "difficulty: older than 3 h")]
    [InlineData(36 * Hour + 1, StressComponent.HashRibbon, "hash ribbon: daily history ends 2026-02-04, too long ago")]
    [InlineData(48 * Hour + 1, StressComponent.Sentiment, "Fear and Greed: older than 2 days")]
    [InlineData(120 * Hour + 1, StressComponent.EtfFlow, "ETF flow: older than 5 days")]
    public void Component_says_which_input_is_too_old(long ageMs, StressComponent component, string reason)
    {
        var now = s_close + ageMs;
        var inputs = Fresh with { AtMs = now, PriceUsd = StressInput.Of(70000, now) };

        Assert.Equal(reason, Missing(inputs, component));
        Assert.Null(Missing(inputs with { AtMs = now - 1 }, component));
    }

    [Fact]
    public void Price_is_too_old_after_5_minutes()
    {
        Assert.Null(Missing(Fresh with { AtMs = s_close + 5 * Minute }, StressComponent.CostGap));
        Assert.Equal("price: older than 5 min", Missing(Fresh with { AtMs = s_close + 5 * Minute + 1 }, StressComponent.CostGap));
    }

    [Fact]
    public void Cold_start_uses_the_frozen_fit_and_says_so()
    {
        var sector = s_model.Assess(Fresh with { Daily = null });

        Assert.True(sector.ProductionCost!.Fit.Frozen);
        Assert.Null(sector.CashCostUsd);
        Assert.Null(sector.HashpriceUsdPhDay);
        Assert.Equal(
            "cash cost: needs the block height and the mean fees",
            Missing(Fresh with { Daily = null }, StressComponent.NetworkMargin));
        Assert.Equal("hash ribbon: no daily history", Missing(Fresh with { Daily = null }, StressComponent.HashRibbon));
        Assert.True(s_model.Assess(Fresh with { AtMs = s_close + 169 * Hour, Difficulty = StressInput.Of(1e14, s_close + 169 * Hour) })
            .ProductionCost!.Fit.Frozen);
    }

    [Fact]
    public void Assumed_efficiency_stands_in_and_is_marked()
    {
        var sector = s_model.Assess(Fresh with { Daily = null, FeePerBlockBtc = 0.02 });

        Assert.True(sector.EfficiencyAssumed);
        Assert.Equal(19.752, sector.EfficiencyJth, 1e-3);
        Assert.False(s_model.Assess(Fresh with { EfficiencyJth = 21 }).EfficiencyAssumed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(double.NaN)]
    public void Price_that_is_none_takes_out_what_needs_it_alone(double price)
    {
        var sector = s_model.Assess(Fresh with { PriceUsd = StressInput.Of(price, s_close) });

        Assert.Equal(0.70, sector.Stress.Coverage, 1e-12);
        Assert.Null(sector.PriceUsd);
        Assert.Null(sector.HashpriceUsdPhDay);
        Assert.NotNull(sector.ProductionCost);
    }

    [Theory]
    [InlineData(72000.0, true, 72000)]
    [InlineData(0.0, false, 75000)]
    [InlineData(null, false, 75000)]
    public void Configured_support_goes_before_the_default(double? configured, bool used, double level)
    {
        var sector = s_model.Assess(Fresh with { ConfiguredSupportUsd = configured });

        Assert.Equal(level, sector.SupportUsd);
        Assert.Equal(used, sector.SupportConfigured);
    }

    [Fact]
    public void Subsidy_is_that_of_the_next_block() =>
        Assert.Equal(1.5625, s_model.Assess(Fresh with { Height = 1_049_999 }).SubsidyBtc);
}
