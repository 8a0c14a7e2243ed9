using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of events.</summary>
internal static class EventWire
{
    /// <summary>Registers the forms.</summary>
    public static void Register(WireMap map) => map.Register<MonitorEvent, EventPayload>(ToWire, ProtocolJson.Default.EventPayload);

    private static EventPayload ToWire(MonitorEvent happened) => new()
    {
        Type = happened.Type,
        AtMs = happened.AtMs,
        Subject = happened.Subject,
        Text = happened.Text,
        Figures = happened.Figures,
        Words = happened.Words,
    };
}
