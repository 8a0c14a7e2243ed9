using MinerMonitor.Protocol;
using MinerMonitor.Silo.Http;

namespace MinerMonitor.Silo.Access;

/// <summary>Holds each route to what it declares. Between routing and endpoints.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, FleetAccess access)
{
    /// <summary>Lets the request through or answers with the reason.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<RefusedKey>() is { } refused)
        {
            await Problems.WriteAsync(context, Refusal(context, refused.Outcome));
        }
        else if (context.GetEndpoint() is not RouteEndpoint endpoint || await AllowsAsync(context, endpoint))
        {
            await next(context);
        }
        else
        {
            await Problems.WriteAsync(context, Refusal(context));
        }
    }

    private async ValueTask<bool> AllowsAsync(HttpContext context, RouteEndpoint endpoint)
    {
        var grant = context.Grant();
        var fleet = context.GetRouteValue("fleet") as string ?? "";
        var site = context.GetRouteValue("site") as string;
        return endpoint.Metadata.GetMetadata<AccessDeclaration>()?.Kind switch
        {
            AccessKind.Public => true,
            AccessKind.SectorRead => access.CanReadSector(grant),
            AccessKind.AnyKey => grant.HasKey,
            AccessKind.FleetRead => site is null ? await access.CanReadAsync(grant, fleet) : await access.CanReadSiteAsync(grant, fleet, site),
            AccessKind.FleetWrite => site is null ? grant.CanWriteFleet(fleet) : grant.CanWriteSite(fleet, site),
            AccessKind.OperatorRead => grant.CanReadOperator(context.GetRouteValue("operator") as string ?? ""),
            _ => grant.IsAdmin, // also where a route declares nothing
        };
    }

    private static ProblemDocument Refusal(HttpContext context, KeyOutcome outcome)
    {
        if (outcome == KeyOutcome.TooManyAttempts)
        {
            context.Response.Headers.RetryAfter = "60";
            return Problems.Document(
                StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyAttempts, "Too many attempts",
                "Too many bad keys came from this address; wait a minute, then use a good one.");
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Document(
            StatusCodes.Status401Unauthorized, ErrorCodes.InvalidKey, "Bad key",
            "The key is unknown, revoked or expired; check it, or ask an admin for another.");
    }

    private static ProblemDocument Refusal(HttpContext context)
    {
        if (context.Grant().HasKey)
        {
            // The same whether the thing exists or not: a foreign key learns nothing.
            return Problems.Document(
                StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "Not covered by the key",
                "The key's scopes do not cover this; ask an admin for one that does.");
        }

        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Document(
            StatusCodes.Status401Unauthorized, ErrorCodes.Unauthenticated, "Key needed",
            "Send a key as Authorization: Bearer KEY, or sign in on the page.");
    }
}
