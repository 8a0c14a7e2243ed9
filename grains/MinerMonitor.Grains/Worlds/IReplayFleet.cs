namespace MinerMonitor.Grains.Worlds;

/// <summary>Where a replay's simulated fleet goes: the fleet <see cref="WorldName.SimulatedFleetOf"/> of its world. A replay waits for each call.</summary>
public interface IReplayFleet
{
    /// <summary>Makes the fleet, its sites with their contracts and its machines. Called after each reset, before the first sample.</summary>
    ValueTask PrepareAsync(string world);

    /// <summary>Takes one minute of samples.</summary>
    /// <param name="world">World.</param>
    /// <param name="worldTime">Time of the samples.</param>
    /// <param name="samples">Samples of all machines of <see cref="SimulatedFleet.Miners"/>, in order.</param>
    ValueTask IngestAsync(string world, DateTimeOffset worldTime, IReadOnlyList<SimulatedSample> samples);

    /// <summary>Moves the fleet's time on.</summary>
    ValueTask AdvanceToAsync(string world, DateTimeOffset worldTime);

    /// <summary>Forgets everything and begins new streams.</summary>
    ValueTask ResetAsync(string world);

    /// <summary>Ends the fleet: its world is gone.</summary>
    ValueTask DropAsync(string world);
}
