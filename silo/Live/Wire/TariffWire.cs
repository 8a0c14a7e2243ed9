using MinerMonitor.Model.Economics;
using Public = MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public forms of tariffs that move.</summary>
internal static class TariffWire
{
    /// <summary>Days of a week as they are written, from Monday: the bits of <see cref="TariffDays"/>.</summary>
    public static IReadOnlyList<string> Days { get; } = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>Bands.</summary>
    public static Public.TimeOfUseTariff? Of(TimeOfUseTariff? tariff) => tariff is null ? null : new()
    {
        TimeZone = tariff.TimeZone,
        Bands = [.. tariff.Bands.Select(Of)],
        OtherwiseUsdKwh = tariff.OtherwiseUsdKwh,
    };

    /// <summary>An index.</summary>
    public static Public.IndexedTariff? Of(IndexedTariff? tariff) => tariff is null ? null : new()
    {
        Market = tariff.Market,
        Zone = tariff.Zone,
        Multiplier = tariff.Multiplier,
        AdderUsdKwh = tariff.AdderUsdKwh,
        FloorUsdKwh = tariff.FloorUsdKwh,
        CapUsdKwh = tariff.CapUsdKwh,
        MaxAgeSec = tariff.MaxAge.TotalSeconds,
        FallbackUsdKwh = tariff.FallbackUsdKwh,
        FallbackForSec = tariff.FallbackFor?.TotalSeconds,
    };

    /// <summary>A price of the moment.</summary>
    public static Public.TariffNow? Of(TariffQuote? quote) => quote is null ? null : new()
    {
        UsdKwh = quote.UsdKwh,
        Source = quote.Source.ToString().ToLowerInvariant(),
        Band = quote.Band,
        UntilMs = quote.UntilMs,
        MarketUsdMwh = quote.MarketUsdMwh,
        MarketAtMs = quote.MarketAtMs,
        Reason = quote.Reason,
    };

    private static Public.TariffBand Of(TariffBand band) => new()
    {
        Name = band.Name.Length == 0 ? null : band.Name,
        Days = band.Days == TariffDays.Daily ? null : [.. Days.Where((_, day) => ((int)band.Days & (1 << day)) != 0)],
        From = TimeOfUseTariff.Clock(band.FromMinute),
        To = TimeOfUseTariff.Clock(band.ToMinute),
        UsdKwh = band.UsdKwh,
    };
}
