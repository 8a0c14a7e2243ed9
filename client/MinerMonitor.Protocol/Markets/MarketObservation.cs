namespace MinerMonitor.Protocol.Markets;

/// <summary>
/// One observation for <c>POST /api/v1/markets/{market}/observations</c> (one object, a JSON array, or NDJSON). Which members a market
/// takes stands beside each; members of other markets are refused by name.
/// </summary>
public sealed record MarketObservation
{
    /// <summary>When it was so, Unix milliseconds; absent: now.</summary>
    public long? AtMs { get; init; }

    /// <summary>Who says so. Default: <c>push</c>.</summary>
    public string? Source { get; init; }

    /// <summary>One of <see cref="Origins"/>. Default: <c>measured</c>.</summary>
    public string? Origin { get; init; }

    /// <summary><c>spot</c>, <c>liquidations</c>: venue. Default: the source.</summary>
    public string? Venue { get; init; }

    /// <summary><c>spot</c>: <c>USD</c> (default) or <c>USDT</c>.</summary>
    public string? QuoteCurrency { get; init; }

    /// <summary><c>spot</c>: price, USD (or USDT) per BTC.</summary>
    public double? PriceUsd { get; init; }

    /// <summary><c>spot</c>: best bid.</summary>
    public double? BidUsd { get; init; }

    /// <summary><c>spot</c>: best ask.</summary>
    public double? AskUsd { get; init; }

    /// <summary><c>spot</c>: sets the support level, USD per BTC; 0 removes it.</summary>
    public double? SupportUsd { get; init; }

    /// <summary><c>spot</c>: price of one USDT in USD; converts the venues that quote in USDT.</summary>
    public double? UsdtUsd { get; init; }

    /// <summary><c>spot</c>: false while the venue does not trade, true when it does again.</summary>
    public bool? Online { get; init; }

    /// <summary><c>liquidations</c>: liquidated side, <c>long</c> or <c>short</c>.</summary>
    public string? Side { get; init; }

    /// <summary><c>liquidations</c>: size of one event, USD.</summary>
    public double? NotionalUsd { get; init; }

    /// <summary><c>liquidations</c>: the venue's own rolling figure of the last 24 hours, USD; replaces its events.</summary>
    public double? Rolling24hUsd { get; init; }

    /// <summary>
    /// <c>liquidations</c>: true is a sign of life without an event, good for 30 s: coverage counts from these. False: nothing was heard of
    /// the venue since that time.
    /// </summary>
    public bool? Alive { get; init; }

    /// <summary>
    /// <c>liquidations</c>: tells one event from all others of its venue, at most 200 characters. An event that was taken in the last 10
    /// minutes is not counted again; the answer is the same, so a sender may repeat what it is not sure of.
    /// </summary>
    public string? EventId { get; init; }

    /// <summary><c>liquidations</c>: base coin of the event, for example <c>BTC</c>.</summary>
    public string? Coin { get; init; }

    /// <summary><c>etf</c>, <c>sentiment</c>, <c>miner-flows</c>: ISO date.</summary>
    public string? Date { get; init; }

    /// <summary><c>etf</c>: net flow, million USD.</summary>
    public double? NetFlowUsdM { get; init; }

    /// <summary><c>etf</c>: true while some funds have not reported.</summary>
    public bool? Provisional { get; init; }

    /// <summary><c>etf</c>: flow by fund, million USD; null: not reported yet.</summary>
    public IReadOnlyDictionary<string, double?>? Funds { get; init; }

    /// <summary><c>sentiment</c>: 0 to 100.</summary>
    public double? Value { get; init; }

    /// <summary><c>sentiment</c>: the source's own word for the value.</summary>
    public string? Label { get; init; }

    /// <summary><c>treasury</c>: company ticker.</summary>
    public string? Ticker { get; init; }

    /// <summary><c>treasury</c>: month, <c>yyyy-MM</c>.</summary>
    public string? Month { get; init; }

    /// <summary><c>treasury</c>: BTC mined.</summary>
    public double? MinedBtc { get; init; }

    /// <summary><c>treasury</c>: BTC sold.</summary>
    public double? SoldBtc { get; init; }

    /// <summary><c>treasury</c>: BTC held at the end of the month.</summary>
    public double? HeldBtc { get; init; }

    /// <summary><c>treasury</c>: hashrate, EH/s.</summary>
    public double? HashrateEhs { get; init; }

    /// <summary><c>miner-flows</c>: BTC from miners to exchanges.</summary>
    public double? ToExchangesBtc { get; init; }

    /// <summary><c>energy</c>: zone.</summary>
    public string? Zone { get; init; }

    /// <summary><c>energy</c>: USD per MWh.</summary>
    public double? PriceUsdMwh { get; init; }

    /// <summary>Miner flows: start of the part of a day that <see cref="ToExchangesBtc"/> is of, Unix milliseconds; absent for a whole day.</summary>
    public long? FromMs { get; init; }

    /// <summary>Miner flows: end of that part, Unix milliseconds.</summary>
    public long? ToMs { get; init; }
}
