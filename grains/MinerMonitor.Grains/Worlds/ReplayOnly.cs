namespace MinerMonitor.Grains.Worlds;

/// <summary>Guards what would lose data in the one world that is stored.</summary>
internal static class ReplayOnly
{
    /// <exception cref="InvalidOperationException">The world is <c>live</c>.</exception>
    public static void Demand(string world)
    {
        if (!WorldName.IsReplay(world))
        {
            throw new InvalidOperationException($"'{world}' is the world of the present and is never reset; only replays are.");
        }
    }
}
