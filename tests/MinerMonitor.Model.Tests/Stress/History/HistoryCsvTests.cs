using FsCheck.Xunit;
using MinerMonitor.Model.Stress.History;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

public sealed class HistoryCsvTests
{
    private const string Days =
        "date,price_usd,market_cap_usd,supply_btc,hashrate_ths,difficulty_mean,difficulty_eod,blocks,height_eod,issuance_btc,fees_btc";

    [Theory]
    [InlineData("btc_daily.csv", HistoryTableKind.Days, 5798)]
    [InlineData("difficulty_epochs.csv", HistoryTableKind.Epochs, 474)]
    [InlineData("fear_greed.csv", HistoryTableKind.FearGreed, 3121)]
    [InlineData("etf_flows_btc.csv", HistoryTableKind.EtfFlows, 671)]
    [InlineData("network_efficiency.csv", HistoryTableKind.Efficiency, 8)]
    [InlineData("capitulation_windows.csv", HistoryTableKind.CapitulationWindows, 7)]
    public void Published_tables_are_recognised_and_read_whole(string file, HistoryTableKind kind, int rows)
    {
        var table = SharedHistory.RequireTable(file);

        Assert.Equal(kind, table.Kind);
        Assert.Null(table.Fault);
        Assert.Empty(table.Refusals);
        Assert.Equal(rows, table.RowCount);
    }

    [Fact]
    public void What_is_written_reads_back_equal()
    {
        DailyRow[] days = [new() { Date = new(2026, 2, 4), PriceUsd = 73095.123456789, Blocks = 130, HeightEod = 935054, FeesBtc = 0 }];
        DifficultyEpochRow[] epochs =
            [new() { Epoch = 463, Height = 933408, StartMs = 1769111289_000, Difficulty = 141668107417558.2, ChangePct = -3.3 }];
        EfficiencyRow[] efficiency =
            [new() { Date = new(2026, 1, 1), JoulesPerTerahash = 20, Quality = "assumed", Basis = "a \"class\", roughly" }];
        FearGreedRow[] moods = [new(new(2026, 2, 4), 14)];
        EtfFlowRow[] flows = [new(new(2026, 2, 3), -272.0)];

        Assert.Equal(days, HistoryCsv.Parse(HistoryCsv.Write(days)).Days);
        Assert.Equal(epochs, HistoryCsv.Parse(HistoryCsv.Write(epochs)).Epochs);
        Assert.Equal(efficiency, HistoryCsv.Parse(HistoryCsv.Write(efficiency)).Efficiency);
        Assert.Equal(moods, HistoryCsv.Parse(HistoryCsv.Write(moods)).FearGreed);
        Assert.Equal(flows, HistoryCsv.Parse(HistoryCsv.Write(flows)).EtfFlows);
    }

    [Fact]
    public void Columns_may_be_shuffled_and_others_added()
    {
        var table = HistoryCsv.Parse(["value,note,date", "11,\"low, very\",2026-02-11"]);

        Assert.Equal([new FearGreedRow(new(2026, 2, 11), 11)], table.FearGreed);
    }

    [Fact]
    public void Missing_column_is_named_with_the_remedy()
    {
        var table = HistoryCsv.Parse([Days.Replace(",height_eod", "", StringComparison.Ordinal)]);

        Assert.Equal(HistoryTableKind.Unknown, table.Kind);
        Assert.Contains("The column 'height_eod' is missing", table.Fault, StringComparison.Ordinal);
        Assert.Contains("Add it to the header", table.Fault, StringComparison.Ordinal);
        Assert.Contains("'value'", HistoryCsv.Parse(["date,fear"]).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time,temperature", "belongs to no known table")]
    [InlineData("date,value,value", "'value' appears twice")]
    [InlineData("date,\"value", "unclosed quote")]
    public void Header_that_is_none_is_a_fault_of_the_file(string header, string fault) =>
        Assert.Contains(fault, HistoryCsv.Parse([header]).Fault, StringComparison.Ordinal);

    [Fact]
    public void Empty_file_is_a_fault() => Assert.Contains("empty", HistoryCsv.Parse([]).Fault, StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-02-03,1", "2026-02-03 stands after 2026-02-04. Sort the rows by date, oldest first.")]
    [InlineData("2026-02-04,1", "2026-02-04 appears twice. Keep one row a day.")]
    [InlineData("04.02.2026,1", "'04.02.2026' is no date. Write yyyy-MM-dd, such as 2026-02-05.")]
    [InlineData("2026-02-05,NaN", "'NaN' is not finite.")]
    [InlineData("2026-02-05,Infinity", "'Infinity' is not finite.")]
    [InlineData("2026-02-05,1e999", "'1e999' is not finite.")]
    [InlineData("2026-02-05,eleven", "'eleven' is no number.")]
    [InlineData("2026-02-05,", "value: is empty. Fill it in.")]
    [InlineData("2026-02-05,101", "101 lies outside 0 to 100.")]
    [InlineData("2026-02-05", "The row has 1 cells where the header has 2.")]
    public void Bad_row_is_refused_with_its_line_and_the_others_are_kept(string row, string sentence)
    {
        var table = HistoryCsv.Parse(["date,value", "2026-02-04,14", row, "2026-02-06,9"]);

        var refusal = Assert.Single(table.Refusals);
        Assert.Equal(3, refusal.Line);
        Assert.Contains(sentence, refusal.Sentence, StringComparison.Ordinal);
        Assert.Equal([14.0, 9.0], table.FearGreed.Select(mood => mood.Value));
    }

    [Fact]
    public void Empty_cell_is_absent_and_a_negative_amount_refused()
    {
        var table = HistoryCsv.Parse([Days, "2026-02-04,,,,,,,,,,", "2026-02-05,-1,,,,,,,,,"]);

        Assert.Equal([new DailyRow { Date = new(2026, 2, 4) }], table.Days);
        Assert.Contains("'-1' is negative", Assert.Single(table.Refusals).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Epoch_that_does_not_begin_at_its_height_is_refused()
    {
        var table = HistoryCsv.Parse([HistoryCsv.Header(HistoryTableKind.Epochs), "463,933409,1769111289,x,1,,exact"]);

        Assert.Contains("Its first block is 933408", Assert.Single(table.Refusals).Sentence, StringComparison.Ordinal);
    }

    [Property]
    public bool Parser_never_throws_on_any_text(string?[] lines, byte header)
    {
        var kinds = Enum.GetValues<HistoryTableKind>();
        var kind = kinds[1 + header % (kinds.Length - 1)];
        var text = lines.Select(line => line ?? "").ToList();

        return HistoryCsv.Parse(text).RowCount >= 0
            && HistoryCsv.Parse([HistoryCsv.Header(kind), .. text]).Refusals.Length <= text.Count;
    }
}
