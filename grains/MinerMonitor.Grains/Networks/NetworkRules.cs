using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Chain;

namespace MinerMonitor.Grains.Networks;

/// <summary>What an observation of the chain has to obey to be taken.</summary>
internal static class NetworkRules
{
    private const long GenesisMs = 1_231_006_505_000;
    private const long MaxBlockAheadMs = 2 * 3_600_000; // consensus: a header may be up to 2 h ahead of the network's time
    private const long MaxObservationAheadMs = 5 * 60_000;
    private const double MaxSupplyBtc = 21e6;
    private const double MaxFeesBtc = 1_000;
    private const double MaxDifficulty = 1e24;
    private const double MaxFeeRateSatVb = 1e6;
    private const double MaxHashrateEhs = 1e9;
    private const int MaxHeightJump = 2_016;
    private const int LongestEpochDays = 56;

    private static readonly string[] s_origins =
        [Origin.Measured, Origin.Article, Origin.Chain, Origin.Derived, Origin.Interpolated, Origin.Simulated];

    /// <summary>The first fault of an observation as stable code and sentence, or null.</summary>
    public static (string Code, string Reason)? FaultOf(NetworkObservation seen, NetworkState state, long nowMs)
    {
        var atMs = seen.AtMs ?? nowMs;
        if (atMs > nowMs + MaxObservationAheadMs)
            return ("future", $"atMs {atMs} lies more than 5 minutes ahead of the server's clock ({nowMs}); send Unix milliseconds, or leave it out for now.");
        if (seen.Source.Length is 0 or > 64 || seen.Source.Any(char.IsControl))
            return ("out_of_range", "source has 1 to 64 characters and no control characters.");
        if (!s_origins.Contains(seen.Origin))
            return ("out_of_range", $"origin '{seen.Origin}' is not one of {string.Join(", ", s_origins)}.");
        return SaysNothing(seen) ?? FaultOfHeights(seen, state, atMs) ?? FaultOfHashes(seen) ?? FaultOfTimes(seen, atMs) ?? FaultOfFigures(seen)
            ?? FaultOfQuote(seen, state, atMs);
    }

    /// <summary>Difficulty that an observation tells, from the number or from the compact target.</summary>
    public static double? DifficultyOf(NetworkObservation seen) => seen.Difficulty ?? (TryBits(seen.Bits, out var target) ? target.ToDifficulty().Value : null);

    private static (string, string)? SaysNothing(NetworkObservation seen) =>
        seen is
        {
            BlockHeight: null, Difficulty: null, Bits: null, EpochStartAtMs: null, FeePerBlockBtc: null, SupplyBtc: null, LastRetargetChange: null,
            QuotedRetargetChange: null, QuotedRetargetDate: null, FeeRates: null, Mempool: null, ReportedHashrateEhs: null, ReportedRetargetChange: null,
        }
            ? ("malformed", "The observation says nothing; send blockHeight, or difficulty, feePerBlockBtc, supplyBtc, epochStartAtMs or quotedRetargetChange.")
            : null;

    private static (string, string)? FaultOfHeights(NetworkObservation seen, NetworkState state, long atMs)
    {
        if (seen is { BlockHeight: null, EpochStartAtMs: not null, EpochStartHeight: null })
            return ("malformed", "epochStartAtMs without blockHeight needs epochStartHeight, a multiple of 2,016.");
        if (seen.EpochStartHeight is { } start && (start < 0 || start % RetargetProjection.EpochBlocks != 0))
            return ("out_of_range", $"epochStartHeight {start} is not a multiple of 2,016.");
        if (seen.BlockHeight is null && state.Tip is null && DifficultyOf(seen) is not null)
            return ("malformed", "The first difficulty of a world needs the blockHeight that it holds at.");
        if (seen.BlockHeight is null && (seen.BlockHash ?? seen.PreviousBlockHash) is not null)
            return ("malformed", "A block hash needs the blockHeight that it belongs to.");
        if (seen.BlockHeight is not { } height) return null;
        if (seen.EpochStartHeight is { } epochStart && height / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks != epochStart)
            return ("out_of_range", $"epochStartHeight {epochStart} does not belong to blockHeight {height}; leave it out, it follows from the height.");

        // The chain ran 4 % ahead of ten-minute blocks in its first 17 years; 10 % and an epoch leave room for any honest height.
        var plausible = (int)Math.Min(int.MaxValue / 2, Math.Max(0, (atMs - GenesisMs) / 600_000 * 1.1 + MaxHeightJump));
        if (height < 0 || height > plausible)
            return ("out_of_range", $"blockHeight {height} is impossible at that time (at most {plausible}); is the source on another chain?");
        if (state.Tip is { } tip && height > tip.BlockHeight + MaxHeightJump + 4 * Math.Max(0, atMs - tip.HeardAtMs) / 600_000)
            return ("out_of_range", $"blockHeight {height} lies too far above {tip.BlockHeight}, heard of at {tip.HeardAtMs}; is the source on another chain?");
        return null;
    }

