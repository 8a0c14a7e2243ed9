namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>Settings of a feed over a WebSocket that needs a list over HTTP.</summary>
internal class ListedSocketFeedOptions : SocketFeedOptions
{
    /// <summary>Base address for HTTP. <c>http://</c> only for loopback and private addresses.</summary>
    public string RestUrl { get; set; } = "";
}
