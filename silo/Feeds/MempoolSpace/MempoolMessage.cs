using System.Text.Json;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Silo.Feeds.MempoolSpace;

/// <summary>The server's own forecast of the retarget: <c>da</c> of the WebSocket, <c>/v1/difficulty-adjustment</c> over HTTP.</summary>
/// <param name="RetargetHeight">Height of the first block with the new difficulty.</param>
/// <param name="RemainingBlocks">Blocks to it.</param>
/// <param name="Change">Expected change, a fraction; null where it cannot say.</param>
/// <param name="PreviousChange">Change of the last retarget, a fraction.</param>
/// <param name="EpochStartAtMs">Time of the epoch's first block, Unix milliseconds.</param>
internal sealed record MempoolForecast(int RetargetHeight, int RemainingBlocks, double? Change, double? PreviousChange, long? EpochStartAtMs)
{
    /// <summary>Height of the newest block that it knows.</summary>
    public int TipHeight => RetargetHeight - RemainingBlocks;
}

/// <summary>Reads what a mempool server says; units differ by member, and the same name has another unit elsewhere.</summary>
internal static class MempoolMessage
{
    private const double SatVbPerBtcKvb = 1e5;
    private const double MaxSatVb = 1e6;
    private const long MaxTransactions = 1_000_000_000;
    private const long MaxVBytes = 1_000_000_000_000;
    private const double MaxBtc = 21e6;

    /// <summary>A block, of <c>block</c>, <c>blocks</c> or <c>/v1/blocks</c>. <c>extras</c> may be absent.</summary>
    /// <exception cref="FeedFormatException">It is not what it should be.</exception>
    public static ChainBlock Block(JsonElement item)
    {
        JsonElement? block = item;
        var extras = item.Member("extras");
        return new ChainBlock(
            (int)block.Whole("height", 0, ChainBlock.MaxHeight).Needed("height"),
            block.Hash("id").Needed("id"),
            block.Hash("previousblockhash"),
            block.Whole("timestamp", ChainBlock.GenesisSec, ChainBlock.MaxSec).Needed("timestamp") * 1000,
            ChainBlock.TargetOf((uint)block.Whole("bits", 1, uint.MaxValue).Needed("bits")),
            extras.Whole("totalFees", 0, ChainBlock.MaxFeesSats));
    }

    /// <summary>Blocks, oldest first whatever the order they came in.</summary>
    public static IReadOnlyList<ChainBlock> Blocks(IEnumerable<JsonElement> items) => [.. items.Select(Block).OrderBy(block => block.Height)];

    /// <summary>Fee rates in sat/vB; null when none is given.</summary>
    public static FeeRates? FeeRates(JsonElement? fees)
    {
        var rates = new FeeRates(Rate("fastestFee"), Rate("halfHourFee"), Rate("hourFee"), Rate("economyFee"), Rate("minimumFee"));
        return rates == new FeeRates(null, null, null, null, null) ? null : rates;

        double? Rate(string name) => fees.Number(name, 0, MaxSatVb);
    }

    /// <summary>The memory pool of a push: fees in BTC, the least rate in BTC/kvB.</summary>
    /// <param name="info"><c>mempoolInfo</c>.</param>
    /// <param name="nextBlock">First of <c>mempool-blocks</c>, fees in satoshi.</param>
    public static MempoolReading? Mempool(JsonElement? info, JsonElement? nextBlock) => OrNull(new MempoolReading(
        info.Whole("size", 0, MaxTransactions),
        info.Whole("bytes", 0, MaxVBytes),
        info.Number("total_fee", 0, MaxBtc) is { } btc ? (long)Math.Round(btc * Sats.PerBitcoin) : null,
        info.Number("mempoolminfee", 0, MaxSatVb / SatVbPerBtcKvb) is { } least ? Math.Round(least * SatVbPerBtcKvb, 6) : null,
        nextBlock.Whole("totalFees", 0, ChainBlock.MaxFeesSats)));

    /// <summary>The memory pool of <c>/mempool</c>: fees in satoshi.</summary>
    public static MempoolReading? RestMempool(JsonElement? body) => OrNull(new MempoolReading(
        body.Whole("count", 0, MaxTransactions), body.Whole("vsize", 0, MaxVBytes), body.Whole("total_fee", 0, (long)MaxBtc * Sats.PerBitcoin), null, null));

    /// <summary>The server's forecast; null when there is none, or none of a chain with epochs of 2,016 blocks.</summary>
    public static MempoolForecast? Forecast(JsonElement? da)
    {
        if (da is null)
        {
            return null;
        }

        var next = da.Whole("nextRetargetHeight", 1, ChainBlock.MaxHeight);
        var remaining = da.Whole("remainingBlocks", 0, RetargetProjection.EpochBlocks);
        return next is { } height && remaining is { } blocks && height % RetargetProjection.EpochBlocks == 0
            ? new MempoolForecast(
                (int)height,
                (int)blocks,
                da.Number("difficultyChange", -75, 300) / 100,
                da.Number("previousRetarget", -75, 300) / 100,
                da.Whole("previousTime", ChainBlock.GenesisSec, ChainBlock.MaxSec) * 1000)
            : null;
    }

    /// <summary>Hashrate of <c>/v1/mining/hashrate</c>, EH/s over about 7 days; null when the server does not know it: it then says 0.</summary>
    /// <exception cref="FeedFormatException">Hashrate and difficulty cannot both be true: a unit is wrong.</exception>
    public static double? HashrateEhs(JsonElement body)
    {
        JsonElement? root = body;
        var hashrate = root.Number("currentHashrate", 0, 1e27) is { } perSec and > 0 ? Hashrate.FromHashesPerSecond(perSec).ExahashesPerSecond : (double?)null;
        var difficulty = root.Number("currentDifficulty", 0, 1e24) is { } known and > 0 ? known : (double?)null;
        if (hashrate is { } ehs && difficulty is { } own && ehs / new Difficulty(own).HashrateAt(RetargetProjection.TargetIntervalSec).ExahashesPerSecond is < 0.1 or > 10)
        {
            throw new FeedFormatException($"A hashrate of {ehs:0.###} EH/s and a difficulty of {own:0.###} cannot both be true.");
        }

        return hashrate;
    }

    /// <summary>Retargets of <c>/v1/mining/difficulty-adjustments</c>: [time in s, height, difficulty, ratio].</summary>
    public static IEnumerable<(long AtMs, int Height, double Difficulty)> Retargets(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Array)
        {
            throw new FeedFormatException("The retargets are no array.");
        }

        foreach (var row in body.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() < 3
                || row[0].GetDouble() is not (>= ChainBlock.GenesisSec and <= ChainBlock.MaxSec and var sec)
                || row[1].GetDouble() is not (>= 0 and <= ChainBlock.MaxHeight and var height)
                || row[2].GetDouble() is not (>= 1 and <= 1e24 and var difficulty))
            {
                throw new FeedFormatException("A retarget is not [time, height, difficulty, ratio].");
            }

            if (height % RetargetProjection.EpochBlocks == 0)
            {
                yield return ((long)sec * 1000, (int)height, difficulty);
            }
        }
    }

    private static MempoolReading? OrNull(MempoolReading reading) => reading == new MempoolReading(null, null, null, null, null) ? null : reading;
}
