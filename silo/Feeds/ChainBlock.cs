using System.Globalization;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Silo.Feeds;

/// <summary>A block as a source tells it.</summary>
/// <param name="Height">Height.</param>
/// <param name="Hash">Hash.</param>
/// <param name="PreviousHash">Hash of the block before it, where it is said.</param>
/// <param name="AtMs">Header time, Unix milliseconds.</param>
/// <param name="Target">Its compact target.</param>
/// <param name="FeesSats">Fees, satoshi; null where the source does not say them.</param>
internal sealed record ChainBlock(int Height, string Hash, string? PreviousHash, long AtMs, CompactTarget Target, long? FeesSats)
{
    /// <summary>Greatest height that is taken: centuries away.</summary>
    public const int MaxHeight = 50_000_000;

    /// <summary>First block, Unix seconds.</summary>
    public const long GenesisSec = 1_231_006_505;

    /// <summary>Latest time that is taken, Unix seconds: a time in milliseconds lies beyond it.</summary>
    public const long MaxSec = 7_000_000_000;

    /// <summary>Most fees of a block, satoshi: 1,000 BTC.</summary>
    public const long MaxFeesSats = 1_000 * Sats.PerBitcoin;

    /// <summary>A compact target that a block can have.</summary>
    /// <exception cref="FeedFormatException">It is none.</exception>
    public static CompactTarget TargetOf(uint bits)
    {
        var target = new CompactTarget(bits);
        return target.IsValid && target.ToDifficulty().Value is >= 1 and <= 1e24 ? target : throw new FeedFormatException($"bits {bits:x8} is no target of a block.");
    }

    /// <summary>What the network is told of the block.</summary>
    /// <param name="source">Who says so.</param>
    /// <param name="rank">Rank of the feed.</param>
    public NetworkObservation ToObservation(string source, int rank) => new()
    {
        BlockHeight = Height,
        BlockHash = Hash,
        PreviousBlockHash = PreviousHash,
        BlockAtMs = AtMs,
        Bits = Target.Bits.ToString("x8", CultureInfo.InvariantCulture),
        FeesBtc = FeesSats / (double)Sats.PerBitcoin,
        Source = source,
        Rank = rank,
    };
}
