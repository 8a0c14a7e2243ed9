using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Stress.History;

/// <summary>The daily history of the shared folder, read and evaluated once for all tests.</summary>
internal static class SharedHistory
{
    private static readonly Lazy<DailyModel> s_model = new(Load);
    private static readonly Lazy<Dictionary<DateOnly, DailyEvaluation>> s_days =
        new(() => s_model.Value.Run().ToDictionary(day => day.Date));

    /// <summary>Skips the calling test where the shared folder is missing.</summary>
    public static DailyModel RequireModel()
    {
        Optional.RequireSharedFolder();
        return s_model.Value;
    }

    public static Dictionary<DateOnly, DailyEvaluation> RequireDays()
    {
        Optional.RequireSharedFolder();
        return s_days.Value;
    }

    public static HistoryTable RequireTable(string file) =>
        HistoryCsv.Parse(File.ReadLines(Path.Combine(Optional.RequireSharedFolder(), "data", file)));

    private static DailyModel Load()
    {
        var history = new DailyHistory(StressModelOptions.Default);
        string[] files = ["btc_daily.csv", "difficulty_epochs.csv", "fear_greed.csv", "etf_flows_btc.csv", "network_efficiency.csv"];
        foreach (var file in files)
        {
            history.Upsert(RequireTable(file));
        }

        // Derives every day here, so that test classes may read the history at the same time.
        Assert.NotNull(history.Windows(history.LastDate!.Value));
        return new DailyModel(history);
    }
}
