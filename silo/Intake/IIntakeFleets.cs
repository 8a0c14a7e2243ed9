namespace MinerMonitor.Silo.Intake;

/// <summary>Tells which fleets take samples: asked once for the fleet of a request and once for each fleet that its lines name.</summary>
internal interface IIntakeFleets
{
    /// <summary>Standing of one fleet.</summary>
    /// <exception cref="IntakeUnavailableException">It cannot be told now.</exception>
    ValueTask<FleetStanding> StandingAsync(string fleet, CancellationToken cancellationToken);
}

/// <summary>Answer of <see cref="IIntakeFleets"/>.</summary>
internal enum FleetStanding
{
    /// <summary>No such fleet.</summary>
    Unknown,

    /// <summary>It takes samples.</summary>
    Open,

    /// <summary>It belongs to a replay, which is not written from outside.</summary>
    ReadOnly,
}
