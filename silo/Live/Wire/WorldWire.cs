using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public form of worlds. They are no topic, so nothing is registered.</summary>
internal static class WorldWire
{
    /// <summary>A replay.</summary>
    public static WorldSnapshot ToWire(WorldView view) => new()
    {
        World = view.World,
        Kind = "replay",
        Title = view.Title,
        AtMs = view.AtMs,
        Speed = view.Speed,
        StartMs = view.StartMs,
        OpenMs = view.OpenMs,
        EndMs = view.EndMs,
        Ended = view.Ended,
        Controllable = view.Controllable,
        Fleets = [WorldName.SimulatedFleetOf(view.World)],
        Moments = ScenarioLibrary.Find(WorldName.ScenarioOf(view.World)) is { } scenario
            ? [.. scenario.Moments.Select(moment => new WorldMoment { AtMs = moment.AtMs, Text = moment.Text })]
            : [],
    };

    /// <summary>The shared replay of a scenario.</summary>
    public static WorldSnapshot Shared(Scenario scenario) => ToWire(new WorldView(
        scenario.Name, scenario.Title, scenario.OpenMs, 0, scenario.StartMs, scenario.OpenMs, scenario.EndMs, false, false));

    /// <summary>The world of the present.</summary>
    public static WorldSnapshot Live(DateTimeOffset now) => new()
    {
        World = WorldName.Live,
        Kind = "live",
        Title = "Live",
        AtMs = now.ToUnixTimeMilliseconds(),
        Speed = 1,
    };
}
