namespace MinerMonitor.Protocol.Markets;

/// <summary>Names of the markets of every world.</summary>
public static class MarketNames
{
    /// <summary>Price of bitcoin.</summary>
    public const string Spot = "spot";

    /// <summary>Forced closings of derivative positions.</summary>
    public const string Liquidations = "liquidations";

    /// <summary>Net flows of U.S. spot funds.</summary>
    public const string Etf = "etf";

    /// <summary>Fear and Greed index.</summary>
    public const string Sentiment = "sentiment";

    /// <summary>What listed miners hold and sell.</summary>
    public const string Treasury = "treasury";

    /// <summary>Miners to exchanges.</summary>
    public const string MinerFlows = "miner-flows";

    /// <summary>Wholesale price of electricity.</summary>
    public const string Energy = "energy";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Spot, Liquidations, Etf, Sentiment, Treasury, MinerFlows, Energy];
}

/// <summary>All markets of a world. Topic <c>markets</c>, <c>GET /api/v1/markets</c>.</summary>
public sealed record MarketsSnapshot
{
    /// <summary>World of the markets.</summary>
    public required string World { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>One entry a market.</summary>
    public required IReadOnlyList<MarketSnapshot> Items { get; init; }
}

/// <summary>One market. Topic <c>market/{market}</c>, <c>GET /api/v1/markets/{market}</c>. Exactly one of the sections is filled.</summary>
public sealed record MarketSnapshot
{
    /// <summary>World of the market.</summary>
    public required string World { get; init; }

    /// <summary>One of <see cref="MarketNames"/>.</summary>
    public required string Market { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>Headline value with its age: price USD/BTC, liquidations USD per 24 h, ETF flow of the newest day in million USD, sentiment 0 to 100 …</summary>
    public required InputReading Reading { get; init; }

    /// <summary>Section of <c>spot</c>.</summary>
    public SpotSection? Spot { get; init; }

    /// <summary>Section of <c>liquidations</c>.</summary>
    public LiquidationsSection? Liquidations { get; init; }

    /// <summary>Section of <c>etf</c>.</summary>
    public EtfSection? Etf { get; init; }

    /// <summary>Section of <c>sentiment</c>.</summary>
    public SentimentSection? Sentiment { get; init; }

    /// <summary>Section of <c>treasury</c>.</summary>
    public TreasurySection? Treasury { get; init; }

    /// <summary>Section of <c>miner-flows</c>.</summary>
    public MinerFlowsSection? MinerFlows { get; init; }

    /// <summary>Section of <c>energy</c>.</summary>
    public EnergySection? Energy { get; init; }
}

/// <summary>Composite price and its venues.</summary>
public sealed record SpotSection
{
    /// <summary>Median of the venues that take part, USD per BTC.</summary>
    public double? PriceUsd { get; init; }

    /// <summary><c>good</c> (three venues or more), <c>degraded</c> (two), <c>single</c>, <c>stale</c> or <c>missing</c>.</summary>
    public required string Quality { get; init; }

    /// <summary>Flags such as <c>disagreement</c> or <c>usdt-unconverted</c>.</summary>
    public IReadOnlyList<string> Flags { get; set; } = [];

    /// <summary>Change over the last 24 hours, fraction.</summary>
    public double? Change24h { get; init; }

    /// <summary>Configured support level, USD per BTC.</summary>
    public double? SupportUsd { get; init; }

    /// <summary>Each venue.</summary>
    public IReadOnlyList<VenuePrice> Venues { get; set; } = [];
}

/// <summary>One venue's price.</summary>
public sealed record VenuePrice
{
    /// <summary>Venue.</summary>
    public required string Venue { get; init; }

    /// <summary><c>USD</c> or <c>USDT</c>.</summary>
    public required string QuoteCurrency { get; init; }

    /// <summary>Price in USD, converted where needed.</summary>
    public double? PriceUsd { get; init; }

    /// <summary>Time of the quote, Unix milliseconds.</summary>
    public long? AtMs { get; init; }

    /// <summary>True when it takes part in the composite.</summary>
    public required bool Used { get; init; }

    /// <summary>Why it does not.</summary>
    public string? OutReason { get; init; }
}

/// <summary>Liquidations of the last 24 hours: lower bounds of what the venues publish.</summary>
public sealed record LiquidationsSection
{
    /// <summary>Both sides, USD over the last 24 hours.</summary>
    public double? TotalUsd { get; init; }

    /// <summary>Longs, USD over the last 24 hours.</summary>
    public double? LongUsd { get; init; }

    /// <summary>Shorts, USD over the last 24 hours.</summary>
    public double? ShortUsd { get; init; }

    /// <summary>Since when events are known, Unix milliseconds.</summary>
    public long? SinceMs { get; init; }

    /// <summary>Each venue with its own total and what it leaves out.</summary>
    public IReadOnlyList<VenueLiquidations> Venues { get; set; } = [];

    /// <summary>What the sum is: <c>observed liquidations (Binance sampled, Bybit full, OKX sampled)</c>. It is no figure of the whole market.</summary>
    public string? Label { get; init; }

    /// <summary>Longs, USD over the last 60 minutes.</summary>
    public double? HourLongUsd { get; init; }

