using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using MinerMonitor.Silo.Intake;

namespace MinerMonitor.Silo.Access;

/// <summary>Knows a caller by the key it shows: header, query where headers cannot be set, or the page's cookie.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyVerifier verifier, DisplayKeys displays)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "Key";

    private static readonly string[] s_prefixes = ["Bearer ", "Token "];

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (ShownKey() is { } shown)
        {
            var verdict = await verifier.VerifyAsync(shown, Context.Connection.RemoteIpAddress);
            if (verdict.Outcome == KeyOutcome.Valid)
            {
                return Success(verdict.Grant!);
            }

            Context.Features.Set(new RefusedKey(verdict.Outcome));
            return AuthenticateResult.Fail("The key is not good.");
        }

        if (Request.Cookies[DisplayKeys.CookieName] is { Length: > 0 } cookie && SameOrigin.Allows(Request))
        {
            // A cookie that is not good any more is no attempt: the browser sends it by itself, and public surfaces must go on.
            var verdict = await verifier.VerifyAsync(cookie, Context.Connection.RemoteIpAddress);
            if (verdict.Outcome == KeyOutcome.Valid)
            {
                if (!Response.HasStarted)
                {
                    await displays.RenewWhenDueAsync(Context, cookie, verdict.Grant!, verdict.ExpiresAtMs);
                }

                return Success(verdict.Grant!);
            }
        }

        return AuthenticateResult.NoResult();
    }

    private static AuthenticateResult Success(AccessGrant grant) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new KeyIdentity(grant, SchemeName)), SchemeName));

    private string? ShownKey()
    {
        var authorization = Request.Headers.Authorization.ToString();
        foreach (var prefix in s_prefixes)
        {
            if (authorization.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return authorization[prefix.Length..].Trim();
            }
        }

        if (Request.Headers["X-Api-Key"].ToString() is { Length: > 0 } header)
        {
            return header;
        }

        var endpoint = Context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<AcceptsInfluxCredentials>() is not null)
        {
            return BasicPassword(authorization) ?? NullWhenEmpty(Request.Query["p"].ToString());
        }

        // Browsers set no headers on web sockets and event streams. Keys in addresses end up in logs, so only there.
        return endpoint?.Metadata.GetMetadata<AcceptsKeyInQuery>() is not null ? NullWhenEmpty(Request.Query["access_token"].ToString()) : null;
    }

    private static string? BasicPassword(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization["Basic ".Length..].Trim(), bytes, out var length))
        {
            return "";
        }

        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }

    private static string? NullWhenEmpty(string text) => text.Length == 0 ? null : text;
}
