using System.Globalization;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

public sealed class ReportTablesTests
{
    private static readonly long s_nowMs = DateTimeOffset.Parse("2026-02-05T12:00:00Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    [Theory]
    [InlineData(null, "value is missing")]
    [InlineData(101.0, "0 to 100")]
    [InlineData(-1.0, "0 to 100")]
    [InlineData(11.5, "whole number")]
    [InlineData(double.NaN, "0 to 100")]
    public void Sentiment_outside_its_scale_is_refused(double? value, string reason)
    {
        var table = new SentimentTable();

        Assert.Contains(reason, table.Report("2026-02-05", value, null, s_nowMs, "t", "measured", s_nowMs, out _)?.Text, StringComparison.Ordinal);
        Assert.Null(table.Newest);
    }

    [Fact]
    public void Sentiment_of_a_day_may_be_revised_but_not_by_an_older_report()
    {
        var table = new SentimentTable();
        table.Report(null, 12, "Extreme Fear", s_nowMs - 1000, "t", "measured", s_nowMs, out _);
        table.Report("2026-02-05", 11, "Extreme Fear", s_nowMs, "t", "measured", s_nowMs, out var revised);
        table.Report("2026-02-05", 40, null, s_nowMs - 500, "t", "measured", s_nowMs, out var late);
        table.Report("2026-02-05", 11, "Extreme Fear", s_nowMs, "t", "measured", s_nowMs, out var same);

        Assert.Equal((11, true, false, false), (table.Newest!.Value, revised, late, same));
        Assert.Single(table.Days);
    }

    [Fact]
    public void Treasury_keeps_the_recorded_months()
    {
        var path = Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "miner-treasury", "monthly-operations.csv");
        var table = new TreasuryTable();
        foreach (var cells in File.ReadLines(path).Skip(1).Select(line => line.Split(',')))
        {
            Assert.Null(table.Report(cells[0], cells[1], Cell(cells[3]), Cell(cells[5]), Cell(cells[4]), Cell(cells[6]), s_nowMs, "csv", "measured", s_nowMs, out _));
        }

        // Newest month of each of the six: RIOT 18,005, MARA 46,374, CORZ 1,516, IREN 0, BTDR 886, CLSK 13,099.
        Assert.Equal(18005 + 46374 + 1516 + 0 + 886 + 13099, table.HeldBtc());
        Assert.Null(table.Months.Single(row => row.Ticker == "CORZ").SoldBtc);
    }

    [Theory]
    [InlineData("RIOT", "2025-13", 5.0, "month 01 to 12")]
    [InlineData("RIOT", "2025-12", -460.0, "minedBtc is -460")]
    [InlineData("", "2025-12", 5.0, "ticker")]
    [InlineData("RIOT", "2027-01", 5.0, "future")]
    [InlineData("RIOT", "2025-12", null, "no figure")]
    public void Treasury_refuses_with_a_reason(string ticker, string month, double? mined, string reason)
    {
        var fault = new TreasuryTable().Report(ticker, month, mined, null, null, null, s_nowMs, "t", "measured", s_nowMs, out _);

        Assert.Contains(reason, fault?.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Miner_flow_is_kept_by_day()
    {
        var table = new MinerFlowTable();

        Assert.Null(table.Report("2026-02-04", 412.5, s_nowMs, "vendor", "measured", s_nowMs, out _));
        Assert.NotNull(table.Report("2026-02-06", 1, s_nowMs, "vendor", "measured", s_nowMs, out _));
        Assert.NotNull(table.Report("2026-02-04", -1, s_nowMs, "vendor", "measured", s_nowMs, out _));
        Assert.Equal(412.5, Assert.Single(table.Days).ToExchangesBtc);
    }

    [Fact]
    public void Energy_prices_may_be_negative_and_only_move_forward()
    {
        var prices = new EnergyPrices();

        Assert.Null(prices.Report("ERCOT/HB_WEST", -4.06, s_nowMs, "t", "measured", out _));
        Assert.Null(prices.Report("ERCOT/HB_WEST", 405.94, s_nowMs - 1, "t", "measured", out var late));
        Assert.NotNull(prices.Report("ERCOT/HB_WEST", 99_999, s_nowMs, "t", "measured", out _));
        Assert.NotNull(prices.Report(" ", 5, s_nowMs, "t", "measured", out _));
        Assert.Equal((-4.06, false), (Assert.Single(prices.Zones).PriceUsdMwh, late));
    }

    private static double? Cell(string text) => text.Length == 0 ? null : double.Parse(text, CultureInfo.InvariantCulture);
}
