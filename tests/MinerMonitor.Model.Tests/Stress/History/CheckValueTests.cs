using MinerMonitor.Model.Stress;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

/// <summary>Sections 3, 5.4, 9 and 10 of the specification, from the shared daily history.</summary>
public sealed class CheckValueTests
{
    public static TheoryData<string, double?[], string> Days => new()
    {
        {
            "2018-12-07",
            [1.631997, 0.825842, 9973.987, 2974.296, 153.0117, 0.344608, 0.289654, 0.896183, -0.116919, 0.283730, 0.267724,
                null, -0.088450, 91.4656, 100, 95.8625, 96.6955, 0.90],
            "capitulation"
        },
        {
            "2022-06-19",
            [2.452905, 0.792559, 29480.842, 15497.242, 87.3299, 0.458186, 0.037216, 0.984189, -0.015917, 0.810516, 0.043470,
                null, -0.236225, 80.9414, 32.5275, 100, 56.1624, 0.90],
            "stressed"
        },
        {
            "2025-07-14",
            [2.943310, 0.773913, 78121.054, 73012.540, 60.2871, 1.377657, 0.028485, 0.978391, -0.021170, 0.195933, 0.009724,
                11.735779, 0.569992, 0, 28.9866, 0, 15.2561, 0.95],
            "elevated"
        },
        {
            "2026-02-03",
            [2.814076, 0.778600, 87023.285, 72905.841, 33.8456, 0.694893, 0.212878, 0.942498, -0.141707, 0.746032, 0.187736,
                -6.990527, -0.107228, 59.3759, 100, 76.3678, 83.4399, 0.95],
            "capitulation"
        },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void Close_has_the_published_check_values(string date, double?[] expected, string regime)
    {
        var day = SharedHistory.RequireDays()[DateOnly.Parse(date, null)];

        var raw = day.Sector.Stress.Contributions.ToDictionary(entry => entry.Component, entry => entry.Raw);
        double?[] actual =
        [
            day.Windows.Fit?.A, day.Windows.Fit?.B, day.Sector.ProductionCost?.Usd, day.Sector.CashCostUsd, day.Sector.HashpriceUsdPhDay,
            raw[StressComponent.MinerRevenue], raw[StressComponent.HashDrawdown], raw[StressComponent.HashRibbon],
            day.Sector.Retarget?.Projection.Change, day.Sector.Retarget?.Projection.Progress, raw[StressComponent.Difficulty],
            raw[StressComponent.EtfFlow], day.Sector.SupportDistance,
            .. day.Sector.Stress.Pillars.Select(pillar => pillar.Score), day.Sector.Stress.Index, day.Sector.Stress.Coverage,
        ];
        for (var index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index].HasValue, actual[index].HasValue);
            if (expected[index] is not { } value) continue;
            // Half a unit of the last printed digit: six decimals up to 1, fewer above.
            var tolerance = Math.Max(0.5000001e-6, Math.Abs(value) switch { >= 1000 => 0.5e-3, >= 13 => 0.5e-4, _ => 0 } * 1.0000001);
            Assert.True(Math.Abs(value - actual[index]!.Value) <= tolerance, $"Value {index} of {date}: {actual[index]} is not {value}.");
        }

        Assert.Equal(regime, day.Regime.Regime.Name());
    }
}
