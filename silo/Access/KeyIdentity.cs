using System.Security.Claims;

namespace MinerMonitor.Silo.Access;

/// <summary>The caller of a request, known by a key.</summary>
internal sealed class KeyIdentity : ClaimsIdentity
{
    /// <param name="grant">What the key may do.</param>
    /// <param name="scheme">How it was shown.</param>
    public KeyIdentity(AccessGrant grant, string scheme) : base([new Claim(ClaimTypes.NameIdentifier, grant.KeyId ?? "")], scheme) => Grant = grant;

    /// <summary>What the key may do.</summary>
    public AccessGrant Grant { get; }
}
