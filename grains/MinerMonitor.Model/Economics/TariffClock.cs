using System.Globalization;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Model.Economics;

/// <summary>The price of one tariff that moves, from moment to moment. The same moments and market prices give the same prices.</summary>
/// <remarks>
/// Each change re-prices every miner of a site, so a market's price is followed with a step and a pace: at once when it becomes known or
/// unknown, else when it moved the tariff by <see cref="StepUsdKwh"/> or more and the last move is <see cref="HoldMs"/> ago. The price
/// therefore never lies a step away from the market's for longer than that.
/// </remarks>
public sealed class TariffClock(TariffSchedule schedule)
{
    /// <summary>The least move of a market that is followed, USD per kWh: 0.1 USD/MWh, or 5 cents of break-even per PH/s and day at 20 J/TH.</summary>
    public const double StepUsdKwh = 0.0001;

    /// <summary>Time between two moves that are followed, milliseconds.</summary>
    public const long HoldMs = 60_000;

    private readonly TariffCalendar? _calendar = schedule.TimeOfUse is { } bands ? TariffCalendar.Of(bands) : null;
    private long _movedAtMs;

    /// <summary>The schedule.</summary>
    public TariffSchedule Schedule => schedule;

    /// <summary>The price now; null before the first look.</summary>
    public TariffQuote? Quote { get; private set; }

    /// <summary>When to look again though no market moved, Unix milliseconds; <see cref="long.MaxValue"/>: never.</summary>
    public long NextLookMs { get; private set; }

    /// <summary>Moves the time on.</summary>
    /// <param name="nowMs">World time.</param>
    /// <param name="market">Newest price of the zone; null: none is known.</param>
    /// <param name="missingReason">Why none is known.</param>
    /// <returns>True when the price changed.</returns>
    public bool AdvanceTo(long nowMs, ZonePrice? market = null, string? missingReason = null)
    {
        var quote = schedule.Indexed is { } indexed ? FromMarket(indexed, nowMs, market, missingReason) : FromBands(nowMs);
        NextLookMs = quote.UntilMs ?? long.MaxValue;
        var held = Quote;
        if (held is { Source: TariffSource.Market } && quote.Source == TariffSource.Market && quote.UsdKwh != held.UsdKwh)
        {
            if (Math.Abs(quote.UsdKwh!.Value - held.UsdKwh!.Value) < StepUsdKwh * (1 - 1e-9))
            {
                quote = quote with { UsdKwh = held.UsdKwh };
            }
            else if (nowMs - _movedAtMs is >= 0 and < HoldMs)
            {
                quote = quote with { UsdKwh = held.UsdKwh };
                NextLookMs = Math.Min(NextLookMs, _movedAtMs + HoldMs);
            }
        }

        Quote = quote;
        if (held is not null && held.UsdKwh == quote.UsdKwh)
        {
            return false;
        }

        _movedAtMs = nowMs;
        return true;
    }

    private TariffQuote FromBands(long nowMs)
    {
        if (_calendar is null)
        {
            return new TariffQuote(
                null, TariffSource.None, null, null, null, null,
                $"This server does not know the time zone '{schedule.TimeOfUse?.TimeZone}': install its time zone data, or set the contract anew.");
        }

        return new TariffQuote(_calendar.UsdKwhAt(nowMs), TariffSource.Band, _calendar.BandAt(nowMs)?.Title, _calendar.NextChangeMs(nowMs), null, null, null);
    }

    private TariffQuote FromMarket(IndexedTariff indexed, long nowMs, ZonePrice? market, string? missingReason)
    {
        var maxAgeMs = (long)indexed.MaxAge.TotalMilliseconds;
        if (market is not null && nowMs - market.AtMs <= maxAgeMs)
        {
            return new TariffQuote(
                indexed.UsdKwhAt(market.PriceUsdMwh), TariffSource.Market, null, market.AtMs + maxAgeMs + 1, market.PriceUsdMwh, market.AtMs, null);
        }

        var lostAtMs = market is null ? schedule.SetAtMs : market.AtMs + maxAgeMs;
        var why = market is null
            ? missingReason ?? $"The market {indexed.Market} has no price of {indexed.Zone}."
            : $"The price of {indexed.Zone} is older than {Say(indexed.MaxAge)}.";
        if (indexed.FallbackUsdKwh is not { } fallback)
        {
            return new TariffQuote(
                null, TariffSource.None, null, null, market?.PriceUsdMwh, market?.AtMs, $"{why} Feed the market, or give the contract a fallbackUsdKwh.");
        }

        var untilMs = indexed.FallbackFor is { } span ? lostAtMs + (long)span.TotalMilliseconds : (long?)null;
        return nowMs > untilMs
            ? new TariffQuote(
                null, TariffSource.None, null, null, market?.PriceUsdMwh, market?.AtMs,
                $"{why} The fallback stood in for {Say(indexed.FallbackFor!.Value)}, as long as it may. Feed the market, or set the contract anew.")
            : new TariffQuote(fallback, TariffSource.Fallback, null, untilMs + 1, market?.PriceUsdMwh, market?.AtMs, $"{why} The fallback stands in.");
    }

    private static string Say(TimeSpan span) => span.TotalMinutes < 120
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h");
}
