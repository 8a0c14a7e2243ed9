using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.OkxLiquidations;

/// <summary>Settings of the feed of OKX's liquidations. It hears all contracts of the chosen kinds.</summary>
internal sealed class OkxLiquidationOptions : ListedSocketFeedOptions
{
    /// <summary>Kinds of contracts: <c>SWAP</c>, <c>FUTURES</c>.</summary>
    public IList<string> InstTypes { get; set; } = [];
}
