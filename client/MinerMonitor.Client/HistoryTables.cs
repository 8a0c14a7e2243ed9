namespace MinerMonitor.Client;

/// <summary>Names of the tables of daily history, as exports take them. Imports recognise a table by its header.</summary>
public static class HistoryTables
{
    /// <summary>Price, supply, hashrate, difficulty, blocks, issuance and fees by day.</summary>
    public const string Daily = "daily";

    /// <summary>Difficulty epochs.</summary>
    public const string Epochs = "epochs";

    /// <summary>Fear and Greed by day.</summary>
    public const string FearGreed = "fear-greed";

    /// <summary>Net flow of U.S. spot funds by trading day.</summary>
    public const string Etf = "etf";

    /// <summary>Energy efficiency of the network.</summary>
    public const string Efficiency = "efficiency";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Daily, Epochs, FearGreed, Etf, Efficiency];
}
