using System.Globalization;
using System.Text.Json;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>Where a node stands.</summary>
/// <param name="Chain">Name of its chain: <c>main</c>.</param>
/// <param name="Height">Height of its newest block.</param>
/// <param name="Headers">Newest header that it knows.</param>
/// <param name="BestHash">Hash of the newest block.</param>
/// <param name="IsInitialDownload">True while it fetches the chain for the first time.</param>
internal sealed record CoreChain(string Chain, int Height, int Headers, string BestHash, bool IsInitialDownload)
{
    private const int ToleratedHeaders = 6;

    /// <summary>Why its readings are not to be used, one sentence; null when they are.</summary>
    public string? Fault =>
        Chain != "main" ? $"The node is on the chain '{Chain}'; connect it to main."
        : IsInitialDownload || Headers - Height > ToleratedHeaders
            ? string.Create(CultureInfo.InvariantCulture, $"The node is fetching the chain: block {Height:N0} of {Headers:N0}; its readings are used once it has caught up.")
        : null;
}

/// <summary>Reads what a node answers.</summary>
internal static class CoreMessage
{
    private const double SatVbPerBtcKvb = 1e5;
    private const double MaxBtcKvb = 10;

    /// <summary><c>getblockchaininfo</c>. <c>warnings</c> is a text or an array, and not used.</summary>
    /// <exception cref="FeedFormatException">It is not what it should be.</exception>
    public static CoreChain Chain(JsonElement result)
    {
        JsonElement? info = result;
        return new CoreChain(
            info.Member("chain")?.GetString() ?? "main",
            (int)info.Whole("blocks", 0, ChainBlock.MaxHeight).Needed("blocks"),
            (int)info.Whole("headers", 0, ChainBlock.MaxHeight).Needed("headers"),
            info.Hash("bestblockhash").Needed("bestblockhash"),
            info.Member("initialblockdownload")?.GetBoolean() ?? false);
    }

    /// <summary>A block of its header and, where the node still has it, its statistics: fees in satoshi.</summary>
    /// <exception cref="FeedFormatException">It is not what it should be.</exception>
    public static ChainBlock Block(JsonElement header, JsonElement? stats)
    {
        JsonElement? block = header;
        return new ChainBlock(
            (int)block.Whole("height", 0, ChainBlock.MaxHeight).Needed("height"),
            block.Hash("hash").Needed("hash"),
            block.Hash("previousblockhash"),
            block.Whole("time", ChainBlock.GenesisSec, ChainBlock.MaxSec).Needed("time") * 1000,
            ChainBlock.TargetOf(uint.TryParse(block.Member("bits")?.GetString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? bits : 0),
            stats.Whole("totalfee", 0, ChainBlock.MaxFeesSats));
    }

    /// <summary><c>getmempoolinfo</c>: fees in BTC, the least rate in BTC/kvB.</summary>
    public static MempoolReading Mempool(JsonElement result)
    {
        JsonElement? info = result;
        return new MempoolReading(
            info.Whole("size", 0, 1_000_000_000),
            info.Whole("bytes", 0, 1_000_000_000_000),
            info.Number("total_fee", 0, 21e6) is { } btc ? (long)Math.Round(btc * Sats.PerBitcoin) : null,
            SatVb(info, "mempoolminfee"),
            null);
    }

    /// <summary><c>estimatesmartfee</c> in sat/vB; null when the node cannot say, which is no error.</summary>
    public static double? FeeRate(JsonElement? result) => SatVb(result, "feerate");

    /// <summary><c>getnetworkhashps</c>, EH/s; null when the node says 0.</summary>
    /// <exception cref="FeedFormatException">It is no hashrate.</exception>
    public static double? HashrateEhs(JsonElement result) =>
        result.ValueKind == JsonValueKind.Number && result.TryGetDouble(out var perSec) && perSec is >= 0 and < 1e27
            ? perSec > 0 ? Hashrate.FromHashesPerSecond(perSec).ExahashesPerSecond : null
            : throw new FeedFormatException("The hashrate is no number that can be.");

    /// <summary>Difficulty that the next block has to meet, of <c>getmininginfo</c>; null from nodes before v29.</summary>
    public static double? NextDifficulty(JsonElement result) => result.Member("next").Number("difficulty", 1, 1e24);

    private static double? SatVb(JsonElement? parent, string name) =>
        parent.Number(name, 0, MaxBtcKvb) is { } btcKvb ? Math.Round(btcKvb * SatVbPerBtcKvb, 6) : null;
}
