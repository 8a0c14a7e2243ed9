using System.Collections.Concurrent;
using System.Globalization;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A block of a stub's chain.</summary>
/// <param name="Height">Height.</param>
/// <param name="Hash">Hash, 64 hex digits.</param>
/// <param name="PreviousHash">Hash of the block before it.</param>
/// <param name="AtSec">Header time, Unix seconds.</param>
/// <param name="Bits">Compact target.</param>
/// <param name="FeesSats">Fees, satoshi.</param>
public sealed record StubBlock(int Height, string Hash, string PreviousHash, long AtSec, uint Bits, long FeesSats);

/// <summary>A Bitcoin chain that stubs serve: blocks of any height, ten minutes apart, and new ones as a test wants them. Thread-safe.</summary>
/// <param name="tipHeight">Height of the newest block at first.</param>
/// <param name="tipAt">Its time.</param>
public sealed class StubChain(int tipHeight, DateTimeOffset tipAt)
{
    /// <summary>Target of even epochs; odd ones have <see cref="OddBits"/>.</summary>
    public const uint EvenBits = 0x1701fca1;

    /// <summary>Target of odd epochs.</summary>
    public const uint OddBits = 0x170201b1;

    private readonly ConcurrentDictionary<int, StubBlock> _changed = [];
    private readonly int _firstHeight = tipHeight;
    private int _branches;

    /// <summary>Blocks of an epoch.</summary>
    public const int EpochBlocks = 2016;

    /// <summary>Height of the newest block.</summary>
    public int Height { get; private set; } = tipHeight;

    /// <summary>The newest block.</summary>
    public StubBlock Tip => At(Height)!;

    /// <summary>First height of the tip's epoch.</summary>
    public int EpochStart => Height / EpochBlocks * EpochBlocks;

    /// <summary>Target of a height.</summary>
    public static uint BitsAt(int height) => height / EpochBlocks % 2 == 0 ? EvenBits : OddBits;

    /// <summary>Difficulty of a target.</summary>
    public static double DifficultyOf(uint bits) => 0xffff / (double)(bits & 0xffffff) * Math.Pow(256, 0x1d - (int)(bits >> 24));

    /// <summary>The block of a height; null above the tip.</summary>
    public StubBlock? At(int height) => height > Height || height < 0 ? null : _changed.TryGetValue(height, out var block) ? block : Original(height);

    /// <summary>The block of a hash; null when there is none among the newest 5,000.</summary>
    public StubBlock? Find(string hash) => Enumerable.Range(0, 5_000).Select(depth => At(Height - depth)).FirstOrDefault(block => block?.Hash == hash);

    /// <summary>A new block.</summary>
    /// <param name="afterSec">Seconds after the one before.</param>
    public StubBlock Mine(int afterSec = 600)
    {
        var tip = Tip;
        var block = new StubBlock(Height + 1, HashOf(Height + 1, _branches), tip.Hash, tip.AtSec + afterSec, BitsAt(Height + 1), FeesAt(Height + 1));
        _changed[block.Height] = block;
        Height = block.Height;
        return block;
    }

    /// <summary>Replaces the newest blocks by as many others; the height stays.</summary>
    public void Reorganise(int depth)
    {
        _branches++;
        for (var height = Height - depth + 1; height <= Height; height++)
        {
            _changed[height] = At(height)! with { Hash = HashOf(height, _branches), PreviousHash = At(height - 1)!.Hash };
        }
    }

    private static string HashOf(int height, int branch) => branch.ToString("x8", CultureInfo.InvariantCulture).PadLeft(48, '0') + height.ToString("x16", CultureInfo.InvariantCulture);

    private static long FeesAt(int height) => 1_000_000 + (height % 500 * 1_000);

    private StubBlock Original(int height) => new(
        height, HashOf(height, 0), HashOf(height - 1, 0), tipAt.ToUnixTimeSeconds() - ((_firstHeight - height) * 600L), BitsAt(height), FeesAt(height));
}
