namespace MinerMonitor.Model.Chain;

/// <summary>What the difficulty will change by if the epoch's mean block interval holds.</summary>
/// <remarks>
/// Consensus compares the time from the first to the last block of an epoch, which spans 2015 intervals and not 2016, with
/// 1,209,600 s. So at exactly 600 s a block the projection is 2016/2015 - 1 = +0.0496 %.
/// Source: specification of the stress model, 3.4.
/// </remarks>
[GenerateSerializer, Immutable, Alias("mm.chain.retarget-projection")]
public sealed record RetargetProjection
{
    public const int EpochBlocks = 2016;
    public const int MeasuredIntervals = EpochBlocks - 1;
    public const int TargetTimespanSec = 1_209_600;
    public const int MinTimespanSec = TargetTimespanSec / 4;
    public const int MaxTimespanSec = TargetTimespanSec * 4;
    public const double TargetIntervalSec = 600;
    public const double MinChange = -0.75;
    public const double MaxChange = 3;

    /// <summary>Difficulty epoch: height / 2016.</summary>
    [Id(0)] public required int Epoch { get; init; }

    /// <summary>Completed block intervals of the epoch, 0..2015.</summary>
    [Id(1)] public required int Intervals { get; init; }

    /// <summary>Mean block interval of the epoch in seconds; 600 where the epoch has none yet.</summary>
    [Id(2)] public required double MeanIntervalSec { get; init; }

    /// <summary>Projected change as a fraction, within [-0.75, 3].</summary>
    [Id(3)] public required double Change { get; init; }

    /// <summary>Expected time of the first block with the new difficulty.</summary>
    [Id(4)] public required long ExpectedAtMs { get; init; }

    /// <summary>The newest block's time, or the clock, that the projection stands on.</summary>
    [Id(5)] public required long AtMs { get; init; }

    /// <summary>Height of the first block with the new difficulty.</summary>
    public int RetargetHeight => (Epoch + 1) * EpochBlocks;

    /// <summary>Blocks up to and including the first one with the new difficulty, counted from the newest.</summary>
    public int RemainingBlocks => EpochBlocks - Intervals;

    /// <summary>Completed share of the epoch, 0..1.</summary>
    public double Progress => (double)Intervals / EpochBlocks;

    /// <summary>Projects the retarget from the epoch's first block and the newest one.</summary>
    /// <param name="epochStartMs">Time of the block at the last multiple of 2016 up to <paramref name="height"/>.</param>
    /// <param name="height">Height of the newest block.</param>
    /// <param name="atMs">Time of the newest block, or the clock.</param>
    public static RetargetProjection At(long epochStartMs, int height, long atMs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        var intervals = height % EpochBlocks;
        // Block times may run back by two hours and clocks may be skewed; an interval is never negative.
        var measurable = intervals > 0 && atMs > epochStartMs;
        var mean = measurable ? (atMs - epochStartMs) / 1e3 / intervals : TargetIntervalSec;
        var timespan = Math.Clamp(MeasuredIntervals * mean, MinTimespanSec, MaxTimespanSec);
        return new RetargetProjection
        {
            Epoch = height / EpochBlocks,
            Intervals = intervals,
            MeanIntervalSec = mean,
            Change = measurable ? TargetTimespanSec / timespan - 1 : 0,
            ExpectedAtMs = atMs + (long)Math.Round((EpochBlocks - intervals) * mean * 1e3),
            AtMs = atMs,
        };
    }
}
