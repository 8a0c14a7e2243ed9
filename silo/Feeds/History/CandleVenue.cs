using System.Text.Json;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>One day at a venue.</summary>
/// <param name="StartSec">00:00 UTC, Unix seconds.</param>
/// <param name="Low">Lowest price, in the quote currency.</param>
/// <param name="High">Highest price.</param>
/// <param name="Close">Last price.</param>
/// <param name="VolumeBtc">BTC traded; without any the close is no price of that day.</param>
internal readonly record struct Candle(long StartSec, double Low, double High, double Close, double VolumeBtc);

/// <summary>A venue's daily candles: what to ask and how to read the answer.</summary>
/// <param name="Name">Venue, as sources of days name it.</param>
/// <param name="IsUsd">False where the price is in USDT: such a venue counts only where none in USD has the day.</param>
/// <param name="FirstDay">First day that it can have.</param>
/// <param name="NewestDays">It has only so many of the newest days; null: all.</param>
/// <param name="Request">Address for the days from one to another, at most <see cref="MaxDays"/>.</param>
/// <param name="Read">Candles of an answer, in any order.</param>
/// <param name="ReadOne">Reads one of them.</param>
internal sealed record CandleVenue(
    string Name,
    bool IsUsd,
    DateOnly FirstDay,
    int? NewestDays,
    Func<DateOnly, DateOnly, Uri> Request,
    Func<JsonElement, IEnumerable<JsonElement>> Read,
    Func<JsonElement, Candle> ReadOne)
{
    /// <summary>Days of one request: what the least of the venues gives.</summary>
    public const int MaxDays = 300;

    /// <summary>True when it may have any of the days.</summary>
    public bool Covers(DateOnly from, DateOnly to, DateOnly today) => to >= FirstDay && (NewestDays is not { } newest || to >= today.AddDays(-newest + 1));
}
