namespace MinerMonitor.Model.Markets;

/// <summary>The largest single event of a window that moves.</summary>
[GenerateSerializer, Alias("mm.market.largest-liquidations")]
public sealed class LargestLiquidations
{
    private const long MinuteMs = 60_000;

    // By time, each larger than every later one: what is smaller than a later one can never be the largest again.
    [Id(0)] private readonly List<Liquidation> _events = [];

    /// <summary>Takes an event, in any order of time.</summary>
    public void Add(Liquidation seen)
    {
        var after = _events.FindIndex(known => Minute(known) > Minute(seen));
        after = after < 0 ? _events.Count : after;
        if (after < _events.Count && _events[after].NotionalUsd >= seen.NotionalUsd)
        {
            return;
        }

        var first = after;
        while (first > 0 && _events[first - 1].NotionalUsd < seen.NotionalUsd)
        {
            first--;
        }

        if (first > 0 && Minute(_events[first - 1]) == Minute(seen))
        {
            return; // one a minute: the window moves by minutes
        }

        _events.RemoveRange(first, after - first);
        _events.Insert(first, seen);
    }

    /// <summary>The largest one after a minute, up to and with another; null when there is none.</summary>
    public Liquidation? At(long afterMinute, long lastMinute) =>
        _events.Find(seen => Minute(seen) > afterMinute && Minute(seen) <= lastMinute);

    /// <summary>Forgets what lies in a minute or before it.</summary>
    public void ForgetUntil(long minute) => _events.RemoveAll(seen => Minute(seen) <= minute);

    private static long Minute(Liquidation seen) => seen.AtMs / MinuteMs;
}

/// <summary>One position closed by force.</summary>
/// <param name="Venue">Venue.</param>
/// <param name="Side">Liquidated side.</param>
/// <param name="Coin">Base coin; null when it was not said.</param>
/// <param name="NotionalUsd">Size, USD.</param>
/// <param name="AtMs">Time of the event, Unix milliseconds.</param>
[GenerateSerializer, Immutable, Alias("mm.market.liquidation")]
public sealed record Liquidation(
    [property: Id(0)] string Venue,
    [property: Id(1)] LiquidatedSide Side,
    [property: Id(2)] string? Coin,
    [property: Id(3)] double NotionalUsd,
    [property: Id(4)] long AtMs);

/// <summary>Which position was closed by force.</summary>
public enum LiquidatedSide
{
    /// <summary>A long: its holder had to sell.</summary>
    Long = 0,

    /// <summary>A short: its holder had to buy.</summary>
    Short = 1,
}
