namespace MinerMonitor.Silo.Access;

/// <summary>Tells which operator a fleet is in, so that an operator's key covers its fleets.</summary>
internal interface IFleetOperators
{
    /// <summary>Operator of the fleet; null when it has none or does not exist.</summary>
    ValueTask<string?> OperatorOfAsync(string fleet);
}
