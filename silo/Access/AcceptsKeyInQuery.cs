namespace MinerMonitor.Silo.Access;

/// <summary>Endpoint metadata: the key may come as <c>?access_token=</c>, for browsers that cannot set headers there.</summary>
internal sealed class AcceptsKeyInQuery
{
    /// <summary>The one instance.</summary>
    public static AcceptsKeyInQuery Instance { get; } = new();

    private AcceptsKeyInQuery()
    {
    }
}
