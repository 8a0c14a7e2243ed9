using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Model.Chain;

namespace MinerMonitor.Model.Stress.History;

/// <summary>What a mark or band on a chart of time is about.</summary>
[GenerateSerializer, Alias("mm.history.annotation-kind")]
public enum AnnotationKind
{
    Unknown = 0,

    /// <summary>A regime from its first to its last day: a band.</summary>
    Regime = 1,

    /// <summary>The difficulty changed.</summary>
    Retarget = 2,

    /// <summary>The subsidy was halved.</summary>
    Halving = 3,

    /// <summary>The price broke the support.</summary>
    SupportBroken = 4,

    /// <summary>The flow of ETFs changed its sign.</summary>
    EtfReversal = 5,
}

/// <summary>Something that happened and belongs on every chart of its time.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="AtMs">When, or when it began, Unix milliseconds.</param>
/// <param name="EndMs">When it ended; null for a moment, and for what lasts.</param>
/// <param name="Subject">What it is about: a regime, a height, a date.</param>
/// <param name="Value">Its figure: stress of the day (regime), change as a fraction (retarget), subsidy in BTC (halving), level in USD (support), million USD (ETF).</param>
/// <param name="Daily">True when it is known by closed days only, false when it was seen as it happened.</param>
/// <param name="Estimated">True when the time is an estimate.</param>
[GenerateSerializer, Immutable, Alias("mm.history.annotation")]
public sealed record Annotation(
    [property: Id(0)] AnnotationKind Kind,
    [property: Id(1)] long AtMs,
    [property: Id(2)] long? EndMs,
    [property: Id(3)] string Subject,
    [property: Id(4)] double? Value,
    [property: Id(5)] bool Daily,
    [property: Id(6)] bool Estimated);

/// <summary>Finds in a daily history what belongs on charts of its time.</summary>
/// <remarks>
/// Regimes are those of the back-test: judged at each close, with dwell times, cold on <see cref="DailyModel.Start"/>. A support break of
/// the closes is the first close below the level by the break margin after one at or above it, since a break needs minutes below and a close is all
/// that a day leaves. An ETF reversal is a report whose sign differs from the last one that was not zero.
/// </remarks>
public static class Annotations
{
    /// <summary>All of them, oldest first by kind.</summary>
    /// <param name="days">Every day of the history with its regime, as <see cref="DailyModel.Run"/> gives them.</param>
    /// <param name="history">The history.</param>
    public static ImmutableArray<Annotation> Of(IReadOnlyList<DailyEvaluation> days, DailyHistory history) =>
    [
        .. Regimes(days),
        .. Retargets(history),
        .. Halvings(history),
        .. SupportBreaks(days, history.Options.Support.BreakMargin),
        .. Reversals(history.EtfFlows.Select(flow => (flow.Date, flow.NetFlowUsdM))),
    ];

    /// <summary>Reports whose sign differs from the last one that was not zero.</summary>
    /// <param name="flows">Net flow by trading day, million USD, oldest first.</param>
    public static IEnumerable<Annotation> Reversals(IEnumerable<(DateOnly Date, double NetFlowUsdM)> flows)
    {
        var sign = 0;
        foreach (var (date, flow) in flows)
        {
            var own = Math.Sign(flow);
            if (own == 0) continue;
            if (sign * own < 0)
            {
                yield return new Annotation(
                    AnnotationKind.EtfReversal, UtcDay.StartMs(date), null, FormattableString.Invariant($"{date:yyyy-MM-dd}"), flow, true, false);
            }

            sign = own;
        }
    }

    private static IEnumerable<Annotation> Regimes(IReadOnlyList<DailyEvaluation> days)
    {
        DailyEvaluation? first = null;
        foreach (var day in days)
        {
            if (day.Regime.Regime == (first?.Regime.Regime ?? Regime.Unknown)) continue;
            if (first is not null) yield return Band(first, day.Sector.AtMs);
            first = day;
        }

        if (first is not null) yield return Band(first, null);

        static Annotation Band(DailyEvaluation first, long? endMs) => new(
            AnnotationKind.Regime, first.Sector.AtMs, endMs, first.Regime.Regime.Name(), first.Sector.Stress.Index, true, false);
    }

    private static IEnumerable<Annotation> Retargets(DailyHistory history) => history.Epochs
        .Where(epoch => epoch.ChangePct is not null)
        .Select(epoch => new Annotation(
            AnnotationKind.Retarget, epoch.StartMs, null, Text(epoch.Height), epoch.ChangePct / 100, false, epoch.StartSource == "estimated"));

    /// <remarks>The block's own time is not in the tables: it lies between two closes, and the height goes nearly straight from one to the other.</remarks>
    private static IEnumerable<Annotation> Halvings(DailyHistory history)
    {
        DailyRow? before = null;
        foreach (var row in history.Rows.Where(row => row.HeightEod is not null))
        {
            if (before?.HeightEod is { } low && row.HeightEod is { } high && Subsidy.HalvingsAt(high) > Subsidy.HalvingsAt(low))
            {
                var height = Subsidy.NextHalvingHeight(low);
                var (fromMs, toMs) = (UtcDay.CloseMs(before.Date), UtcDay.CloseMs(row.Date));
                var atMs = fromMs + (long)((toMs - fromMs) * ((double)(height - low) / (high - low)));
                yield return new Annotation(AnnotationKind.Halving, atMs, null, Text(height), Subsidy.AtHeight(height).Bitcoin, true, true);
            }

            before = row;
        }
    }

    private static IEnumerable<Annotation> SupportBreaks(IReadOnlyList<DailyEvaluation> days, double margin)
    {
        var below = false;
        foreach (var day in days)
        {
            if (day.Sector is not { PriceUsd: { } price, SupportUsd: { } level }) continue;
            if (price >= level) below = false;
            if (below || price > level * (1 - margin)) continue;
            below = true;
            yield return new Annotation(
                AnnotationKind.SupportBroken, day.Sector.AtMs, null, FormattableString.Invariant($"{level:0} USD"), level, true, false);
        }
    }

    private static string Text(int height) => height.ToString(CultureInfo.InvariantCulture);
}
