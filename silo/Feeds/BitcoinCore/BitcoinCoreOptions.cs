namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>Settings of a Bitcoin Core node of one's own.</summary>
internal sealed class BitcoinCoreOptions : Http.PollFeedOptions
{
    /// <summary>Off until a node is named.</summary>
    public BitcoinCoreOptions()
    {
        Enabled = false;
        Every = TimeSpan.FromSeconds(10);
    }

    /// <summary>The node's cookie file, for example <c>~/.bitcoin/.cookie</c>; it is read again whenever the node refuses what it said.</summary>
    public string CookieFile { get; set; } = "";

    /// <summary>User of <c>rpcauth</c>, where there is no cookie file.</summary>
    public string User { get; set; } = "";

    /// <summary>Its password; give it by environment, never in a file. It is never logged.</summary>
    public string Password { get; set; } = "";

    /// <summary>Addresses of <c>zmqpubhashblock</c> and <c>zmqpubsequence</c>, for example <c>tcp://127.0.0.1:28332</c>; none: the node is asked each <see cref="Http.PollFeedOptions.Every"/>.</summary>
    public IList<string> ZmqUrls { get; set; } = [];
}
