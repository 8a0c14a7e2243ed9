using System.Collections.Immutable;

namespace MinerMonitor.Grains.Markets;

/// <summary>What somebody saw of a market. Which members a market takes stands beside each; the members of other markets are refused.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.observation")]
public sealed record MarketObservation
{
    /// <summary>When it was so, Unix milliseconds; null: now.</summary>
    [Id(0)] public long? AtMs { get; init; }

    /// <summary>Who says so; null: <c>push</c>.</summary>
    [Id(1)] public string? Source { get; init; }

    /// <summary>One of <see cref="Sectors.Origin"/>; null: measured.</summary>
    [Id(2)] public string? Origin { get; init; }

    /// <summary>Feed on the board of feeds; null: <c>push:</c> and the source.</summary>
    [Id(3)] public string? Feed { get; init; }

    /// <summary>Spot, liquidations: venue; null: the source.</summary>
    [Id(4)] public string? Venue { get; init; }

    /// <summary>Spot: <c>USD</c> (or null) or <c>USDT</c>.</summary>
    [Id(5)] public string? QuoteCurrency { get; init; }

    /// <summary>Spot: last price, in the quote currency per BTC.</summary>
    [Id(6)] public double? PriceUsd { get; init; }

    /// <summary>Spot: best bid.</summary>
    [Id(7)] public double? BidUsd { get; init; }

    /// <summary>Spot: best ask.</summary>
    [Id(8)] public double? AskUsd { get; init; }

    /// <summary>Spot: support level, USD per BTC; 0 removes it.</summary>
    [Id(9)] public double? SupportUsd { get; init; }

    /// <summary>Spot: price of a USDT, USD.</summary>
    [Id(10)] public double? UsdtUsd { get; init; }

    /// <summary>Spot: false while the venue does not trade.</summary>
    [Id(11)] public bool? Online { get; init; }

    /// <summary>Liquidations: liquidated side, <c>long</c> or <c>short</c>.</summary>
    [Id(12)] public string? Side { get; init; }

    /// <summary>Liquidations: size of one event, USD.</summary>
    [Id(13)] public double? NotionalUsd { get; init; }

    /// <summary>Liquidations: the venue's own figure of the last 24 hours, USD; replaces its events.</summary>
    [Id(14)] public double? Rolling24hUsd { get; init; }

    /// <summary>Liquidations: true is a sign of life without an event; false: nothing was heard of the venue since that time.</summary>
    [Id(15)] public bool? Alive { get; init; }

    /// <summary>ETF, sentiment, miner flows: ISO date.</summary>
    [Id(16)] public string? Date { get; init; }

    /// <summary>ETF: net flow, million USD.</summary>
    [Id(17)] public double? NetFlowUsdM { get; init; }

    /// <summary>ETF: true while some funds have not reported.</summary>
    [Id(18)] public bool? Provisional { get; init; }

    /// <summary>ETF: flow by fund, million USD; null: not reported yet.</summary>
    [Id(19)] public ImmutableDictionary<string, double?>? Funds { get; init; }

    /// <summary>Sentiment: 0 to 100.</summary>
    [Id(20)] public double? Value { get; init; }

    /// <summary>Treasury: company ticker.</summary>
    [Id(21)] public string? Ticker { get; init; }

    /// <summary>Treasury: month, yyyy-MM.</summary>
    [Id(22)] public string? Month { get; init; }

    /// <summary>Treasury: BTC mined.</summary>
    [Id(23)] public double? MinedBtc { get; init; }

    /// <summary>Treasury: BTC sold.</summary>
    [Id(24)] public double? SoldBtc { get; init; }

    /// <summary>Treasury: BTC held at the end of the month.</summary>
    [Id(25)] public double? HeldBtc { get; init; }

    /// <summary>Treasury: hashrate, EH/s.</summary>
    [Id(26)] public double? HashrateEhs { get; init; }

    /// <summary>Miner flows: BTC from miners to exchanges.</summary>
    [Id(27)] public double? ToExchangesBtc { get; init; }

    /// <summary>Energy: zone.</summary>
    [Id(28)] public string? Zone { get; init; }

    /// <summary>Energy: USD per MWh.</summary>
    [Id(29)] public double? PriceUsdMwh { get; init; }

    /// <summary>Sentiment: the source's own word for the value.</summary>
    [Id(30)] public string? Label { get; init; }

    /// <summary>Liquidations: what tells this event of its venue from all others; one that was taken in the last 10 minutes is not counted again.</summary>
    [Id(31)] public string? EventId { get; init; }

    /// <summary>Liquidations: base coin of the event, for example <c>BTC</c>.</summary>
    [Id(32)] public string? Coin { get; init; }

    /// <summary>Miner flows: start of the part of a day that <see cref="ToExchangesBtc"/> is of, Unix milliseconds; null for a whole day.</summary>
    [Id(33)] public long? FromMs { get; init; }

    /// <summary>Miner flows: end of that part.</summary>
    [Id(34)] public long? ToMs { get; init; }
}

/// <summary>Why one observation was refused; the others of its batch were kept.</summary>
/// <param name="Index">Index in the batch, from 0.</param>
/// <param name="Code">Stable code: <c>malformed</c>, <c>out_of_range</c> or <c>future</c>.</param>
/// <param name="Reason">Fault and remedy.</param>
[GenerateSerializer, Immutable, Alias("mm.market.refusal")]
public sealed record MarketRefusal([property: Id(0)] int Index, [property: Id(1)] string Code, [property: Id(2)] string Reason);