    private static (string, string)? FaultOfHashes(NetworkObservation seen)
    {
        foreach (var hash in new[] { seen.BlockHash, seen.PreviousBlockHash })
        {
            if (hash is not null && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
                return ("malformed", "A block hash has 64 hex digits.");
        }

        if (seen.Bits is not null && !TryBits(seen.Bits, out _)) return ("malformed", $"bits '{seen.Bits}' is not a compact target of 8 hex digits.");
        return null;
    }

    private static (string, string)? FaultOfTimes(NetworkObservation seen, long atMs)
    {
        foreach (var (name, timeMs) in new[] { ("blockAtMs", seen.BlockAtMs), ("epochStartAtMs", seen.EpochStartAtMs) })
        {
            if (timeMs < GenesisMs) return ("out_of_range", $"{name} {timeMs} lies before the first block ({GenesisMs}); send milliseconds, not seconds.");
            if (timeMs > atMs + MaxBlockAheadMs) return ("future", $"{name} {timeMs} lies more than 2 hours ahead; send Unix milliseconds.");
        }

        return null;
    }

    private static (string, string)? FaultOfFigures(NetworkObservation seen)
    {
        if (Outside(seen.Difficulty, 1, MaxDifficulty)) return ("out_of_range", "difficulty is a finite number of 1 or more.");
        if (Outside(seen.FeesBtc, 0, MaxFeesBtc)) return ("out_of_range", "feesBtc lies between 0 and 1,000 BTC.");
        if (Outside(seen.FeePerBlockBtc, 0, MaxFeesBtc)) return ("out_of_range", "feePerBlockBtc lies between 0 and 1,000 BTC.");
        if (Outside(seen.SupplyBtc, 0, MaxSupplyBtc) || seen.SupplyBtc is 0) return ("out_of_range", "supplyBtc lies above 0 and at most at 21,000,000 BTC.");
        if (Outside(seen.LastRetargetChange, RetargetProjection.MinChange, RetargetProjection.MaxChange))
            return ("out_of_range", "lastRetargetChange is a fraction between -0.75 and 3 (-0.14 = -14 %).");
        if (Outside(seen.ReportedRetargetChange, RetargetProjection.MinChange, RetargetProjection.MaxChange))
            return ("out_of_range", "the reported change of the retarget is a fraction between -0.75 and 3.");
        if (Outside(seen.ReportedHashrateEhs, 0, MaxHashrateEhs) || seen.ReportedHashrateEhs is 0)
            return ("out_of_range", "the reported hashrate lies above 0 EH/s; a source that does not know it says nothing.");
        if (FaultOfPool(seen) is { } fault) return fault;
        // At the last block of an epoch the difficulty in force is already another one than the block's own target says.
        if (seen.Difficulty is { } difficulty && TryBits(seen.Bits, out var target)
            && (seen.BlockHeight + 1) % RetargetProjection.EpochBlocks != 0
            && Math.Abs(target.ToDifficulty().Value / difficulty - 1) > 0.001)
            return ("out_of_range", $"difficulty {difficulty} and bits {seen.Bits} contradict each other; send one of them.");
        return null;
    }

    private static (string, string)? FaultOfPool(NetworkObservation seen)
    {
        if (seen.FeeRates?.All.FirstOrDefault(rate => Outside(rate.SatVb, 0, MaxFeeRateSatVb)).Name is { } wrong)
            return ("out_of_range", $"{wrong} lies between 0 and 1,000,000 sat/vB.");
        return Outside(seen.Mempool?.MinimumSatVb, 0, MaxFeeRateSatVb)
            || seen.Mempool is { } pool && (pool.Transactions < 0 || pool.VBytes < 0 || pool.TotalFeesSats < 0 || pool.NextBlockFeesSats < 0)
                ? ("out_of_range", "figures of the memory pool are not negative.")
                : null;
    }

    private static (string, string)? FaultOfQuote(NetworkObservation seen, NetworkState state, long atMs)
    {
        if (seen.QuotedRetargetChange is not { } change)
            return seen.QuotedRetargetDate is null ? null : ("malformed", "quotedRetargetDate needs quotedRetargetChange, the change that was published.");
        if (!(change is >= RetargetProjection.MinChange and <= RetargetProjection.MaxChange))
            return ("out_of_range", "quotedRetargetChange is a fraction between -0.75 and 3 (-0.14 = -14 %).");
        if (seen != new NetworkObservation
        {
            AtMs = seen.AtMs, Source = seen.Source, Origin = seen.Origin, QuotedRetargetChange = change, QuotedRetargetDate = seen.QuotedRetargetDate,
        })
            return ("malformed", "A quoted forecast is an observation of its own; send what was seen of the chain in another one.");
        if (seen.Origin is Origin.Measured or Origin.Chain)
            return ("out_of_range", $"A forecast is not {seen.Origin}; leave origin out for article, or send derived or simulated.");
        if (state.Tip is not { } tip)
            return ("malformed", "A quoted forecast needs a chain that it is about; report a blockHeight first.");
        var start = tip.BlockHeight / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
        if (state.Times.TryGetValue(start, out var startMs) && atMs < startMs)
            return ("out_of_range", $"The quote of atMs {atMs} is about a retarget that came at {startMs}; only the coming one can be quoted.");
        return FaultOfQuotedDate(seen.QuotedRetargetDate, atMs);
    }

    private static (string, string)? FaultOfQuotedDate(string? text, long atMs)
    {
        if (text is null) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var date))
            return ("malformed", $"quotedRetargetDate '{text}' is not a date; write it as 2026-02-08.");

        // At a quarter of its hashrate, the least that consensus follows, an epoch takes 56 days.
        var today = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs).UtcDateTime);
        return date < today || date > today.AddDays(LongestEpochDays)
            ? ("out_of_range", $"quotedRetargetDate {text} does not lie within {LongestEpochDays} days after the quote of {today:yyyy-MM-dd}.")
            : null;
    }

    private static bool Outside(double? value, double least, double most) => value is { } number && !(number >= least && number <= most);

    private static bool TryBits(string? text, out CompactTarget target)
    {
        target = default;
        if (text is not { Length: 8 } || !uint.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var bits)) return false;
        target = new CompactTarget(bits);
        return target.IsValid;
    }
}
