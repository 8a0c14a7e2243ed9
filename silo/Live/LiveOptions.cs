namespace MinerMonitor.Silo.Live;

/// <summary>Configuration section <c>Monitor:Live</c>.</summary>
internal sealed class LiveOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Live";

    /// <summary>Topics of one call of Watch or one event stream. Default: 100.</summary>
    public int TopicsPerViewer { get; set; } = 100;

    /// <summary>Different topics watched through this silo at a time; beyond it new ones are refused with <c>overloaded</c>. Default: 20,000.</summary>
    public int TopicsPerSilo { get; set; } = 20_000;

    /// <summary>Frames that wait for one viewer of one topic in mode <c>every</c>: an owner's whole ring (1,024) and as many live ones. Default: 2,048.</summary>
    public int FramesWaiting { get; set; } = 2_048;

    /// <summary>A viewer that takes nothing for so long, not even a heartbeat, is disconnected with <c>slow</c>. Default: 30 s.</summary>
    public TimeSpan StuckAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time in which a viewer that was disconnected may still take its last frame, the one with the code; then its line is cut. Default: 10 s.</summary>
    public TimeSpan LastWordLimit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Watches that run on one hub connection at a time; beyond it a further one is refused with <c>overloaded</c>. Default: 32.</summary>
    public int WatchesPerConnection { get; set; } = 32;

    /// <summary>Calls of Watch and Upload of one hub connection in a minute; beyond it they are refused with <c>overloaded</c>. Default: 600.</summary>
    public int CallsPerMinute { get; set; } = 600;

    /// <summary>Viewers of this silo together, hub and event stream; beyond it new ones are refused with <c>overloaded</c>. Default: 50,000.</summary>
    public int ViewersPerSilo { get; set; } = 50_000;

    /// <summary>Shortest time between two frames of a topic in mode <c>latest</c>: 4 a second. Default: 250 ms.</summary>
    public TimeSpan LatestInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Time between two heartbeats of a topic; every second one renews the subscription at the owner. Default: 5 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a topic stays subscribed after its last viewer left. Default: 60 s.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>First wait after an owner could not be reached; it doubles up to <see cref="RetryLimit"/>. Default: 250 ms.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest wait between two tries to reach an owner. Default: 5 s.</summary>
    public TimeSpan RetryLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between comments that keep an idle event stream open through proxies. Default: 15 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(15);
}
