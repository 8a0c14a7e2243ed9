using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Keeps perpetuals out of the price: some venues send them in the same form from another address.</summary>
internal static class SpotEndpoints
{
    /// <summary>Checks the configured endpoints of a spot feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="marks">What an address of derivatives contains.</param>
    /// <exception cref="InvalidOperationException">One is an address of derivatives.</exception>
    public static void Refuse(string feed, SocketFeedOptions options, params string[] marks)
    {
        foreach (var url in options.Urls)
        {
            if (marks.FirstOrDefault(mark => url.Contains(mark, StringComparison.OrdinalIgnoreCase)) is { } found)
            {
                throw new InvalidOperationException($"Feed {feed}: '{url}' is an address of derivatives ('{found}'), whose prices are not the spot price; use the venue's spot address.");
            }
        }
    }
}
