namespace MinerMonitor.Protocol.Fleets;

/// <summary>Energy priced by weekday and hour at the site: part of a <see cref="SiteContract"/>.</summary>
public sealed record TimeOfUseTariff
{
    /// <summary>IANA name of the time zone of the site's clock, for example <c>America/Chicago</c>; daylight saving is followed.</summary>
    public required string TimeZone { get; init; }

    /// <summary>Bands, 1 to 48, none over another.</summary>
    public required IReadOnlyList<TariffBand> Bands { get; init; }

    /// <summary>Price of all other hours, USD per kWh; null: the bands leave none.</summary>
    public double? OtherwiseUsdKwh { get; init; }
}

/// <summary>Hours of some days at one price, by the clock at the site.</summary>
public sealed record TariffBand
{
    /// <summary>What the contract calls them, at most 32 characters, for example <c>peak</c>; or null.</summary>
    public string? Name { get; init; }

    /// <summary>Days on which they begin: <c>mon</c>, <c>tue</c>, <c>wed</c>, <c>thu</c>, <c>fri</c>, <c>sat</c>, <c>sun</c>; null: every day.</summary>
    public IReadOnlyList<string>? Days { get; init; }

    /// <summary>Beginning, <c>HH:mm</c>.</summary>
    public required string From { get; init; }

    /// <summary>End, <c>HH:mm</c> up to <c>24:00</c>; before the beginning, it is of the next day.</summary>
    public required string To { get; init; }

    /// <summary>Price, USD per kWh; may be negative.</summary>
    public required double UsdKwh { get; init; }
}

/// <summary>
/// Energy that follows a wholesale market: multiplier × price / 1000 + adder, within floor and cap, USD per kWh: part of a
/// <see cref="SiteContract"/>.
/// </summary>
public sealed record IndexedTariff
{
    /// <summary>Energy market. Default: <c>energy</c>.</summary>
    public string Market { get; set; } = "energy";

    /// <summary>Zone of the market, as its prices name it, for example <c>ERCOT/HB_WEST</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>Factor on the market's price, above 0. Default: 1.</summary>
    public double Multiplier { get; set; } = 1;

    /// <summary>What is added for each kWh, USD; may be negative. Default: 0.</summary>
    public double AdderUsdKwh { get; init; }

    /// <summary>Lowest price, USD per kWh; null: none, so that a negative market pays for running.</summary>
    public double? FloorUsdKwh { get; init; }

    /// <summary>Highest price, USD per kWh; null: none.</summary>
    public double? CapUsdKwh { get; init; }

    /// <summary>Age up to which a price of the market holds, counted from the beginning of its interval, seconds. Default: 7200.</summary>
    public double MaxAgeSec { get; set; } = 7200;

    /// <summary>Price while the market is stale or missing, USD per kWh; null: no price is known then, and the coverage falls.</summary>
    public double? FallbackUsdKwh { get; init; }

    /// <summary>How long the fallback may stand in, seconds; null: without an end.</summary>
    public double? FallbackForSec { get; init; }
}

/// <summary>What a tariff that moves costs now.</summary>
public sealed record TariffNow
{
    /// <summary>Price, USD per kWh; null: not known now.</summary>
    public double? UsdKwh { get; init; }

    /// <summary>Where it comes from: <c>band</c>, <c>market</c>, <c>fallback</c> or <c>none</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Name or hours of the band; null for other kinds, and in all other hours.</summary>
    public string? Band { get; init; }

    /// <summary>When time alone will change it, Unix milliseconds: the next band, the market's age limit, the end of the fallback; null: never.</summary>
    public long? UntilMs { get; init; }

    /// <summary>Newest price of the market's zone, USD per MWh.</summary>
    public double? MarketUsdMwh { get; init; }

    /// <summary>Beginning of its interval, Unix milliseconds.</summary>
    public long? MarketAtMs { get; init; }

    /// <summary>Why there is no price, or why it is the fallback.</summary>
    public string? Reason { get; init; }
}
