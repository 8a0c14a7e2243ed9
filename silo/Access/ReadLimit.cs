using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Http;

namespace MinerMonitor.Silo.Access;

/// <summary>
/// Keeps one caller's questions from taking the time of all others: a token bucket for each key, and for each address without one. Intake and
/// live delivery have limits of their own; the page's files and health are not counted.
/// </summary>
internal static class ReadLimit
{
    private static readonly TimeSpan s_shortestPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Registers the limit.</summary>
    public static IServiceCollection AddMonitorReadLimit(this IServiceCollection services)
    {
        services.AddOptions<ReadLimitOptions>().BindConfiguration(ReadLimitOptions.Section)
            .Validate(options => options.PerSecond is >= 0 and <= 1e6, $"{ReadLimitOptions.Section}:PerSecond lies between 0, which is no limit, and 1,000,000.")
            .Validate(options => options.Burst > 0, $"{ReadLimitOptions.Section}:Burst is at least 1; for no limit set PerSecond to 0.");
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<ReadLimitOptions>>((limiter, options) =>
        {
            var bucket = BucketOf(options.Value);
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => CallerOf(context) is { } caller && bucket is not null
                ? RateLimitPartition.GetTokenBucketLimiter(caller, _ => bucket)
                : RateLimitPartition.GetNoLimiter(""));
            limiter.OnRejected = (refused, _) => new ValueTask(RefuseAsync(refused));
        });
        return services;
    }

    private static TokenBucketRateLimiterOptions? BucketOf(ReadLimitOptions options)
    {
        if (options.PerSecond <= 0) return null;
        var period = TimeSpan.FromSeconds(Math.Max(s_shortestPeriod.TotalSeconds, 1 / options.PerSecond));
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = Math.Max(1, (int)Math.Round(options.PerSecond * period.TotalSeconds)),
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        };
    }

    /// <summary>Whose reads are counted together; null where they are not counted.</summary>
    private static string? CallerOf(HttpContext context)
    {
        var request = context.Request;
        if (!request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) || !IsRead(request)) return null;
        var grant = context.Grant();
        var address = context.Connection.RemoteIpAddress;

        // An admin at the machine itself measures or repairs it.
        if (grant.IsAdmin && address is not null && IPAddress.IsLoopback(address)) return null;
        return grant.KeyId is { } key ? $"key {key}" : $"address {NetworkOf(address)}";
    }

    /// <summary>Live delivery counts its own viewers; a what-if is a question, though it is posted.</summary>
    private static bool IsRead(HttpRequest request) =>
        request.Path.Value!.EndsWith("/what-if", StringComparison.OrdinalIgnoreCase)
        || ((HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && !request.Path.Value.EndsWith("/stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whoever has an IPv6 address has 2⁶⁴ of them.</summary>
    private static string NetworkOf(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.ToString(),
    };

    private static Task RefuseAsync(OnRejectedContext refused)
    {
        var wait = refused.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (long)Math.Ceiling(after.TotalSeconds)) : 1;
        refused.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(refused.HttpContext, Problems.Document(
            StatusCodes.Status429TooManyRequests, ErrorCodes.Overloaded, "Too many questions",
            "This key, or this address without one, asks too often; wait Retry-After seconds, and watch what changes over /hub/v1 or /api/v1/stream instead of asking again."));
    }
}
