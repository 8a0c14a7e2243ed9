using System.Net;

namespace MinerMonitor.Silo.Http;

/// <summary>Configuration section <c>Monitor:Proxy</c>: the server behind a reverse proxy.</summary>
internal sealed class ProxyOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Proxy";

    /// <summary>
    /// Path that everything stands below, such as <c>/mining</c>, for a proxy that hands it on; requests without it are answered as well.
    /// Empty: none, unless a trusted proxy says so by <c>X-Forwarded-Prefix</c>. Default: empty.
    /// </summary>
    public string PathBase { get; set; } = "";

    /// <summary>
    /// Addresses (<c>10.0.0.7</c>) and networks (<c>10.0.0.0/8</c>) of proxies whose <c>X-Forwarded-For</c>, <c>-Proto</c>, <c>-Host</c> and
    /// <c>-Prefix</c> are believed. Anybody else's are ignored, since they could lie about where a request comes from. Default: none.
    /// </summary>
    public IList<string> Trusted { get; set; } = [];

    /// <summary>Reads the trusted addresses as networks.</summary>
    /// <exception cref="InvalidOperationException">One of them is neither an address nor a network.</exception>
    public IEnumerable<IPNetwork> TrustedNetworks() => Trusted.Select(text =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new InvalidOperationException($"{Section}:Trusted names '{text}', which is neither an address nor a network; write 10.0.0.7 or 10.0.0.0/8."));

    /// <summary>What is wrong; null when nothing is.</summary>
    public static string? FaultOf(ProxyOptions options) =>
        options.PathBase.Length > 0 && (!options.PathBase.StartsWith('/') || options.PathBase.EndsWith('/') || options.PathBase.Contains("//", StringComparison.Ordinal))
            ? $"{Section}:PathBase is '{options.PathBase}'; write a path that begins with a slash and ends without one, such as /mining, or leave it out."
            : null;
}
