namespace MinerMonitor.Model.Economics;

/// <summary>A tariff that moves: exactly one of its kinds is there. A fixed one is a number and needs no schedule.</summary>
/// <param name="TimeOfUse">Bands by weekday and hour.</param>
/// <param name="Indexed">Indexed to an energy market.</param>
/// <param name="SetAtMs">When the contract was made, Unix milliseconds: a fallback counts from here while the market never told a price.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.tariff-schedule")]
public sealed record TariffSchedule(
    [property: Id(0)] TimeOfUseTariff? TimeOfUse,
    [property: Id(1)] IndexedTariff? Indexed,
    [property: Id(2)] long SetAtMs)
{
    internal const string PriceRule = "is in USD per kWh, between -10 and 10 (30 USD/MWh is 0.03).";

    internal static bool IsPrice(double usdKwh) => usdKwh is > -10 and < 10;
}

/// <summary>Where the price of a tariff that moves comes from now.</summary>
public enum TariffSource
{
    /// <summary>There is none now; the reason says why.</summary>
    None = 0,

    /// <summary>A band, or the price of all other hours.</summary>
    Band = 1,

    /// <summary>The energy market.</summary>
    Market = 2,

    /// <summary>The fallback, while the market has no price.</summary>
    Fallback = 3,
}

/// <summary>What a tariff that moves costs now.</summary>
/// <param name="UsdKwh">Price, USD per kWh; null: not known.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Band">The band's name or hours; null for other kinds and for all other hours.</param>
/// <param name="UntilMs">When time alone will change it, Unix milliseconds; null: never.</param>
/// <param name="MarketUsdMwh">Newest price of the market's zone, USD per MWh.</param>
/// <param name="MarketAtMs">Beginning of its interval, Unix milliseconds.</param>
/// <param name="Reason">Why there is no price, or why it is the fallback.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.tariff-quote")]
public sealed record TariffQuote(
    [property: Id(0)] double? UsdKwh,
    [property: Id(1)] TariffSource Source,
    [property: Id(2)] string? Band,
    [property: Id(3)] long? UntilMs,
    [property: Id(4)] double? MarketUsdMwh,
    [property: Id(5)] long? MarketAtMs,
    [property: Id(6)] string? Reason);
