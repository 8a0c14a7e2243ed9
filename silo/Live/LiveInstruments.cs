using System.Diagnostics.Metrics;

namespace MinerMonitor.Silo.Live;

/// <summary>Metrics of live delivery.</summary>
internal static class LiveInstruments
{
    private static readonly Meter s_meter = new("MinerMonitor");

    /// <summary>Frames passed over for viewers in mode latest.</summary>
    public static Counter<long> Skipped { get; } =
        s_meter.CreateCounter<long>("minermonitor.live.skipped", "{frame}", "Frames passed over for viewers in mode latest.");

    /// <summary>Viewers connected now.</summary>
    public static UpDownCounter<long> Viewers { get; } =
        s_meter.CreateUpDownCounter<long>("minermonitor.live.viewers", "{viewer}", "Viewers connected now.");

    /// <summary>Topics subscribed at their owners now.</summary>
    public static UpDownCounter<long> Topics { get; } =
        s_meter.CreateUpDownCounter<long>("minermonitor.live.topics", "{topic}", "Topics subscribed at their owners now.");

    /// <summary>Viewers disconnected because they read too slowly.</summary>
    public static Counter<long> Slow { get; } =
        s_meter.CreateCounter<long>("minermonitor.live.slow", "{viewer}", "Viewers disconnected because they read too slowly.");

    /// <summary>Gaps in what an owner told, repaired by asking it again.</summary>
    public static Counter<long> Repairs { get; } =
        s_meter.CreateCounter<long>("minermonitor.live.repairs", "{gap}", "Gaps in what an owner told, repaired by asking it again.");
}
