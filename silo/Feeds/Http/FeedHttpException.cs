using System.Net;

namespace MinerMonitor.Silo.Feeds.Http;

/// <summary>A request of a feed got no usable answer.</summary>
/// <param name="code">Short name: <c>unreachable</c>, <c>timeout</c>, <c>not-json</c>, <c>http-503</c> …</param>
/// <param name="message">One sentence for people.</param>
/// <param name="retryAfter">When to come back at the earliest, where the provider says so.</param>
internal sealed class FeedHttpException(string code, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>Short name of the reason.</summary>
    public string Code => code;

    /// <summary>When to come back at the earliest; null: as usual.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>True when the provider refuses this address or region.</summary>
    public bool IsBlocked => code == "blocked";

    /// <summary>The fault of an answer that is no success.</summary>
    public static FeedHttpException Of(string host, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var after = response.Headers.RetryAfter?.Delta;
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden or HttpStatusCode.UnavailableForLegalReasons =>
                new FeedHttpException("blocked", $"{host} refuses this address or region (HTTP {status}); configure another address or switch the feed off.", TimeSpan.FromMinutes(10)),
            HttpStatusCode.Unauthorized => new FeedHttpException("unauthorized", $"{host} does not take the configured credentials (HTTP 401)."),
            HttpStatusCode.TooManyRequests => new FeedHttpException("rate-limited", $"{host} has had too many requests (HTTP 429).", after ?? TimeSpan.FromMinutes(1)),
            _ => new FeedHttpException($"http-{status}", $"{host} answered HTTP {status}.", after),
        };
    }
}
