using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.BinanceFutures;

/// <summary>Settings of a feed of Binance's liquidations. It hears all symbols.</summary>
internal sealed class BinanceLiquidationOptions : SocketFeedOptions
{
    /// <summary>Stream that is never silent, heard beside the liquidations: without it for 30 s the subscription is dead.</summary>
    public string ControlStream { get; set; } = "";
}
