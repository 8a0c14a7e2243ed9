using System.Net;
using System.Net.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Checks configured addresses: what is not encrypted stays on loopback and private networks.</summary>
internal static class FeedAddress
{
    /// <summary>Address of a WebSocket.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used; the sentence names fault and remedy.</exception>
    public static Uri Socket(string feed, string url) => Check(feed, url, "wss", "ws");

    /// <summary>Address for HTTP.</summary>
    /// <exception cref="InvalidOperationException">It cannot be used; the sentence names fault and remedy.</exception>
    public static Uri Http(string feed, string url) => Check(feed, url, "https", "http");

    private static Uri Check(string feed, string url, string secure, string plain)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || (address.Scheme != secure && address.Scheme != plain))
        {
            throw new InvalidOperationException($"Feed {feed}: '{url}' is no address; it begins with {secure}:// (or {plain}:// for loopback and private addresses).");
        }

        return address.Scheme == secure || IsNear(address)
            ? address
            : throw new InvalidOperationException($"Feed {feed}: '{url}' is not encrypted; use {secure}://, or a loopback or private address.");
    }

    private static bool IsNear(Uri address)
    {
        if (address.IsLoopback)
        {
            return true;
        }

        if (!IPAddress.TryParse(address.Host, out var ip))
        {
            return !address.Host.Contains('.', StringComparison.Ordinal); // a name of the own network, such as a container's
        }

        var bytes = ip.GetAddressBytes();
        return ip.AddressFamily == AddressFamily.InterNetwork
            ? bytes is [10, ..] or [192, 168, ..] or [172, >= 16 and < 32, ..]
            : ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal;
    }
}
