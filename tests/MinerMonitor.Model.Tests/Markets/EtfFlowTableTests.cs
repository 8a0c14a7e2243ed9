using System.Globalization;
using System.Text.Json;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

public sealed class EtfFlowTableTests
{
    private static readonly long s_nowMs = DateTimeOffset.Parse("2026-02-07T12:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [Fact]
    public void Sums_the_article_days()
    {
        var table = Recorded("daily-2026-01-20_2026-02-06.csv", "2026-02-03");

        Assert.Equal(-1057.3, table.Sum5UsdM()!.Value, 6);
        Assert.True(table.IsReversal(table.Newest!));
        Assert.Null(table.YearToDateUsdM());
    }

    [Fact]
    public void Year_to_date_needs_the_first_days_of_the_year()
    {
        var table = Recorded("daily-2024-01-11_2024-01-26.csv", "2024-01-26");

        // 2024 began for these funds on 11 January.
        Assert.Equal(table.Days.Sum(day => day.NetFlowUsdM), table.YearToDateUsdM()!.Value, 9);
    }

    [Fact]
    public void Takes_and_refuses_what_the_recorded_pushes_expect()
    {
        var table = new EtfFlowTable();

        Assert.All(Push(table, "push-valid-two-days.json"), Assert.Null);
        Assert.Equal(2, table.Days.Count);
        Assert.Contains("future", Assert.Single(Push(table, "push-future-date.json"))!.Text, StringComparison.Ordinal);
        Assert.Contains("sum", Assert.Single(Push(table, "push-invalid-sum.json"))!.Text, StringComparison.Ordinal);
        Assert.Contains("million", Assert.Single(Push(table, "push-invalid-units.json"))!.Text, StringComparison.Ordinal);
        Assert.Equal(-272.0, table.Newest!.NetFlowUsdM);
    }

    [Fact]
    public void Provisional_day_stays_out_of_sums_until_it_is_revised()
    {
        var table = Recorded("daily-2026-01-20_2026-02-06.csv", "2026-02-02");
        var before = table.Sum5UsdM();

        Push(table, "push-provisional-day.json");
        var provisional = (table.IsProvisional(table.Newest!), Math.Round(table.Newest!.NetFlowUsdM, 6), table.Sum5UsdM(), table.NewestFinal()!.Date.Day);
        Push(table, "push-revision.json");

        Assert.Equal((true, -152.9, before, 2), provisional);
        Assert.False(table.IsProvisional(table.Newest!));
        Assert.Equal(-1057.3, table.Sum5UsdM()!.Value, 6);
    }

    [Fact]
    public void Older_report_changes_nothing()
    {
        var table = new EtfFlowTable();
        Push(table, "push-revision.json");

        Assert.All(Push(table, "push-older-asof.json"), Assert.Null);

        Assert.Equal(-272.0, table.Newest!.NetFlowUsdM);
    }

    [Fact]
    public void Day_before_the_first_is_refused_and_the_others_are_kept()
    {
        var path = Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "etf-flows", "edge-bogus-row.csv");
        var table = new EtfFlowTable();
        var faults = File.ReadLines(path).Skip(1).Select(line => line.Split(',')).Select(cells => Report(table, cells[0], Cell(cells[^1]))).ToList();

        Assert.Equal(MarketFaultKind.OutOfRange, faults[0]?.Kind);
        Assert.Null(faults[1]);
        Assert.Single(table.Days);
    }

    [Theory]
    [InlineData("2026-02-01", 1.0, "Sunday")]
    [InlineData("03.02.2026", 1.0, "yyyy-MM-dd")]
    [InlineData(null, 1.0, "yyyy-MM-dd")]
    [InlineData("2026-02-03", null, "netFlowUsdM is missing")]
    [InlineData("2026-02-03", 10_001.0, "million")]
    [InlineData("2026-02-03", double.NaN, "million")]
    public void Refuses_with_a_reason(string? date, double? flow, string reason)
    {
        var table = new EtfFlowTable();

        Assert.Contains(reason, Report(table, date, flow)?.Text, StringComparison.Ordinal);
        Assert.Empty(table.Days);
    }

    [Fact]
    public void Final_day_with_a_fund_not_reported_is_refused()
    {
        var table = new EtfFlowTable();
        var funds = new Dictionary<string, double?> { ["IBIT"] = 5, ["FBTC"] = null };

        Assert.NotNull(table.Report("2026-02-03", null, funds, false, s_nowMs, "test", "measured", s_nowMs, out _));
    }

    private static EtfFlowTable Recorded(string file, string lastDay)
    {
        var table = new EtfFlowTable();
        var path = Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "etf-flows", file);
        var lines = File.ReadAllLines(path);
        var names = lines[0].Split(',')[1..^1];
        foreach (var cells in lines.Skip(1).Select(line => line.Split(',')).Where(cells => string.CompareOrdinal(cells[0], lastDay) <= 0))
        {
            var funds = names.Zip(cells[1..^1]).ToDictionary(pair => pair.First, pair => Cell(pair.Second));
            Assert.Null(table.Report(cells[0], Cell(cells[^1]), funds, null, 0, "recorded", "measured", s_nowMs, out _));
        }

        return table;
    }

    private static List<MarketFault?> Push(EtfFlowTable table, string file)
    {
        var path = Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "etf-flows", file);
        using var body = JsonDocument.Parse(File.ReadAllText(path));
        var asOfMs = body.RootElement.GetProperty("asOf").GetDateTimeOffset().ToUnixTimeMilliseconds();
        return
        [
            .. body.RootElement.GetProperty("rows").EnumerateArray().Select(row => table.Report(
                row.GetProperty("date").GetString(),
                row.GetProperty("totalUsdM") is { ValueKind: JsonValueKind.Number } total ? total.GetDouble() : null,
                row.GetProperty("flowsUsdM").EnumerateObject().ToDictionary(
                    fund => fund.Name, fund => fund.Value.ValueKind == JsonValueKind.Null ? (double?)null : fund.Value.GetDouble()),
                !row.GetProperty("final").GetBoolean(),
                asOfMs, "farside-manual", "measured", s_nowMs, out _)),
        ];
    }

    private static MarketFault? Report(EtfFlowTable table, string? date, double? flow) =>
        table.Report(date, flow, null, null, s_nowMs, "test", "measured", s_nowMs, out _);

    private static double? Cell(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
