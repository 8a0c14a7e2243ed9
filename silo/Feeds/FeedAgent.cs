namespace MinerMonitor.Silo.Feeds;

/// <summary>How the monitor names itself to providers.</summary>
internal static class FeedAgent
{
    /// <summary>Value of the header User-Agent.</summary>
    public static string Name { get; } = $"miner-stress-monitor/{typeof(FeedAgent).Assembly.GetName().Version?.ToString(3)}";
}
