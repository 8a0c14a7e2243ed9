using MinerMonitor.Grains.Access;

namespace MinerMonitor.Silo.Access;

/// <summary>Keys of the page's cookies: made at sign-in, moved on while used, so that a wallboard never logs out.</summary>
internal sealed class DisplayKeys(IGrainFactory grains, KeyVerifier verifier, TimeProvider time)
{
    /// <summary>Name of the cookie.</summary>
    public const string CookieName = "miner-monitor";

    /// <summary>How long an unused cookie is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(90);

    private static readonly TimeSpan s_renewAfter = TimeSpan.FromDays(1);

    /// <summary>Makes a key with the rights of another, in a cookie of the response.</summary>
    /// <returns>False when the other key is not good any more.</returns>
    public async Task<bool> IssueAsync(HttpContext context, string keyId)
    {
        if (await grains.GetGrain<IKeyGrain>(keyId).GetAsync() is not { } source)
        {
            return false;
        }

        var (text, key) = KeyText.Create();
        var expiresAt = time.GetUtcNow() + Life;
        var draft = new KeyDraft(
            $"Display of {source.Name}", source.Scopes, key.SecretHash, expiresAt.ToUnixTimeMilliseconds(), source.Id, IsDisplay: true);
        if (!await grains.GetGrain<IKeyGrain>(key.Id).CreateAsync(draft))
        {
            throw new InvalidOperationException("A new random key id is taken.");
        }

        SetCookie(context, text, expiresAt);
        return true;
    }

    /// <summary>Moves the expiry of a key and its cookie, at most once a day.</summary>
    public async Task RenewWhenDueAsync(HttpContext context, string text, AccessGrant grant, long? expiresAtMs)
    {
        var expiresAt = time.GetUtcNow() + Life;
        if (!grant.IsDisplay || expiresAtMs is not { } known || expiresAt.ToUnixTimeMilliseconds() - known < s_renewAfter.TotalMilliseconds)
        {
            return;
        }

        await grains.GetGrain<IKeyGrain>(grant.KeyId!).RenewAsync(expiresAt.ToUnixTimeMilliseconds());
        verifier.Forget(grant.KeyId!);
        SetCookie(context, text, expiresAt);
    }

    /// <summary>Revokes the key and takes the cookie back.</summary>
    public async Task RevokeAsync(HttpContext context, AccessGrant grant)
    {
        if (grant.IsDisplay)
        {
            await grains.GetGrain<IKeyGrain>(grant.KeyId!).RevokeAsync();
            verifier.Forget(grant.KeyId!);
        }

        context.Response.Cookies.Delete(CookieName, OptionsFor(context));
    }

    private static void SetCookie(HttpContext context, string text, DateTimeOffset expiresAt)
    {
        var options = OptionsFor(context);
        options.Expires = expiresAt;
        context.Response.Cookies.Append(CookieName, text, options);
    }

    private static CookieOptions OptionsFor(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        // Below a prefix the cookie is nobody else's of that host.
        Path = context.Request.PathBase.HasValue ? context.Request.PathBase.Value : "/",
        IsEssential = true,
    };
}
