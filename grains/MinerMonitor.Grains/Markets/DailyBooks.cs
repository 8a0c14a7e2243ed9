using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>Fear and Greed by day.</summary>
[GenerateSerializer, Alias("mm.market.sentiment-book")]
internal sealed class SentimentBook : IMarketBook
{
    private const string Mend = "Check the feed, or post date and value to /api/v1/markets/sentiment/observations.";
    private const int DaysShown = 30;

    // The value of the day before yesterday is the oldest allowed.
    private const long AgeLimitMs = 3 * MarketReadings.DayMs;

    [Id(0)] private readonly SentimentTable _table = new();

    public bool StoresAtOnce => true;

    public bool MovesWithTime => false;

    public MarketFault? Observe(MarketInput input)
    {
        var seen = input.Observation;
        return _table.Report(seen.Date, seen.Value, seen.Label, input.AtMs, input.Source, input.Origin, input.NowMs, out _);
    }

    public void AdvanceTo(long nowMs)
    {
        // Days do not move; their age is computed when read.
    }

    public MarketReading Reading(long nowMs) => MarketReadings.Reading(
        "fear-greed", "0..100", _table.Newest?.Value, _table.Newest is { } newest ? EtfBook.StartMs(newest.Date) : null, AgeLimitMs,
        _table.Newest?.Origin, _table.Newest?.Source, Mend, nowMs);

    public MarketSection Section(long nowMs) => new SentimentSection([.. _table.Days.TakeLast(DaysShown)]);

    public ImmutableArray<SectorInput> Inputs(long nowMs) => [Reading(nowMs).ToInput(SectorInputId.FearGreed)];

    public IReadOnlyList<MonitorEvent> Events => [];

    public void ForgetEvents(int count)
    {
        // There are none.
    }
}

/// <summary>What listed miners mine, sell and hold.</summary>
[GenerateSerializer, Alias("mm.market.treasury-book")]
internal sealed class TreasuryBook : IMarketBook
{
    private const string Mend = "Post ticker, month and figures to /api/v1/markets/treasury/observations.";
    private const int MonthsShown = 240;

    // Several companies report by quarter, weeks after its end.
    private const long AgeLimitMs = 150 * MarketReadings.DayMs;

    [Id(0)] private readonly TreasuryTable _table = new();

    public bool StoresAtOnce => true;

    public bool MovesWithTime => false;

    public MarketFault? Observe(MarketInput input) => Report(input, out _);

    public MarketFault? FaultOf(MarketInput input)
    {
        var seen = input.Observation;
        return _table.FaultOf(seen.Ticker, seen.Month, seen.MinedBtc, seen.SoldBtc, seen.HeldBtc, seen.HashrateEhs, input.NowMs);
    }

    public bool Take(MarketInput input)
    {
        Report(input, out var changed);
        return changed;
    }

    public string? DoubtOf(MarketInput input) => _table.DoubtOf(input.Observation.Ticker, input.Observation.Month);

    private MarketFault? Report(MarketInput input, out bool changed)
    {
        var seen = input.Observation;
        return _table.Report(
            seen.Ticker, seen.Month, seen.MinedBtc, seen.SoldBtc, seen.HeldBtc, seen.HashrateEhs,
            input.AtMs, input.Source, input.Origin, input.NowMs, out changed);
    }

    public void AdvanceTo(long nowMs)
    {
        // Months do not move; their age is computed when read.
    }

    public MarketReading Reading(long nowMs)
    {
        var newest = _table.Months.LastOrDefault();
        return MarketReadings.Reading(
            "treasury", "BTC", _table.HeldBtc(), newest is null ? null : EtfBook.StartMs(newest.Month), AgeLimitMs, newest?.Origin, newest?.Source, Mend, nowMs,
            newest is not null && _table.HeldBtc() is null ? "No company said what it holds." : null);
    }

    public MarketSection Section(long nowMs) => new TreasurySection([.. _table.Months.TakeLast(MonthsShown)]);

    public ImmutableArray<SectorInput> Inputs(long nowMs) => [];

    public IReadOnlyList<MonitorEvent> Events => [];

    public void ForgetEvents(int count)
    {
        // There are none.
    }
}

/// <summary>Flows from miners to exchanges by day.</summary>
[GenerateSerializer, Alias("mm.market.miner-flow-book")]
internal sealed class MinerFlowBook : IMarketBook
{
    private const string Mend = "Post date and toExchangesBtc to /api/v1/markets/miner-flows/observations.";
    private const int DaysShown = 60;
    private const long AgeLimitMs = 3 * MarketReadings.DayMs;

    [Id(0)] private readonly MinerFlowTable _table = new();

    public bool StoresAtOnce => true;

    public bool MovesWithTime => false;

    public MarketFault? Observe(MarketInput input)
    {
        return Report(input, out _);
    }

    public MarketFault? FaultOf(MarketInput input)
    {
        var seen = input.Observation;
        return _table.FaultOf(seen.Date, seen.ToExchangesBtc, (seen.FromMs, seen.ToMs), input.AtMs, input.NowMs);
    }

    public bool Take(MarketInput input)
    {
        Report(input, out var changed);
        return changed;
    }

    private MarketFault? Report(MarketInput input, out bool changed)
    {
        var seen = input.Observation;
        return _table.Report(
            seen.Date, seen.ToExchangesBtc, (seen.FromMs, seen.ToMs), input.AtMs, input.Source, input.Origin, input.NowMs, out changed);
    }

    public void AdvanceTo(long nowMs)
    {
        // Days do not move; their age is computed when read.
    }

    public MarketReading Reading(long nowMs) => MarketReadings.Reading(
        "miner-flows", "BTC/day", _table.Newest?.ToExchangesBtc, _table.Newest is { } newest ? EtfBook.StartMs(newest.Date) : null, AgeLimitMs,
        _table.Newest?.Origin, _table.Newest?.Source, Mend, nowMs);

    public MarketSection Section(long nowMs) => new MinerFlowSection([.. _table.Days.TakeLast(DaysShown)]);

    public ImmutableArray<SectorInput> Inputs(long nowMs) => [];

    public IReadOnlyList<MonitorEvent> Events => [];

    public void ForgetEvents(int count)
    {
        // There are none.
    }
}

/// <summary>Wholesale electricity by zone.</summary>
[GenerateSerializer, Alias("mm.market.energy-book")]
internal sealed class EnergyBook : IMarketBook
{
    private const string Mend = "Post zone and priceUsdMwh to /api/v1/markets/energy/observations.";
    private const long AgeLimitMs = 120 * MarketReadings.MinuteMs; // intervals last up to an hour and are published after it

    [Id(0)] private readonly EnergyPrices _prices = new();

    public bool StoresAtOnce => true;

    public bool MovesWithTime => false;

    public MarketFault? Observe(MarketInput input) =>
        _prices.Report(input.Observation.Zone, input.Observation.PriceUsdMwh, input.AtMs, input.Source, input.Origin, out _);

    public void AdvanceTo(long nowMs)
    {
        // Prices do not move; their age is computed when read.
    }

    public MarketReading Reading(long nowMs) => MarketReadings.Reading(
        "energy", "USD/MWh", _prices.Newest?.PriceUsdMwh, _prices.Newest?.AtMs, AgeLimitMs, _prices.Newest?.Origin, _prices.Newest?.Source, Mend, nowMs);

    public MarketSection Section(long nowMs) => new EnergySection([.. _prices.Zones]);

    public ImmutableArray<SectorInput> Inputs(long nowMs) => [];

    public IReadOnlyList<MonitorEvent> Events => [];

    public void ForgetEvents(int count)
    {
        // There are none.
    }
}
