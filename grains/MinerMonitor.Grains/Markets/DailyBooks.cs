using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>ETF flows by trading day.</summary>
[GenerateSerializer, Alias("mm.market.etf-book")]
internal sealed class EtfBook : IMarketBook
{
    private const string Mend = "Post the newest days to /api/v1/markets/etf/observations: date, netFlowUsdM.";
    private const int DaysShown = 30;

    // The newest report may be 5 calendar days old: it counts through the end of the fifth day after its own.
    private const long AgeLimitMs = 6 * MarketReadings.DayMs;

    [Id(0)] private readonly EtfFlowTable _table = new();
    [Id(1)] private DateOnly? _reversalTold;
    [Id(2)] private readonly List<MonitorEvent> _events = [];

    public bool StoresAtOnce => true;

    public bool MovesWithTime => false;

    public MarketFault? Observe(MarketInput input)
    {
        var seen = input.Observation;
        var fault = _table.Report(
            seen.Date, seen.NetFlowUsdM, seen.Funds, seen.Provisional, input.AtMs, input.Source, input.Origin, input.NowMs, out var changed);
        // A turn that is older than the limit is history that somebody fills in, and no news.
        if (changed && _table.NewestFinal() is { } newest && newest.Date != _reversalTold && _table.IsReversal(newest)
            && input.NowMs - StartMs(newest.Date) <= AgeLimitMs)
        {
            _reversalTold = newest.Date;
            _events.Add(Reversal(newest, input.NowMs));
        }

        return fault;
    }

    public void AdvanceTo(long nowMs)
    {
        // Days do not move; their age is computed when read.
    }

    public MarketReading Reading(long nowMs)
    {
        var newest = _table.NewestFinal() ?? _table.Newest;
        return MarketReadings.Reading(
            "etf-flow", "M USD/day", newest?.NetFlowUsdM, newest is null ? null : StartMs(newest.Date), AgeLimitMs, newest?.Origin, newest?.Source, Mend, nowMs);
    }

    public MarketSection Section(long nowMs) => new EtfSection(
        [.. _table.Days.TakeLast(DaysShown).Select(day => new EtfDay(day, _table.IsProvisional(day), _table.IsReversal(day)))],
        _table.Sum5UsdM(),
        _table.YearToDateUsdM(),
        _table.NewestFinal() is { } newest && _table.IsReversal(newest));

    public ImmutableArray<SectorInput> Inputs(long nowMs)
    {
        var newest = _table.NewestFinal();
        var sum = _table.Sum5UsdM();
        var reading = MarketReadings.Reading(
            "etf-flow", "M USD", sum, newest is null ? null : StartMs(newest.Date), AgeLimitMs, newest?.Origin, newest?.Source, Mend, nowMs,
            newest is not null && sum is null ? $"Fewer than {EtfFlowTable.ReportsInSum} final reports are known." : null);
        return [reading.ToInput(SectorInputId.EtfFlow5UsdM)];
    }

    public IReadOnlyList<MonitorEvent> Events => _events;

    public void ForgetEvents(int count) => _events.RemoveRange(0, count);

    /// <summary>Days that are final, oldest first.</summary>
    public ImmutableArray<EtfReport> FinalDays() => [.. _table.Days.Where(day => !_table.IsProvisional(day))];

    internal static long StartMs(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static MonitorEvent Reversal(EtfReport day, long nowMs) => new(
        "etf-reversal",
        nowMs,
        day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FormattableString.Invariant($"ETF flows turned to {(day.NetFlowUsdM < 0 ? "outflow" : "inflow")}: {day.NetFlowUsdM:+0.0;-0.0} million USD on {day.Date:yyyy-MM-dd}."),
        ImmutableDictionary<string, double>.Empty.Add("netFlowUsdM", day.NetFlowUsdM),
        ImmutableDictionary<string, string>.Empty.Add("origin", day.Origin));
}

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

    public MarketFault? Observe(MarketInput input)
    {
        var seen = input.Observation;
        return _table.Report(
            seen.Ticker, seen.Month, seen.MinedBtc, seen.SoldBtc, seen.HeldBtc, seen.HashrateEhs,
            input.AtMs, input.Source, input.Origin, input.NowMs, out _);
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
        var seen = input.Observation;
        return _table.Report(seen.Date, seen.ToExchangesBtc, input.AtMs, input.Source, input.Origin, input.NowMs, out _);
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
