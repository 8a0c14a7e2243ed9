namespace MinerMonitor.Grains.Worlds;

/// <summary>
/// Name of a world: <c>live</c>, a shared replay such as <c>feb-2026</c>, or a viewer's own copy of one such as <c>feb-2026~k3j9</c>.
/// </summary>
/// <remarks>
/// Each market, network, sector, history and series key begins with a world name and a slash, or is a world name. Only <c>live</c> is
/// stored; a replay is rebuilt from its scenario. The fleet of a replay world is <c>sim@{world}</c>, so a fleet id tells its world.
/// </remarks>
public static class WorldName
{
    /// <summary>The world of the present.</summary>
    public const string Live = "live";

    /// <summary>Separates a scenario from the name of a private copy.</summary>
    public const char CopySeparator = '~';

    /// <summary>Separates the fleet of a replay from its world.</summary>
    public const char FleetSeparator = '@';

    /// <summary>True for any world but <see cref="Live"/>.</summary>
    public static bool IsReplay(string world) => world != Live;

    /// <summary>True for a viewer's own copy of a replay.</summary>
    public static bool IsPrivateCopy(string world) => world.Contains(CopySeparator, StringComparison.Ordinal);

    /// <summary>Scenario that a replay world plays.</summary>
    public static string ScenarioOf(string world)
    {
        var separator = world.IndexOf(CopySeparator, StringComparison.Ordinal);
        return separator < 0 ? world : world[..separator];
    }

    /// <summary>Fleet of a replay world.</summary>
    public static string SimulatedFleetOf(string world) => $"sim{FleetSeparator}{world}";

    /// <summary>World of a fleet of a replay, or null for a fleet that a person made.</summary>
    public static string? WorldOfSimulatedFleet(string fleet)
    {
        var separator = fleet.IndexOf(FleetSeparator, StringComparison.Ordinal);
        return separator < 0 ? null : fleet[(separator + 1)..];
    }

    /// <summary>World part of a key of the form <c>world</c> or <c>world/rest</c>.</summary>
    public static string OfKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? key : key[..slash];
    }

    /// <summary>What follows the world in a key of the form <c>world/rest</c>.</summary>
    public static string RestOfKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : key[(slash + 1)..];
    }
}
