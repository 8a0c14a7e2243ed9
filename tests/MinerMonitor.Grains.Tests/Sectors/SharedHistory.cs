using MinerMonitor.Grains.Sectors;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>The daily history of the shared folder.</summary>
internal static class SharedHistory
{
    public static string[] Files { get; } =
        ["btc_daily.csv", "difficulty_epochs.csv", "fear_greed.csv", "etf_flows_btc.csv", "network_efficiency.csv"];

    /// <summary>Imports all five tables; skips the test where the folder is missing.</summary>
    public static async Task ImportSharedAsync(this IDailyHistoryGrain history)
    {
        var folder = Path.Combine(Optional.RequireSharedFolder(), "data");
        foreach (var file in Files)
        {
            var outcome = await history.ImportAsync(await File.ReadAllBytesAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken), file);
            Assert.Null(outcome.Fault);
            Assert.Equal(0, outcome.RefusedCount);
            Assert.True(outcome.Kept > 0);
        }
    }
}
