namespace MinerMonitor.Protocol.Sectors;

/// <summary>Kinds of <see cref="ChartAnnotation"/>.</summary>
public static class AnnotationKinds
{
    /// <summary>A regime from its beginning to its end: a band.</summary>
    public const string Regime = "regime";

    /// <summary>The difficulty changed.</summary>
    public const string Retarget = "retarget";

    /// <summary>The subsidy was halved.</summary>
    public const string Halving = "halving";

    /// <summary>The price broke the support.</summary>
    public const string SupportBroken = "support-broken";

    /// <summary>The flow of ETFs changed its sign.</summary>
    public const string EtfReversal = "etf-reversal";
}

/// <summary>What belongs on every chart of its time, as a band or a mark. Items of <c>GET /api/v1/annotations</c>.</summary>
public sealed record ChartAnnotation
{
    /// <summary>One of <see cref="AnnotationKinds"/>; unknown kinds may be ignored.</summary>
    public required string Kind { get; init; }

    /// <summary>When it happened or began, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>When it ended, Unix milliseconds; absent for a moment, and for a regime that lasts.</summary>
    public long? EndMs { get; init; }

    /// <summary>What it is about: the regime, a block height, a level, a date.</summary>
    public required string Subject { get; init; }

    /// <summary>Its figure: stress (regime), change as a fraction (retarget), subsidy in BTC (halving), level in USD (support), million USD (ETF).</summary>
    public double? Value { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Text { get; init; }

    /// <summary>True when only closed days tell of it: it happened within the day, not at its stroke.</summary>
    public bool Daily { get; init; }

    /// <summary>True when the time is an estimate.</summary>
    public bool Estimated { get; init; }
}
