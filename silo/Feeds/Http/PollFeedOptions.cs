namespace MinerMonitor.Silo.Feeds.Http;

/// <summary>Settings of one feed over HTTP.</summary>
internal class PollFeedOptions
{
    /// <summary>False switches the feed off.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Address. <c>http://</c> only for loopback and private addresses.</summary>
    public string Url { get; set; } = "";

    /// <summary>Time between two requests; each wait is up to 10 % shorter or longer.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(10);
}
