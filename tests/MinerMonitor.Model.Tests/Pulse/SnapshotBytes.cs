using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>Snapshots as bytes, not packed: what a library deflates to may differ from machine to machine.</summary>
internal static class SnapshotBytes
{
    public static byte[] Snapshot(this ShardPulse pulse)
    {
        using var stream = new MemoryStream();
        pulse.WriteSnapshot(stream);
        return stream.ToArray();
    }

    public static void Restore(this ShardPulse pulse, byte[] snapshot) => pulse.Restore(new MemoryStream(snapshot));
}
