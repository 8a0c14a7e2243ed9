using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client;

/// <summary>How to watch one topic.</summary>
public sealed record WatchOptions
{
    /// <summary>World. Default: <c>live</c>.</summary>
    public string World { get; init; } = "live";

    /// <summary>
    /// <c>latest</c> for screens (the newest value wins, at most 4 a second, skips are counted) or <c>every</c> for programs that need each
    /// frame; see <see cref="WatchModes"/>. Event topics are never conflated. Default: <c>latest</c>.
    /// </summary>
    public string Mode { get; init; } = WatchModes.Latest;

    /// <summary>Position of the last update that was dealt with, from <see cref="TopicUpdate{T}.Position"/>. Default: none, begin with a snapshot.</summary>
    public ResumePosition? Resume { get; init; }
}
