using System.Text.Json;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

/// <summary>Files of fund flows and treasuries as people save them.</summary>
public sealed class FlowTablesTests
{
    private static readonly long s_nowMs = new DateTimeOffset(2026, 2, 7, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Every_cell_of_the_published_table_is_read_as_it_is_meant()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(PathOf("etf-flows", "farside-cells.json")));
        foreach (var item in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            Assert.True(FlowCell.TryParse(item.GetProperty("cell").GetString()!, out var value));
            var text = item.GetProperty("value").GetString();
            Assert.Equal(text is null ? null : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture), value);
        }

        Assert.False(FlowCell.TryParse("n/a", out _));
        Assert.False(FlowCell.TryParse("NaN", out _));
    }

    [Fact]
    public void A_provisional_day_is_a_partial_sum_with_the_funds_that_have_not_reported()
    {
        var file = FlowTables.ReadFlows(File.ReadAllLines(PathOf("etf-flows", "farside-table-provisional.csv")));

        Assert.Empty(file.Refusals);
        Assert.Equal(["2026-02-02", "2026-02-03"], file.Rows.Select(row => row.Date));
        Assert.Equal(-152.9, file.Rows[1].TotalUsdM);
        Assert.Equal(["ARKB", "BRRR", "GBTC"], file.Rows[1].Funds.Where(fund => fund.Value is null).Select(fund => fund.Key).Order());
        var table = new EtfFlowTable();
        foreach (var row in file.Rows) Assert.Null(table.Report(row.Date, row.TotalUsdM, row.Funds, null, s_nowMs, "file", "measured", s_nowMs, out _));
        Assert.Equal(new DateOnly(2026, 2, 2), table.NewestFinal()!.Date);
    }

    [Fact]
    public void A_year_is_summed_from_its_first_day_or_says_that_it_is_not()
    {
        var table = new EtfFlowTable();
        foreach (var name in new[] { "daily-2024-01-11_2024-01-26.csv", "daily-2026-01-20_2026-02-06.csv" })
        {
            foreach (var row in FlowTables.ReadFlows(File.ReadAllLines(PathOf("etf-flows", name))).Rows)
                Assert.Null(table.Report(row.Date, row.TotalUsdM, row.Funds, null, s_nowMs, "file", "measured", s_nowMs, out _));
        }

        var years = table.Years().ToList();

        Assert.Equal([2024, 2026], years.Select(year => year.Year));
        Assert.Equal((12, true), (years[0].Days, years[0].IsFromStart));
        Assert.Equal(759.6, years[0].NetFlowUsdM, 1e-6);
    }

    [Fact]
    public void A_fund_that_reports_later_has_to_fit_the_total_with_those_before_it()
    {
        var table = new EtfFlowTable();
        Assert.Null(Report(new() { ["IBIT"] = 60, ["FBTC"] = null }, null, 1, out _));

        var wrong = Report(new() { ["FBTC"] = -10 }, 40, 2, out _);
        var right = Report(new() { ["FBTC"] = -10 }, 50, 2, out var changed);

        Assert.Contains("sum to 50", wrong?.Text, StringComparison.Ordinal);
        Assert.Null(right);
        Assert.True(changed);
        Assert.False(table.IsProvisional(table.Newest!));

        MarketFault? Report(Dictionary<string, double?> funds, double? total, long asOfMs, out bool isNew) =>
            table.Report("2026-02-03", total, funds, null, asOfMs, "test", "measured", s_nowMs, out isNew);
    }

    [Fact]
    public void Months_that_companies_published_are_taken_and_what_does_not_add_up_is_doubted()
    {
        var file = FlowTables.ReadTreasuries(File.ReadAllLines(PathOf("miner-treasury", "monthly-operations.csv")));
        var table = new TreasuryTable();
        foreach (var row in file.Rows) Assert.Null(Take(table, row));

        Assert.Empty(file.Refusals);
        Assert.Equal(10, file.Rows.Length);
        Assert.Null(table.Months.Single(row => row is { Ticker: "CORZ" }).SoldBtc);
        Assert.Equal(0, table.Months.Single(row => row is { Ticker: "IREN", Month.Month: 8 }).HeldBtc);
        Assert.Null(table.DoubtOf("RIOT", "2025-12")); // 18,005 are held where 18,010 would be expected
        Assert.Null(Take(table, new TreasuryRow(12, "riot", "2026-01", null, 400, 300, 10_000, null)));
        Assert.Contains("10,000 BTC are held", table.DoubtOf("RIOT", "2026-01") ?? "", StringComparison.Ordinal);

        static MarketFault? Take(TreasuryTable table, TreasuryRow row) => table.Report(
            row.Ticker, row.Month, row.MinedBtc, row.SoldBtc, row.HeldBtc, row.HashrateEhs, s_nowMs, "file", "measured", s_nowMs, out _);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("date,IBIT\n2026-02-03,1\n", "'Total'")]
    [InlineData("date,IBIT,Total\n", "no row")]
    [InlineData("date,IBIT,IBIT,Total\n2026-02-03,1,1,2\n", "twice")]
    [InlineData("date,IBIT,Total\n2026-02-03,1\n", "2 cells")]
    [InlineData("date,IBIT,Total\n2026-02-03,one,1\n", "IBIT: 'one'")]
    [InlineData("date,IBIT,Total\n2026-13-03,1,1\n", "no date")]
    public void A_bad_file_is_refused_with_line_and_remedy(string text, string named)
    {
        var file = FlowTables.ReadFlows(text.Split('\n'));

        Assert.Contains(named, Assert.Single(file.Refusals).Sentence, StringComparison.Ordinal);
        Assert.Empty(file.Rows);
    }

    [Fact]
    public void Parts_of_a_day_are_summed_and_overlaps_refused()
    {
        var table = new MinerFlowTable();
        var dayMs = new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        const long HourMs = 3_600_000;

        Assert.Null(Part(0, 1, 412.5, 1));
        Assert.Null(Part(1, 2, 388, 1));
        Assert.Null(Part(1, 2, 400, 2));
        Assert.Contains("overlaps", Part(0, 2, 1, 3)?.Text, StringComparison.Ordinal);
        Assert.Contains("another UTC day", Part(23, 25, 1, 3)?.Text, StringComparison.Ordinal);

        var day = Assert.Single(table.Days);
        Assert.Equal((812.5, 2 / 24.0), (day.ToExchangesBtc, day.Coverage));

        MarketFault? Part(int from, int to, double btc, long asOfMs) =>
            table.Report(null, btc, (dayMs + from * HourMs, dayMs + to * HourMs), asOfMs, "test", "measured", s_nowMs, out _);
    }

    private static string PathOf(string folder, string file) => Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", folder, file);
}
