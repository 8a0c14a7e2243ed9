using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

public sealed class AnnotationsTests
{
    [Theory]
    [InlineData(2018, 12, 7, "capitulation")]
    [InlineData(2022, 6, 19, "stressed")]
    [InlineData(2025, 7, 14, "elevated")]
    [InlineData(2026, 2, 3, "capitulation")]
    public void The_check_days_of_the_specification_lie_in_bands_of_their_regime(int year, int month, int day, string regime)
    {
        var closeMs = UtcDay.CloseMs(new DateOnly(year, month, day));

        var band = Assert.Single(Real(AnnotationKind.Regime), one => one.AtMs <= closeMs && closeMs < (one.EndMs ?? long.MaxValue));

        Assert.Equal(regime, band.Subject);
    }

    [Fact]
    public void Regimes_change_as_often_as_in_the_back_test_and_each_band_ends_where_the_next_begins()
    {
        // Specification 5.4: 74 changes on the days from 2016-01-01 to 2026-06-01; the first band is no change.
        var bands = Real(AnnotationKind.Regime);

        Assert.Equal(75, bands.Count(one => one.AtMs <= UtcDay.CloseMs(new DateOnly(2026, 6, 1))));
        Assert.All(bands.Zip(bands.Skip(1)), pair => Assert.Equal(pair.First.EndMs, pair.Second.AtMs));
        Assert.Null(bands[^1].EndMs);
        Assert.Contains(bands, one => one.Subject == "capitulation" && one.AtMs == UtcDay.CloseMs(new DateOnly(2026, 1, 28)));
    }

    [Theory]
    [InlineData(0, 25, "2012-11-28T15:24:38Z")]
    [InlineData(1, 12.5, "2016-07-09T16:46:13Z")]
    [InlineData(2, 6.25, "2020-05-11T19:23:43Z")]
    [InlineData(3, 3.125, "2024-04-20T00:09:27Z")]
    public void Halvings_lie_within_two_hours_of_their_blocks(int index, double subsidyBtc, string blockTime)
    {
        var halving = Real(AnnotationKind.Halving)[index];

        Assert.Equal(subsidyBtc, halving.Value);
        Assert.True(halving.Estimated);
        var apart = DateTimeOffset.FromUnixTimeMilliseconds(halving.AtMs) - DateTimeOffset.Parse(blockTime, CultureInfo.InvariantCulture);
        Assert.InRange(apart.TotalHours, -2, 2);
    }

    [Fact]
    public void The_largest_cut_and_the_one_of_the_article_are_there()
    {
        var cuts = Real(AnnotationKind.Retarget).OrderBy(one => one.Value).ToList();

        Assert.Equal("689472", cuts[0].Subject);
        Assert.Equal(-0.2794, cuts[0].Value!.Value, 1e-4);
        Assert.Equal(-0.111553, Assert.Single(cuts, one => one.Subject == "935424").Value!.Value, 1e-6);
    }

    [Fact]
    public void A_flow_turns_against_the_last_one_that_was_not_zero()
    {
        var first = new DateOnly(2026, 2, 2);

        var turns = Annotations.Reversals([(first, -10), (first.AddDays(1), 0), (first.AddDays(2), 0), (first.AddDays(3), 5), (first.AddDays(4), 7)]);

        Assert.Equal(("2026-02-05", 5d), (Assert.Single(turns).Subject, Assert.Single(turns).Value));
    }

    [Fact]
    public void A_support_is_broken_once_until_a_close_is_back_at_it()
    {
        DailyEvaluation[] days = [Day(0, 101, 100), Day(1, 99.8, 100), Day(2, 99, 100), Day(3, 98, 100), Day(4, 100, 100), Day(5, 99, 100), Day(6, null, 100)];

        var breaks = Annotations.Of(days, new DailyHistory(StressModelOptions.Default)).Where(one => one.Kind == AnnotationKind.SupportBroken);

        Assert.Equal([days[2].Sector.AtMs, days[5].Sector.AtMs], breaks.Select(one => one.AtMs));
    }

    [Fact]
    public void Nothing_is_told_of_an_empty_history() => Assert.Empty(Annotations.Of([], new DailyHistory(StressModelOptions.Default)));

    private static ImmutableArray<Annotation> Real(AnnotationKind kind) =>
        [.. Annotations.Of([.. SharedHistory.RequireDays().Values], SharedHistory.RequireModel().History).Where(one => one.Kind == kind)];

    private static DailyEvaluation Day(int day, double? priceUsd, double supportUsd)
    {
        var date = new DateOnly(2026, 1, 1).AddDays(day);
        var empty = new SectorModel(StressModelOptions.Default).Assess(new SectorInputs { AtMs = UtcDay.CloseMs(date) });
        return new DailyEvaluation { Date = date, Windows = new DailyWindows { Date = date, EfficiencyJth = 20 }, Sector = empty with { PriceUsd = priceUsd, SupportUsd = supportUsd } };
    }
}
