namespace MinerMonitor.Silo.Intake;

/// <summary>
/// Endpoint metadata: senders of InfluxDB 1.x give their key as <c>?u=anything&amp;p=KEY</c> or as the password of HTTP basic
/// authentication. The access handler takes those forms on endpoints that carry this, and nowhere else, since keys in addresses end
/// up in logs.
/// </summary>
internal sealed class AcceptsInfluxCredentials
{
    /// <summary>The one instance.</summary>
    public static AcceptsInfluxCredentials Instance { get; } = new();

    private AcceptsInfluxCredentials()
    {
    }
}
