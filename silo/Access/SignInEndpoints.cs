using MinerMonitor.Grains.Access;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Access;

/// <summary>Exchanges a key, or the code of a sign-in link, for the page's cookie.</summary>
internal static class SignInEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder api)
    {
        api.MapPost("/sign-in", SignInAsync).AllowPublic()
            .Describe("SignIn", "Exchanges a key or the code of a sign-in link for the page's cookie.").Takes<SignInRequest>("sign-in.request.json").AnswersDone();
        api.MapGet("/sign-in", WhoAsync).AllowPublic()
            .Describe("GetSignIn", "Who the caller is: the name of its key, its scopes, when it ends.").Answers<SignInStatus>("sign-in.json");
        api.MapPost("/sign-out", SignOutAsync).AllowPublic()
            .Describe("SignOut", "Revokes the page's cookie.").AnswersDone();
        root.MapGet("/sign-in", FollowLinkAsync).AllowPublic().ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, SignInRequest request, SignInCodes codes, KeyVerifier verifier, DisplayKeys displays, AttemptLimit attempts)
    {
        if (SameOrigin.IsForeign(context.Request))
        {
            return Problems.Result(
                StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "Foreign page", "Sign in on this server's own page.");
        }

        var address = context.Connection.RemoteIpAddress;
        if (request.Key is { } text)
        {
            var verdict = await verifier.VerifyAsync(text.Trim(), address);
            if (verdict.Outcome == KeyOutcome.Valid && await displays.IssueAsync(context, verdict.Grant!.KeyId!))
            {
                return Results.NoContent();
            }

            return verdict.Outcome == KeyOutcome.TooManyAttempts ? TooMany(context) : Bad("The key is unknown, revoked or expired.");
        }

        if (request.Code is not { } code)
        {
            return Problems.Result(
                StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Nothing to sign in with", "Send {\"key\":\"…\"} or {\"code\":\"…\"}.");
        }

        if (attempts.IsExceeded(address))
        {
            return TooMany(context);
        }

        return await RedeemAsync(context, code, codes, displays, attempts)
            ? Results.NoContent()
            : Bad("The code was used, or is older than 15 minutes; restart the server for a new link, or sign in with a key.");
    }

    private static async Task<IResult> WhoAsync(HttpContext context, FleetAccess access, IGrainFactory grains)
    {
        context.Response.Headers.CacheControl = "no-store";
        var publicSector = access.CanReadSector(AccessGrant.Anonymous);
        var status = context.Grant().KeyId is { } id && await grains.GetGrain<IKeyGrain>(id).GetAsync() is { } key
            ? new SignInStatus { SignedIn = true, Name = key.Name, Scopes = key.Scopes, ExpiresAtMs = key.ExpiresAtMs, PublicSector = publicSector }
            : new SignInStatus
            {
                SignedIn = false,
                Ended = context.Request.Cookies.ContainsKey(DisplayKeys.CookieName)
                    ? "The key that this browser signed in with was revoked or has expired; sign in with another."
                    : null,
                PublicSector = publicSector,
            };
        return Results.Json(status, ProtocolJson.Default.SignInStatus);
    }

    private static async Task<IResult> FollowLinkAsync(
        HttpContext context, string? code, SignInCodes codes, DisplayKeys displays, AttemptLimit attempts)
    {
        if (code is not null && !attempts.IsExceeded(context.Connection.RemoteIpAddress))
        {
            await RedeemAsync(context, code, codes, displays, attempts);
        }

        // With or without a cookie the page opens: it says by itself whether somebody is signed in.
        context.Response.Headers.CacheControl = "no-store";
        return Results.LocalRedirect($"{context.Request.PathBase}/");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, DisplayKeys displays)
    {
        await displays.RevokeAsync(context, context.Grant());
        return Results.NoContent();
    }

    private static async Task<bool> RedeemAsync(HttpContext context, string code, SignInCodes codes, DisplayKeys displays, AttemptLimit attempts)
    {
        if (codes.Redeem(code) is { } keyId && await displays.IssueAsync(context, keyId))
        {
            return true;
        }

        attempts.Count(context.Connection.RemoteIpAddress);
        return false;
    }

    private static IResult Bad(string detail) =>
        Problems.Result(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidKey, "Not signed in", detail);

    private static IResult TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Problems.Result(
            StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyAttempts, "Too many attempts",
            "Too many bad keys came from this address; wait a minute.");
    }
}
