using System.Collections.Immutable;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

/// <summary>What a market knows and how it takes observations: the part that differs between markets. Held and stored by its grain.</summary>
internal interface IMarketBook
{
    /// <summary>True when this event was taken already: it came twice and is not taken again.</summary>
    bool IsRepeated(MarketInput input) => false;

    /// <summary>Takes one observation; a fault leaves the book as it was.</summary>
    MarketFault? Observe(MarketInput input);

    /// <summary>What is wrong with an observation, without taking it; null when nothing is. Only books that take wholes can tell.</summary>
    MarketFault? FaultOf(MarketInput input) => null;

    /// <summary>Takes an observation that <see cref="FaultOf"/> found no fault in.</summary>
    /// <returns>False when it told nothing new.</returns>
    bool Take(MarketInput input) => Observe(input) is null;

    /// <summary>What looks wrong about an observation that was taken; null when nothing does.</summary>
    string? DoubtOf(MarketInput input) => null;

    /// <summary>Moves the time on.</summary>
    void AdvanceTo(long nowMs);

    /// <summary>Headline value.</summary>
    MarketReading Reading(long nowMs);

    /// <summary>What only this kind of market has.</summary>
    MarketSection Section(long nowMs);

    /// <summary>What the sector needs of this market.</summary>
    ImmutableArray<SectorInput> Inputs(long nowMs);

    /// <summary>Events that are not told yet.</summary>
    IReadOnlyList<MonitorEvent> Events { get; }

    /// <summary>Forgets the oldest events: they are in the log.</summary>
    void ForgetEvents(int count);

    /// <summary>True when an observation is stored before it is acknowledged; false where a newer one follows within seconds.</summary>
    bool StoresAtOnce { get; }

    /// <summary>True when the value moves with time alone, so that each advance is a frame.</summary>
    bool MovesWithTime { get; }
}

/// <summary>One observation, its defaults filled in.</summary>
/// <param name="Observation">What was seen.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Origin">Where the number comes from.</param>
/// <param name="AtMs">When it was so, not after <paramref name="NowMs"/>.</param>
/// <param name="NowMs">World time.</param>
internal readonly record struct MarketInput(MarketObservation Observation, string Source, string Origin, long AtMs, long NowMs)
{
    /// <summary>Venue, by default the source.</summary>
    public string Venue => Observation.Venue ?? Source;
}

/// <summary>Makes readings and inputs of what a book knows.</summary>
internal static class MarketReadings
{
    public const long MinuteMs = 60_000;
    public const long DayMs = 86_400_000;

    /// <summary>A reading whose state follows from its age; <paramref name="fault"/> makes it missing whatever its age.</summary>
    public static MarketReading Reading(
        string id, string unit, double? value, long? atMs, long ageLimitMs, string? origin, string? source, string mend, long nowMs, string? fault = null)
    {
        var state = atMs is null ? InputState.NeverConfigured
            : fault is not null || value is null ? InputState.Missing
            : nowMs - atMs > ageLimitMs ? InputState.Stale
            : InputState.Live;
        var reason = state switch
        {
            InputState.Live => null,
            InputState.NeverConfigured => $"Nothing was ever received. {mend}",
            InputState.Missing => $"{fault} {mend}",
            _ => $"The newest value is {Say(nowMs - atMs!.Value)} old; the limit is {Say(ageLimitMs)}. {mend}",
        };
        return new MarketReading(id, value, unit, atMs, ageLimitMs, state, value is null ? null : origin, source, reason);
    }

    /// <summary>The same for the sector.</summary>
    public static SectorInput ToInput(this MarketReading reading, SectorInputId id) =>
        new(id, reading.Value, reading.AtMs, reading.AgeLimitMs, reading.Origin, reading.Source, reading.MissingReason, reading.State);

    private static string Say(long ms) => ms switch
    {
        < 2 * MinuteMs => $"{ms / 1000} s",
        < 120 * MinuteMs => $"{ms / MinuteMs} min",
        < 2 * DayMs => $"{ms / (60 * MinuteMs)} h",
        _ => $"{ms / DayMs} days",
    };
}
