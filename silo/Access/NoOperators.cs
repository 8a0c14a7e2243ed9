namespace MinerMonitor.Silo.Access;

/// <summary>The directory of a server whose fleets have no operators.</summary>
internal sealed class NoOperators : IFleetOperators
{
    /// <inheritdoc/>
    public ValueTask<string?> OperatorOfAsync(string fleet) => ValueTask.FromResult<string?>(null);
}
