using MinerMonitor.Grains.Worlds;

namespace MinerMonitor.Grains.Journals;

/// <summary>Which store keeps a journal: the durable one for <c>live</c>, none for replays.</summary>
public sealed class JournalDirectory(IJournalStore durable, VolatileJournalStore forgetful)
{
    /// <summary>Store for the journals of a world.</summary>
    public IJournalStore Of(string world) => WorldName.IsReplay(world) ? forgetful : durable;

    /// <summary>Store for the journals of a fleet.</summary>
    public IJournalStore OfFleet(string fleet) => Of(WorldName.WorldOfSimulatedFleet(fleet) ?? WorldName.Live);
}
