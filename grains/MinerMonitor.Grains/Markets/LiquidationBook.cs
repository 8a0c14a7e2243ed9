using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>Liquidations of the last 24 hours.</summary>
[GenerateSerializer, Alias("mm.market.liquidation-book")]
internal sealed class LiquidationBook : IMarketBook
{
    private const string Mend = "Check the liquidation feeds, or post rolling24hUsd to /api/v1/markets/liquidations/observations.";

    // Below this coverage of the largest venue the sum says too little to be used.
    private const double MinKnownShare = 0.5;

    private const int MaxEventIdLength = 200;
    private const int MaxCoinLength = 32;

    [Id(0)] private readonly LiquidationWindow _window = new();
    [Id(1)] private string? _origin;
    [Id(2)] private string? _source;
    [Id(3)] private readonly List<MonitorEvent> _events = [];
    [Id(4)] private readonly RecentEvents _recent = new();

    public bool StoresAtOnce => false;

    public bool MovesWithTime => true;

    public bool IsRepeated(MarketInput input) =>
        input.Observation.EventId is { } eventId && _recent.Knows(input.Venue, eventId, input.NowMs);

    public MarketFault? Observe(MarketInput input)
    {
        var seen = input.Observation;
        if (seen.Side is null != seen.NotionalUsd is null)
        {
            return MarketFault.Malformed("Give side (long or short) and notionalUsd together: one event.");
        }

        if (seen.Side is null && seen.Rolling24hUsd is null && seen.Alive is null)
        {
            return MarketFault.Malformed("Nothing was said: give side and notionalUsd of one event, or rolling24hUsd, or alive.");
        }

        if (seen.EventId is { Length: 0 or > MaxEventIdLength } || (seen.Side is null && seen.EventId is not null))
        {
            return MarketFault.Malformed("eventId tells one event from all others of its venue: 1 to 200 characters, with side and notionalUsd.");
        }

        if (seen.Coin is { Length: 0 or > MaxCoinLength } || (seen.Side is null && seen.Coin is not null))
        {
            return MarketFault.Malformed("coin is the base coin of one event, such as BTC: 1 to 32 characters, with side and notionalUsd.");
        }

        var fault = seen.Side is null ? null : AddEvent(input, seen.NotionalUsd!.Value);
        if (fault is null && seen.Rolling24hUsd is { } rolling)
        {
            fault = _window.SetRolling(input.Venue, rolling, input.AtMs, input.NowMs);
        }

        if (fault is null && seen.Alive == true)
        {
            fault = _window.Hear(input.Venue, input.AtMs);
        }

        if (fault is null && seen.Alive == false)
        {
            _window.Lose(input.Venue, input.AtMs);
        }

        if (fault is null && seen.EventId is { } eventId)
        {
            _recent.Add(input.Venue, eventId, input.NowMs);
        }

        if (fault is null)
        {
            (_origin, _source) = (input.Origin, input.Source);
        }

        return fault;
    }

    public void AdvanceTo(long nowMs) => _window.AdvanceTo(nowMs);

    public MarketReading Reading(long nowMs)
    {
        var totals = _window.At(nowMs);
        return Reading(totals, totals.TotalUsd, nowMs);
    }

    public MarketSection Section(long nowMs)
    {
        var totals = _window.At(nowMs);
        return new LiquidationSection(totals.TotalUsd, totals.LongUsd, totals.ShortUsd, totals.SinceMs,
            [.. totals.Venues.Select(venue => new LiquidationVenue(
                venue.Venue, venue.LongUsd, venue.ShortUsd, venue.TotalUsd, venue.Coverage, venue.HeardAtMs, LiquidationVenues.UnderCounts(venue),
                venue.LastHour, venue.Bitcoin))],
            LiquidationVenues.Label(totals), totals.LastHour, totals.Bitcoin, totals.Largest);
    }

    public ImmutableArray<SectorInput> Inputs(long nowMs)
    {
        // Longs where a venue tells them apart: a short squeeze is no stress for miners.
        var totals = _window.At(nowMs);
        double? usd = totals.TotalUsd is null ? null : totals.Venues.Sum(venue => venue.LongUsd ?? venue.TotalUsd ?? 0);
        return [Reading(totals, usd, nowMs).ToInput(SectorInputId.Liquidations24hUsd)];
    }

    public IReadOnlyList<MonitorEvent> Events => _events;

    public void ForgetEvents(int count) => _events.RemoveRange(0, count);

    private MarketFault? AddEvent(MarketInput input, double notionalUsd)
    {
        LiquidatedSide? side = input.Observation.Side switch { "long" => LiquidatedSide.Long, "short" => LiquidatedSide.Short, _ => null };
        if (side is null)
        {
            return MarketFault.Malformed($"side is '{input.Observation.Side}': give the liquidated position, long or short, not the side of the order.");
        }

        var fault = _window.Add(input.Venue, side.Value, notionalUsd, input.AtMs, input.NowMs, out var large, input.Observation.Coin);
        if (large && fault is null)
        {
            _events.Add(new MonitorEvent(
                "liquidation-large",
                input.AtMs,
                input.Venue,
                FormattableString.Invariant($"One {input.Observation.Side} of {notionalUsd / 1e6:0.#} million USD was liquidated at {input.Venue}; check its unit."),
                ImmutableDictionary<string, double>.Empty.Add("notionalUsd", notionalUsd),
                ImmutableDictionary<string, string>.Empty.Add("side", input.Observation.Side!)));
        }

        return fault;
    }

    private MarketReading Reading(LiquidationTotals totals, double? usd, long nowMs) => MarketReadings.Reading(
        "liquidations", "USD/24h", usd, totals.HeardAtMs, LiquidationWindow.SilenceMs, _origin, _source, Mend, nowMs,
        totals.HeardAtMs is not null && nowMs - totals.HeardAtMs <= LiquidationWindow.SilenceMs && totals.KnownShare < MinKnownShare
            ? FormattableString.Invariant($"The main venue was heard in {totals.KnownShare * 24:0.0} of the last 24 hours; the sum counts from 12 hours on.")
            : null);
}
