using System.Globalization;
using MinerMonitor.Model.Chain;

namespace MinerMonitor.Grains.Networks;

/// <summary>Keeps the newest published forecast of the coming retarget, and the one of the retarget before beside what came of it.</summary>
internal static class RetargetQuotes
{
    /// <summary>Takes a valid quote; true when it told something new. One that is older than the known one tells nothing.</summary>
    public static bool Keep(NetworkState state, NetworkObservation seen, long quotedAtMs)
    {
        if (seen.QuotedRetargetChange is not { } change || state.Tip is not { } tip) return false;
        var quote = new RetargetQuote
        {
            RetargetHeight = EpochStart(tip.BlockHeight) + RetargetProjection.EpochBlocks,
            Change = change,
            ExpectedDate = seen.QuotedRetargetDate is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            QuotedAtMs = quotedAtMs,
            Source = seen.Source,
            Origin = seen.Origin,
            ForecastChange = state.Times.TryGetValue(EpochStart(tip.BlockHeight), out var startMs)
                ? RetargetProjection.At(startMs, tip.BlockHeight, tip.AtMs).Change
                : null,
        };
        if (state.Quote is { } known && (known.QuotedAtMs > quotedAtMs || SaysTheSame(known, quote))) return false;
        state.Quote = quote;
        return true;
    }

    /// <summary>Brings the quotes up to where the chain stands: a retarget that came makes the coming quote the last one, a reorganisation takes that back.</summary>
    public static bool Settle(NetworkState state)
    {
        var (quote, last) = (state.Quote, state.LastQuote);
        var height = Math.Max(EpochStart(state.Tip?.BlockHeight ?? 0), state.DifficultyEpoch * RetargetProjection.EpochBlocks);
        if (state.LastQuote is { } undone && undone.RetargetHeight > height)
        {
            (state.Quote, state.LastQuote) = (state.Quote ?? undone with { ActualChange = null }, null);
        }

        if (state.Quote is { } due && due.RetargetHeight <= height) (state.Quote, state.LastQuote) = (null, due);
        if (state.LastQuote?.RetargetHeight < height) state.LastQuote = null;
        if (state.LastQuote is { } came && state.DifficultyEpoch * RetargetProjection.EpochBlocks == came.RetargetHeight)
        {
            state.LastQuote = came with { ActualChange = state.LastRetargetChange };
        }

        return quote != state.Quote || last != state.LastQuote;
    }

    private static bool SaysTheSame(RetargetQuote known, RetargetQuote quote) =>
        known == quote with { QuotedAtMs = known.QuotedAtMs, ForecastChange = known.ForecastChange };

    private static int EpochStart(int height) => height / RetargetProjection.EpochBlocks * RetargetProjection.EpochBlocks;
}
