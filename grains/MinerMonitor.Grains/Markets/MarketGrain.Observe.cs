using System.Collections.Immutable;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Grains.Markets;

internal abstract partial class MarketGrain<TBook>
{
    private static readonly string[] s_origins =
        [Origin.Measured, Origin.Article, Origin.Chain, Origin.Derived, Origin.Interpolated, Origin.Simulated];

    private const long FutureMs = MarketReadings.DayMs;
    private const int MaxNameLength = 64;

    /// <inheritdoc/>
    public async ValueTask<MarketPush> PushAsync(ImmutableArray<MarketObservation> observations)
    {
        _nowMs = _live ? time.GetUtcNow().ToUnixTimeMilliseconds() : Math.Max(_nowMs, observations.Max(seen => seen.AtMs) ?? 0);
        IMarketBook book = Book;
        ImmutableArray<MarketInput> inputs = [.. observations.Select(ToInput)];
        ImmutableArray<MarketRefusal> refused =
        [
            .. inputs.Select((input, index) => FaultOf(index, input) ?? ToRefusal(index, book.FaultOf(input))).OfType<MarketRefusal>(),
        ];
        var accepted = 0;
        foreach (var input in inputs)
        {
            accepted += refused.IsEmpty && book.Take(input) ? 1 : 0;
            Count(input, refused.IsEmpty);
        }

        if (!refused.IsEmpty) return new MarketPush(0, 0, refused, []);
        _dirty = _unstored = true;
        await StoreAsync();
        if (_live) ScheduleFlush();
        var doubts = inputs.Select((input, index) => (index, Reason: book.DoubtOf(input))).Where(doubt => doubt.Reason is not null);
        return new MarketPush(accepted, inputs.Length - accepted, [], [.. doubts.Select(doubt => new MarketWarning(doubt.index, doubt.Reason!))]);
    }

    private MarketRefusal? Observe(int index, MarketObservation seen)
    {
        // A replay's observations carry its time; its clock is moved only after them.
        _nowMs = _live ? _nowMs : Math.Max(_nowMs, seen.AtMs ?? 0);
        var input = ToInput(seen);
        var refusal = FaultOf(index, input);
        if (refusal is null && Book.IsRepeated(input))
        {
            _tallies.CountDuplicate(FeedOf(input), _nowMs);
            return null;
        }

        refusal ??= ToRefusal(index, Book.Observe(input));
        _dirty |= refusal is null;
        _unstored |= refusal is null;
        Count(input, refusal is null);
        return refusal;
    }

    private MarketInput ToInput(MarketObservation seen)
    {
        var source = string.IsNullOrWhiteSpace(seen.Source) ? "push" : seen.Source;
        return new MarketInput(seen, source, seen.Origin ?? Origin.Measured, Math.Min(seen.AtMs ?? _nowMs, _nowMs), _nowMs);
    }

    private void Count(MarketInput input, bool accepted) => _tallies.Count(FeedOf(input), accepted, input.AtMs, _nowMs);

    private static string FeedOf(MarketInput input) =>
        input.Observation.Feed ?? SourceTallies.FeedOfSource(input.Source.Length <= MaxNameLength ? input.Source : "unnamed");

    private static MarketRefusal? ToRefusal(int index, MarketFault? fault) =>
        fault is { } known ? new MarketRefusal(index, known.Kind == MarketFaultKind.Malformed ? "malformed" : "out_of_range", known.Text) : null;

    private MarketRefusal? FaultOf(int index, MarketInput input)
    {
        var seen = input.Observation;
        if (MarketMembers.FaultOf(market, seen) is { } foreign)
        {
            return new MarketRefusal(index, "malformed", foreign);
        }

        if (!IsName(input.Source) || (seen.Venue is not null && !IsName(seen.Venue)))
        {
            return new MarketRefusal(index, "malformed", "source and venue are names of 1 to 64 characters without control characters.");
        }

        if (!s_origins.Contains(input.Origin))
        {
            return new MarketRefusal(index, "malformed", $"origin is '{input.Origin}': use one of {string.Join(", ", s_origins)}.");
        }

        return seen.AtMs - _nowMs > FutureMs
            ? new MarketRefusal(index, "future", "atMs lies more than 24 hours ahead: give Unix milliseconds, or leave it out for now.")
            : seen.AtMs < 0 ? new MarketRefusal(index, "out_of_range", "atMs is negative: give Unix milliseconds, or leave it out for now.")
            : null;
    }

    private static bool IsName(string name) => name.Length is > 0 and <= MaxNameLength && !name.Any(char.IsControl);
}
