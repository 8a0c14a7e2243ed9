using MinerMonitor.Grains.Live;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Live;

/// <summary>Live delivery: from owners of topics to viewers.</summary>
internal static class LiveHosting
{
    /// <summary>Registers the encoder of payloads.</summary>
    public static IServiceCollection AddMonitorLive(this IServiceCollection services)
    {
        services.AddSingleton(_ => CreateWireMap());
        services.AddSingleton<IPayloadEncoder, PayloadEncoder>();
        return services;
    }

    /// <summary>Every public form. One line for each class of the folder Wire.</summary>
    public static WireMap CreateWireMap()
    {
        var map = new WireMap();
        EventWire.Register(map);
        return map;
    }
}
