namespace MinerMonitor.Silo.Intake;

/// <summary>Begins the batch of one request.</summary>
internal interface IIntakeBatchFactory
{
    /// <param name="defaultFleet">Fleet of samples that name none; null where each sample must name one.</param>
    IIntakeBatch Create(string? defaultFleet);
}
