using System.Globalization;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

/// <summary>The back-test over the shared history against sections 9 and 11 of the model's specification.</summary>
public sealed class BacktestTests
{
    private const string Header =
        "date,price_usd,fit_a,fit_b,fit_r2,fit_n,production_cost_usd,price_to_cost,subsidy_btc,fee_per_block_btc,j_per_th,energy_cost_usd,allin_energy_cost_usd,"
        + "price_to_allin,hashprice_usd_ph_day,hashrate_7d_ehs,hashrate_14d_ehs,revenue_multiple,hash_drawdown,hash_ribbon,epoch,epoch_progress,pending_change,"
        + "projected_difficulty,difficulty_drawdown,fear_greed,etf_flow_5d_usd_m,etf_flow_5d_bps,support_usd,support_distance,s_cost_gap,s_network_margin,"
        + "s_miner_revenue,s_hash_drawdown,s_hash_ribbon,s_difficulty,s_liquidations,s_etf_flow,s_sentiment,s_support,pillar_economics,pillar_network,"
        + "pillar_market,index,coverage,regime";

    [Fact]
    public async Task Writes_the_agreed_columns_a_row_a_day_and_the_check_values()
    {
        var data = Path.Combine(Optional.RequireSharedFolder(), "data");
        using var run = new Run();
        var file = Path.Combine(run.Folder, "backtest.csv");

        var code = await run.DoAsync("backtest", "--data", data, "--out", file);

        Assert.Equal((ExitCodes.Ok, ""), (code, run.Error));
        var lines = Run.ReadLines(file);
        Assert.Equal(Header, lines[0]);
        Assert.Equal(3805 + 1, lines.Length);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToDictionary(cells => cells[0], cells => Header.Split(',').Zip(cells).ToDictionary());
        Cell(rows, "2026-02-03", "production_cost_usd", 87_023.285, 0.0005);
        Cell(rows, "2026-02-03", "pending_change", -0.141707, 0.0000005);
        Cell(rows, "2026-02-03", "index", 83.4399, 0.00005);
        Assert.Equal("capitulation", rows["2026-02-03"]["regime"]);
        Cell(rows, "2026-02-05", "production_cost_usd", 86_993, 1);
        Cell(rows, "2018-12-07", "index", 96.6955, 0.00005);
        Assert.Equal("", rows["2018-12-07"]["etf_flow_5d_bps"]);
        Assert.All(rows.Values, row => Assert.Equal("", row["s_liquidations"]));
        Assert.StartsWith("3805 rows, 2016-01-01 to 2026-06-01, written to ", run.Out, StringComparison.Ordinal);
        Assert.Contains("│ composite index         │ 0.948 / 0.561 │ 0.911 / 0.633 │ 0.916 / 0.579 │", run.Out, StringComparison.Ordinal);
        Assert.Contains("│ hash ribbon 30d/60d     │ 0.887 / 0.636 │ 0.859 / 0.620 │ 0.877 / 0.609 │", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_file_that_is_missing()
    {
        using var run = new Run();

        var code = await run.DoAsync("backtest", "--data", run.Folder, "--out", Path.Combine(run.Folder, "b.csv"));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.StartsWith($"miner-monitor: There is no {Path.Combine(run.Folder, "btc_daily.csv")}; --data names the folder", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(run.Folder, "b.csv")));
    }

    [Fact]
    public async Task Names_the_column_that_is_missing()
    {
        using var run = new Run();
        run.Write("btc_daily.csv", "date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc\n");

        var code = await run.DoAsync("backtest", "--data", run.Folder, "--out", Path.Combine(run.Folder, "b.csv"));

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("'fees_btc'", run.Error, StringComparison.Ordinal);
    }

    private static void Cell(Dictionary<string, Dictionary<string, string>> rows, string date, string column, double expected, double tolerance) =>
        Assert.Equal(expected, double.Parse(rows[date][column], CultureInfo.InvariantCulture), tolerance);
}
