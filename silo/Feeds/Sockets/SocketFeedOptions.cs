namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>Settings of one feed over a WebSocket.</summary>
internal class SocketFeedOptions
{
    /// <summary>False switches the feed off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Endpoints; the next one is tried after three failures in a row. <c>ws://</c> only for loopback and private addresses.</summary>
    public IList<string> Urls { get; set; } = [];

    /// <summary>What is asked for, in the venue's spelling.</summary>
    public IList<string> Symbols { get; set; } = [];
}
