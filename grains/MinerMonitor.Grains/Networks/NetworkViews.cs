using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Grains.Networks;

/// <summary>Derives what is shown and what the sector needs from what is known of the chain.</summary>
internal static class NetworkViews
{
    /// <summary>Fees of single blocks vary by a factor of ten; fewer than these say little about a mean.</summary>
    private const int LeastBlocksForFees = 6;

    private const long DayMs = 86_400_000;
    private const int FeeDays = 7;
    private const int BlocksPerDay = 144;
    private const double WindowTolerance = 0.1;
    private static readonly int[] s_windowDays = [1, 3, 7];

    public static NetworkView Of(string world, NetworkState state, NetworkPulse pulse, long nowMs, TimeSpan ageLimit)
    {
        var (reading, reason) = StateOf(state, nowMs, ageLimit);
        if (state.Tip is not { } tip)
        {
            return new NetworkView { World = world, AsOfMs = nowMs, State = reading, MissingReason = reason };
        }

        var fees = FeePerBlock(state, tip);

        var difficulty = DifficultyInForce(state);
        var start = tip.BlockHeight / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
        long? startMs = state.Times.TryGetValue(start, out var known) ? known : null;
        return new NetworkView
        {
            World = world,
            AsOfMs = nowMs,
            State = reading,
            MissingReason = reason,
            Origin = state.Origin,
            Source = state.Source,
            Tip = tip,
            Difficulty = difficulty,
            EpochStartHeight = start,
            EpochStartAtMs = startMs,
            LastRetargetChange = state.LastRetargetChange,
            SubsidyBtc = Subsidy.AtHeight(tip.BlockHeight + 1).Bitcoin,
            FeePerBlockBtc = fees.Btc,
            FeeSpan = fees.Span,
            SupplyBtc = Supply(state, tip).Btc,
            NextHalvingHeight = Subsidy.NextHalvingHeight(tip.BlockHeight),
            Hashrates = [.. s_windowDays.Select(days => Estimate(state, tip, days)).OfType<HashrateReading>()],
            Retarget = startMs is { } epochStartMs && difficulty is { } inForce
                ? RetargetForecast.From(RetargetProjection.At(epochStartMs, tip.BlockHeight, tip.AtMs), new Difficulty(inForce))
                : null,
            Blocks = [.. state.Recent.Select(block => new BlockReading(block, IntervalSec(state, block)))],
            Quote = state.Quote,
            LastQuote = state.LastQuote,
            FeeRates = pulse.FeeRates,
            Mempool = pulse.Mempool,
            ReportedHashrateEhs = pulse.HashrateEhs,
            ReportedRetargetChange = pulse.RetargetChange,
            Reorganisations = state.CountedSinceMs is { } sinceMs
                ? new ReorganisationCount(
                    state.Reorganisations, sinceMs, state.LastReorganisationAtMs, state.LastReorganisationAtMs is null ? null : state.LastReorganisationDepth)
                : null,
            RecentIntervalSec = state.Times.TryGetValue(tip.BlockHeight - BlocksPerDay, out var dayAgoMs) ? (tip.AtMs - dayAgoMs) / 1e3 / BlocksPerDay : null,
            HalvingAtMs = tip.AtMs + (long)((Subsidy.NextHalvingHeight(tip.BlockHeight) - tip.BlockHeight) * RetargetProjection.TargetIntervalSec * 1e3),
        };
    }

    /// <summary>What the sector needs; null before the first block.</summary>
    public static ChainReading? ReadingOf(NetworkState state)
    {
        if (state.Tip is not { } tip) return null;
        var start = tip.BlockHeight / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
        var (fee, feeAtMs, _) = FeePerBlock(state, tip);
        var (supply, derived) = Supply(state, tip);
        return new ChainReading
        {
            BlockHeight = tip.BlockHeight,
            BlockAtMs = tip.AtMs,
            HeardAtMs = state.HeardAtMs ?? tip.HeardAtMs,
            Difficulty = DifficultyInForce(state),
            DifficultyEpoch = state.DifficultyEpoch,
            EpochStartAtMs = state.Times.TryGetValue(start, out var startMs) ? startMs : null,
            FeePerBlockBtc = fee,
            FeeAtMs = feeAtMs,
            SupplyBtc = supply,
            SupplyDerived = derived,
            Origin = state.Origin ?? Origin.Measured,
            Source = state.Source ?? "push",
            Quote = state.Quote,
            LastQuote = state.LastQuote,
        };
    }

