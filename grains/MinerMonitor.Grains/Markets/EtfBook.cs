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

    public MarketFault? Observe(MarketInput input) => Observe(input, out _);

    private MarketFault? Observe(MarketInput input, out bool changed)
    {
        var seen = input.Observation;
        var fault = _table.Report(
            seen.Date, seen.NetFlowUsdM, seen.Funds, seen.Provisional, input.AtMs, input.Source, input.Origin, input.NowMs, out changed);
        // A turn that is older than the limit is history that somebody fills in, and no news.
        if (changed && _table.NewestFinal() is { } newest && newest.Date != _reversalTold && _table.IsReversal(newest)
            && input.NowMs - StartMs(newest.Date) <= AgeLimitMs)
        {
            _reversalTold = newest.Date;
            _events.Add(Reversal(newest, input.NowMs));
        }

        return fault;
    }

    public MarketFault? FaultOf(MarketInput input)
    {
        var seen = input.Observation;
        return _table.FaultOf(seen.Date, seen.NetFlowUsdM, seen.Funds, seen.Provisional, input.AtMs, input.NowMs);
    }

    public bool Take(MarketInput input)
    {
        Observe(input, out var changed);
        return changed;
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
        _table.NewestFinal() is { } newest && _table.IsReversal(newest),
        [.. _table.Years()]);

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
