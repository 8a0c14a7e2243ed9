using System.Security.Claims;

namespace MinerMonitor.Silo.Access;

/// <summary>Reads the grant of a request.</summary>
internal static class AccessContext
{
    /// <summary>What the caller may do; <see cref="AccessGrant.Anonymous"/> without a key.</summary>
    public static AccessGrant Grant(this HttpContext context) => context.User.Grant();

    /// <inheritdoc cref="Grant(HttpContext)"/>
    public static AccessGrant Grant(this ClaimsPrincipal? user) =>
        user?.Identities.OfType<KeyIdentity>().FirstOrDefault()?.Grant ?? AccessGrant.Anonymous;
}
