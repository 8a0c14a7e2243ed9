namespace MinerMonitor.Model.Pulse;

/// <summary>Which miners of a fleet somebody wants.</summary>
/// <param name="State">State, or null for any.</param>
/// <param name="Site">Site, or null for any.</param>
/// <param name="UnderWater">True: losing money at <paramref name="HashpriceUsdPhDay"/>; false: not; null: either.</param>
/// <param name="HashpriceUsdPhDay">Hashprice that margins are taken at, USD per PH/s and day; null: not known, so no miner has one.</param>
/// <param name="Text">Part of the id or model, without regard to case; or null.</param>
/// <param name="Model">Model, or null for any; empty: those that do not say.</param>
/// <param name="MinMarginUsdPhDay">Lowest margin, USD per PH/s and day; or null.</param>
/// <param name="MaxMarginUsdPhDay">Highest margin, USD per PH/s and day; or null.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.query")]
public sealed record MinerQuery(
    [property: Id(0)] MinerState? State = null,
    [property: Id(1)] string? Site = null,
    [property: Id(2)] bool? UnderWater = null,
    [property: Id(3)] double? HashpriceUsdPhDay = null,
    [property: Id(4)] string? Text = null,
    [property: Id(5)] string? Model = null,
    [property: Id(6)] double? MinMarginUsdPhDay = null,
    [property: Id(7)] double? MaxMarginUsdPhDay = null)
{
    /// <summary>True when the margin decides: a miner whose margin is not known is not wanted then.</summary>
    public bool AsksForMargin => UnderWater is not null || MinMarginUsdPhDay is not null || MaxMarginUsdPhDay is not null;

    /// <summary>True when a miner with this margin, USD per PH/s and day, is wanted.</summary>
    public bool WantsMargin(double marginUsdPhDay) =>
        (UnderWater is null || marginUsdPhDay < 0 == UnderWater)
        && (MinMarginUsdPhDay is null || marginUsdPhDay >= MinMarginUsdPhDay)
        && (MaxMarginUsdPhDay is null || marginUsdPhDay <= MaxMarginUsdPhDay);
}

/// <summary>What a list of miners is sorted by. Part of cursors: never renumber.</summary>
public enum MinerSort : byte
{
    /// <summary>The place in the fleet: roughly the order in which miners were first heard of.</summary>
    Place = 0,

    /// <summary>Id, by its UTF-8.</summary>
    Miner = 1,

    /// <summary>Site, by its UTF-8.</summary>
    Site = 2,

    /// <summary>Model, by its UTF-8.</summary>
    Model = 3,

    /// <summary>State, in the order of <see cref="MinerState"/>: the gravest first.</summary>
    State = 4,

    /// <summary>Last hashrate.</summary>
    Hashrate = 5,

    /// <summary>Last power.</summary>
    Power = 6,

    /// <summary>Efficiency.</summary>
    Efficiency = 7,

    /// <summary>Hottest chip.</summary>
    ChipTemperature = 8,

    /// <summary>Break-even hashprice.</summary>
    BreakEven = 9,

    /// <summary>Margin.</summary>
    Margin = 10,

    /// <summary>When the last sample was received.</summary>
    Heard = 11,
}

/// <summary>Order of a list. What is not known comes last in both directions; equals come in the order of their places.</summary>
/// <param name="Sort">What it is sorted by.</param>
/// <param name="Descending">True: highest first.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.order")]
public readonly record struct MinerOrder([property: Id(0)] MinerSort Sort, [property: Id(1)] bool Descending);

/// <summary>Where a miner stands in a list: what it is sorted by, then its place.</summary>
/// <param name="Number">What it is sorted by, so that smaller comes first (with the sign turned in a descending order); infinite: not known.</param>
/// <param name="Text">UTF-8 that it is sorted by, where that is a text.</param>
/// <param name="Slot">Slot in its shard.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.hit")]
public readonly record struct MinerHit([property: Id(0)] double Number, [property: Id(1)] byte[]? Text, [property: Id(2)] ushort Slot)
{
    /// <summary>Compares what two miners are sorted by, without regard to their places.</summary>
    public int CompareKey(in MinerHit other, bool descending)
    {
        var byNumber = Number.CompareTo(other.Number);
        if (byNumber != 0 || Text is null || other.Text is null)
        {
            return byNumber;
        }

        var byText = Text.AsSpan().SequenceCompareTo(other.Text);
        return descending ? -byText : byText;
    }
}

/// <summary>Miners of one shard that a query wants.</summary>
/// <param name="Total">All of them, those before the cursor too.</param>
/// <param name="First">The first ones behind the cursor, in order.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.hits")]
public sealed record MinerHits([property: Id(0)] int Total, [property: Id(1)] MinerHit[] First);