    public static (string State, string? Reason) StateOf(NetworkState state, long nowMs, TimeSpan ageLimit)
    {
        if (state.Tip is null)
            return (InputState.NeverConfigured, "No block was ever reported; start a chain feed or post to /api/v1/network/observations.");
        return nowMs - state.HeardAtMs > ageLimit.TotalMilliseconds
            ? (InputState.Stale, FormattableString.Invariant($"no new block for more than {ageLimit.TotalHours:0.#} h; the source '{state.Source}' is silent or hangs."))
            : (InputState.Live, null);
    }

    private static double? DifficultyInForce(NetworkState state) =>
        state.DifficultyEpoch >= state.Tip?.BlockHeight / RetargetProjection.EpochBlocks ? state.Difficulty : null;

    /// <summary>What a source said, or else the mean of the blocks of the last 7 days whose fees are known.</summary>
    private static (double? Btc, long? AtMs, KnownSpan? Span) FeePerBlock(NetworkState state, KnownBlock tip)
    {
        if (state.FeePerBlockBtc is { } observed) return (observed, state.FeeAtMs, null);
        var known = state.Fees.Where(fee => !state.Times.TryGetValue(fee.Key, out var atMs) || tip.AtMs - atMs <= FeeDays * DayMs).ToList();
        if (known.Count < LeastBlocksForFees) return (null, null, null);
        var sinceMs = known.Select(fee => state.Times.GetValueOrDefault(fee.Key, tip.AtMs)).Min();
        return (known.Average(fee => fee.Value), state.Times.GetValueOrDefault(known[^1].Key, tip.AtMs), new KnownSpan(known.Count, sinceMs));
    }

    private static (double Btc, bool Derived) Supply(NetworkState state, KnownBlock tip)
    {
        if (state is not { SupplyBtc: { } observed, SupplyHeight: { } height }) return (Subsidy.SupplyAt(tip.BlockHeight).Bitcoin, true);
        var since = Subsidy.SupplyAt(tip.BlockHeight).Value - Subsidy.SupplyAt(height).Value;
        return (observed + new Sats(since).Bitcoin, false);
    }

    /// <summary>Work of the blocks of a window over its time, by the difficulty of each epoch; null when either is not known.</summary>
    private static HashrateReading? Estimate(NetworkState state, KnownBlock tip, int days)
    {
        var fromMs = tip.AtMs - days * DayMs;
        var oldest = state.Times.Where(time => time.Key < tip.BlockHeight).OrderBy(time => Math.Abs(time.Value - fromMs)).FirstOrDefault();
        var span = tip.AtMs - oldest.Value;
        if (oldest.Value == 0 || Math.Abs(span / (double)(days * DayMs) - 1) > WindowTolerance) return null;

        // The blocks counted are those above the oldest: its own work was done before the window.
        var epochStart = tip.BlockHeight / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
        var ofThisEpoch = tip.BlockHeight - Math.Max(oldest.Key, epochStart - 1);
        var ofTheOneBefore = tip.BlockHeight - oldest.Key - ofThisEpoch;
        var epoch = tip.BlockHeight / RetargetProjection.EpochBlocks;
        if (DifficultyOf(state, epoch) is not { } now) return null;
        var before = DifficultyOf(state, epoch - 1);
        if (ofTheOneBefore > 0 && before is null) return null;
        var work = (ofThisEpoch * now + ofTheOneBefore * before.GetValueOrDefault()) * Difficulty.HashesPerUnit;
        var blocks = tip.BlockHeight - oldest.Key;
        return new HashrateReading(days, Hashrate.FromHashesPerSecond(work / (span / 1e3)).ExahashesPerSecond, HashrateNoise.SamplingError(blocks), new KnownSpan(blocks, oldest.Value));
    }

    private static double? DifficultyOf(NetworkState state, int epoch) =>
        state.EpochDifficulties.TryGetValue(epoch, out var known) ? known
        : state.DifficultyEpoch == epoch ? state.Difficulty
        : state.DifficultyEpoch == epoch + 1 ? state.PreviousDifficulty
        : null;

    private static double? IntervalSec(NetworkState state, KnownBlock block) =>
        block.BlockAtMs is { } atMs && state.Times.TryGetValue(block.BlockHeight - 1, out var beforeMs) ? (atMs - beforeMs) / 1e3 : null;
}
