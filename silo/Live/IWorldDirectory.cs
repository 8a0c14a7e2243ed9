namespace MinerMonitor.Silo.Live;

/// <summary>Says which worlds exist, so that a misspelt one is refused instead of watched for ever.</summary>
internal interface IWorldDirectory
{
    /// <summary>True for <c>live</c> and for each replay and private copy that is there.</summary>
    ValueTask<bool> ExistsAsync(string world);
}
