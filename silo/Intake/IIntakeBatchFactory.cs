namespace MinerMonitor.Silo.Intake;

/// <summary>Makes one batch for one request or upload.</summary>
internal interface IIntakeBatchFactory
{
    /// <summary>Starts a batch.</summary>
    /// <param name="defaultFleet">Fleet of the samples that name none; null: each sample must name its own.</param>
    /// <exception cref="IntakeUnavailableException">The store takes no samples now. <see cref="IIntakeBatch.CommitAsync"/> may throw it too.</exception>
    IIntakeBatch Create(string? defaultFleet);
}
