namespace MinerMonitor.Silo.Feeds.MempoolSpace;

/// <summary>Settings of mempool.space, or of an instance of one's own.</summary>
internal sealed class MempoolSpaceOptions
{
    /// <summary>False switches both feeds off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address of the WebSocket. <c>ws://</c> only for loopback and private addresses.</summary>
    public string WebSocketUrl { get; set; } = "wss://mempool.space/api/v1/ws";

    /// <summary>Address that REST paths are below. <c>http://</c> only for loopback and private addresses.</summary>
    public string RestUrl { get; set; } = "https://mempool.space/api/";

    /// <summary>Time between two looks at hashrate and retargets; each wait is up to 10 % shorter or longer.</summary>
    public TimeSpan HashratePoll { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time between two looks at the tip while the WebSocket is away; fees and memory pool are looked at every second time.</summary>
    public TimeSpan TipPoll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between two pages of 15 older blocks while the last week is fetched: the public instance's limits are not published.</summary>
    public TimeSpan HistoryPause { get; set; } = TimeSpan.FromSeconds(2);
}
