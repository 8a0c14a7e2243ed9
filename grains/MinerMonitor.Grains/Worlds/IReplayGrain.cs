namespace MinerMonitor.Grains.Worlds;

/// <summary>A replay's clock: plays a scenario into the grains of one world. Key: the world.</summary>
/// <remarks>
/// Time goes in steps of 60 s of world time (10 min in the warm-up before the opening), in a fixed order within each, so that every replay of a scenario has the same frames whatever
/// its speed. Nothing of a replay is stored: a world that was lost, or a part of it, is built again up to where it stood.
/// </remarks>
[GrainInterfaceType("mm.replay")]
public interface IReplayGrain : IGrainWithStringKey
{
    /// <summary>
    /// The world as it is, built on first use; null when there is no such world. Also says that somebody looks: a private copy that nobody
    /// opens for 30 minutes is dropped.
    /// </summary>
    [Alias("OpenAsync")]
    ValueTask<WorldView?> OpenAsync();

    /// <summary>Makes a private copy exist; called once, by the list of worlds.</summary>
    /// <param name="speed">World seconds per second, 0 to 3,600.</param>
    /// <param name="fromMs">Where it begins to play, Unix milliseconds; null: where the scenario opens.</param>
    [Alias("CreateAsync")]
    ValueTask<WorldView> CreateAsync(double speed, long? fromMs);

    /// <summary>Sets speed and position; null leaves as it is. A jump ahead runs through at full pace; a jump back begins anew.</summary>
    /// <returns>The world, or null when there is no such world.</returns>
    /// <exception cref="InvalidOperationException">The world is shared: it stands still for everybody.</exception>
    [Alias("ControlAsync")]
    ValueTask<WorldView?> ControlAsync(double? speed, long? jumpToMs);

    /// <summary>Ends a private copy. Does nothing when it is gone already.</summary>
    [Alias("DropAsync")]
    ValueTask DropAsync();
}

/// <summary>A world as its clock sees it.</summary>
/// <param name="World">Name.</param>
/// <param name="Title">Title for people.</param>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="Speed">World seconds per second; 0 when paused.</param>
/// <param name="StartMs">First moment of the scenario.</param>
/// <param name="OpenMs">Moment at which it opens.</param>
/// <param name="EndMs">Last moment.</param>
/// <param name="Ended">True when it reached its end.</param>
/// <param name="Controllable">True for a private copy.</param>
[GenerateSerializer, Immutable, Alias("mm.world.view")]
public sealed record WorldView(
    [property: Id(0)] string World,
    [property: Id(1)] string Title,
    [property: Id(2)] long AtMs,
    [property: Id(3)] double Speed,
    [property: Id(4)] long StartMs,
    [property: Id(5)] long OpenMs,
    [property: Id(6)] long EndMs,
    [property: Id(7)] bool Ended,
    [property: Id(8)] bool Controllable);
