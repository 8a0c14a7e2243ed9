namespace MinerMonitor.Protocol.Server;

/// <summary>A moment of a replay.</summary>
public sealed record WorldMoment
{
    /// <summary>When, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>What happens, for people.</summary>
    public required string Text { get; init; }
}
