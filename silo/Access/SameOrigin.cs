namespace MinerMonitor.Silo.Access;

/// <summary>Tells whether a request that changes something, or opens a web socket, comes from the page itself.</summary>
/// <remarks>A cookie comes with whatever a browser sends here; another site's form or script must not act with it.</remarks>
internal static class SameOrigin
{
    /// <summary>True when the cookie counts for the request.</summary>
    public static bool Allows(HttpRequest request)
    {
        var opensSocket = request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase);
        return (IsSafe(request.Method) && !opensSocket) || IsSame(request);
    }

    /// <summary>True when a browser says that another site made the request.</summary>
    public static bool IsForeign(HttpRequest request) =>
        (request.Headers["Sec-Fetch-Site"].Count > 0 || request.Headers.Origin.Count > 0) && !IsSame(request);

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsSame(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
        {
            return site is "same-origin" or "none";
        }

        // Behind a proxy that ends TLS the schemes differ, so host and port are compared.
        return Uri.TryCreate(request.Headers.Origin.ToString(), UriKind.Absolute, out var origin)
            && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