    /// <summary>Shorts, USD over the last 60 minutes.</summary>
    public double? HourShortUsd { get; init; }

    /// <summary>Longs in bitcoin alone, USD over the last 24 hours; absent while no venue names coins.</summary>
    public double? BitcoinLongUsd { get; init; }

    /// <summary>Shorts in bitcoin alone, USD over the last 24 hours; absent while no venue names coins.</summary>
    public double? BitcoinShortUsd { get; init; }

    /// <summary>Largest single event of the last 24 hours.</summary>
    public LargestLiquidation? Largest { get; init; }
}

/// <summary>One position closed by force.</summary>
public sealed record LargestLiquidation
{
    /// <summary>Venue.</summary>
    public required string Venue { get; init; }

    /// <summary>Liquidated side, <c>long</c> or <c>short</c>.</summary>
    public required string Side { get; init; }

    /// <summary>Base coin, where it is known.</summary>
    public string? Coin { get; init; }

    /// <summary>Size, USD.</summary>
    public required double NotionalUsd { get; init; }

    /// <summary>Time of the event, Unix milliseconds.</summary>
    public required long AtMs { get; init; }
}

/// <summary>One venue's liquidations.</summary>
public sealed record VenueLiquidations
{
    /// <summary>Venue.</summary>
    public required string Venue { get; init; }

    /// <summary>Longs, USD over the last 24 hours.</summary>
    public double? LongUsd { get; init; }

    /// <summary>Shorts, USD over the last 24 hours.</summary>
    public double? ShortUsd { get; init; }

    /// <summary>Both sides, USD over the last 24 hours; the only figure where a source gives no split.</summary>
    public double? TotalUsd { get; init; }

    /// <summary>Share of the last 24 hours in which the venue was heard, 0 to 1.</summary>
    public double? Coverage { get; init; }

    /// <summary>Last sign of life, Unix milliseconds.</summary>
    public long? HeardAtMs { get; init; }

    /// <summary>What the venue leaves out, in words.</summary>
    public string? UnderCounts { get; init; }

    /// <summary>Longs, USD over the last 60 minutes.</summary>
    public double? HourLongUsd { get; init; }

    /// <summary>Shorts, USD over the last 60 minutes.</summary>
    public double? HourShortUsd { get; init; }

    /// <summary>Longs in bitcoin alone, USD over the last 24 hours; absent where the venue names no coins.</summary>
    public double? BitcoinLongUsd { get; init; }

    /// <summary>Shorts in bitcoin alone, USD over the last 24 hours; absent where the venue names no coins.</summary>
    public double? BitcoinShortUsd { get; init; }
}

/// <summary>ETF net flows.</summary>
public sealed record EtfSection
{
    /// <summary>Newest days, oldest first, at most 30.</summary>
    public IReadOnlyList<EtfDay> Days { get; set; } = [];

    /// <summary>Sum of the last five reports, million USD.</summary>
    public double? Sum5UsdM { get; init; }

    /// <summary>Sum of the calendar year so far, million USD.</summary>
    public double? YearToDateUsdM { get; init; }

    /// <summary>True when the newest final day has another sign than the one before.</summary>
    public bool Reversal { get; init; }

    /// <summary>Sum of each calendar year, oldest first.</summary>
    public IReadOnlyList<EtfYear> Years { get; set; } = [];
}

/// <summary>Net flow of one calendar year.</summary>
public sealed record EtfYear
{
    /// <summary>Year.</summary>
    public required int Year { get; init; }

    /// <summary>Sum of its final days, million USD.</summary>
    public required double NetFlowUsdM { get; init; }

    /// <summary>Final days that are known.</summary>
    public required int Days { get; init; }

    /// <summary>First of them, ISO date.</summary>
    public required string From { get; init; }

    /// <summary>False when earlier days of the year are not known: then the sum is one of a part of the year.</summary>
    public required bool FromStart { get; init; }
}

/// <summary>One trading day.</summary>
public sealed record EtfDay
{
    /// <summary>ISO date of the U.S. trading day.</summary>
    public required string Date { get; init; }

    /// <summary>Net flow, million USD.</summary>
    public required double NetFlowUsdM { get; init; }

    /// <summary>True while some funds have not reported.</summary>
    public bool Provisional { get; init; }

    /// <summary>True when the sign changed against the day before.</summary>
    public bool Reversal { get; init; }

    /// <summary>One of <see cref="Origins"/>.</summary>
    public string? Origin { get; init; }

    /// <summary>Flow by fund, million USD.</summary>
    public IReadOnlyDictionary<string, double>? Funds { get; init; }
}

/// <summary>Fear and Greed.</summary>
public sealed record SentimentSection
{
    /// <summary>Newest days, oldest first, at most 30.</summary>
    public IReadOnlyList<SentimentDay> Days { get; set; } = [];

    /// <summary>Attribution that must stand beside the value.</summary>
    public string? Attribution { get; init; }
}

/// <summary>One day of Fear and Greed.</summary>
public sealed record SentimentDay
{
    /// <summary>ISO date.</summary>
    public required string Date { get; init; }

    /// <summary>0 (extreme fear) to 100 (extreme greed).</summary>
    public required int Value { get; init; }

    /// <summary>The source's own word for it.</summary>
    public string? Label { get; init; }
}
