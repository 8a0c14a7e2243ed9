using System.Collections.Immutable;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>Fills the daily history of the live world from public sources: what is there is not fetched again, so it goes on where it stopped.</summary>
/// <remarks>
/// A round asks what is missing, fetches the chain (three requests), the candles of each stretch of 300 days that lacks a price, oldest
/// first, and Fear and Greed; each part is stored before the next one is fetched. A source that fails is left alone for the rest of the
/// round, and the feed comes back for it only where it could have filled a gap that is still there.
/// </remarks>
internal sealed class HistoryFeed(
    HistoryFeedOptions options, ImmutableArray<CandleVenue> venues, Uri chain, Uri? fearGreed, IHttpClientFactory clients, IGrainFactory grains)
    : PollFeed(options.Every, clients)
{
    private const int DaysPerFill = 366;
    private static readonly TimeSpan s_afterMidnight = TimeSpan.FromMinutes(30); // servers need some minutes for a day that just ended
    private static readonly TimeSpan s_untilIndexed = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        var today = UtcDay.Of(link.Meter.NowMs);
        var yesterday = today.AddDays(-1);
        var round = new Round(http, link, today, cancellationToken);
        var gaps = await GapsAsync(round);
        if (!gaps.NoChain.IsEmpty) await round.TryAsync(chain.Authority, () => FillChainAsync(round, gaps.NoChain));
        await FillPricesAsync(round, gaps.NoPrice);
        var moods = yesterday.DayNumber - Math.Max(options.From.DayNumber, FearGreedSource.FirstDay.DayNumber) + 1;
        if (fearGreed is not null && gaps.FearGreedDays < moods) await round.TryAsync(fearGreed.Authority, () => FillMoodsAsync(round, fearGreed));

        gaps = await GapsAsync(round);
        ThrowIfMissed(round, gaps);
        var now = link.Time.GetUtcNow();
        var isBehind = gaps.NoPrice.Contains(yesterday) || gaps.NoChain.Contains(yesterday);
        var next = isBehind && now.TimeOfDay < TimeSpan.FromHours(12) ? s_untilIndexed : now.Date.AddDays(1) + s_afterMidnight - now.UtcDateTime;
        return next < options.Every ? next : options.Every;
    }

    private async Task FillChainAsync(Round round, ImmutableArray<DateOnly> days)
    {
        var (epochs, rows) = await new ChainSource(chain, round.Pause(options.Pace)).FetchAsync(round.Http, round.Today, round.Refuse, round.Cancellation);
        var source = chain.Authority;
        await FillAsync(round, new HistoryFill { Source = source, Epochs = [.. epochs] });
        foreach (var part in days.Chunk(DaysPerFill))
        {
            await FillAsync(round, new HistoryFill { Source = source, Days = [.. part.Select(rows.Row).OfType<DailyRow>().Select(row => new FilledDay(row))] });
        }
    }

    private async Task FillPricesAsync(Round round, ImmutableArray<DateOnly> days)
    {
        var others = venues.Where(venue => venue.NewestDays is null).ToList();
        // A venue that always answers with its newest days is asked once.
        var closes = new DailyCloses();
        foreach (var venue in venues.Where(venue => venue.NewestDays is not null && days.Any(day => venue.Covers(day, day, round.Today))))
        {
            await round.TryAsync(venue.Name, () => ReadCandlesAsync(round, closes, venue, venue.Request(round.Today.AddDays(-venue.NewestDays!.Value), round.Today)));
        }

        foreach (var stretch in Stretches(days))
        {
            foreach (var venue in others.Where(venue => venue.Covers(stretch[0], stretch[^1], round.Today)))
            {
                await round.TryAsync(venue.Name, () => ReadCandlesAsync(round, closes, venue, venue.Request(stretch[0].AddDays(-DailyCloses.DaysBefore), stretch[^1])));
            }

            var filled = ImmutableArray.CreateBuilder<FilledDay>();
            foreach (var day in stretch)
            {
                var (price, source, fault) = closes.PriceOf(day);
                if (fault is not null) round.Refuse(fault);
                if (price is not { } close) continue;
                filled.Add(new FilledDay(new DailyRow { Date = day, PriceUsd = close }, source));
            }

            await FillAsync(round, new HistoryFill { Source = "candles", Days = filled.DrainToImmutable() });
            await round.Pause(options.Pace)(round.Cancellation);
        }
    }

    private static async Task ReadCandlesAsync(Round round, DailyCloses closes, CandleVenue venue, Uri address)
    {
        using var answer = await round.Http.GetJsonAsync(address, round.Cancellation);
        foreach (var row in venue.Read(answer.RootElement))
        {
            if (closes.Add(venue, venue.ReadOne(row)) is { } fault) round.Refuse(fault);
        }
    }

    private async Task FillMoodsAsync(Round round, Uri address)
    {
        using var answer = await round.Http.GetJsonAsync(new UriBuilder(address) { Query = "limit=0" }.Uri, round.Cancellation);
        await FillAsync(round, new HistoryFill { Source = address.Authority, FearGreed = [.. FearGreedSource.Read(answer.RootElement, round.Today, round.Refuse)] });
    }

    /// <summary>Days in order, cut so that one request reaches all days of a part and those that its first price is held against.</summary>
    private static IEnumerable<ImmutableArray<DateOnly>> Stretches(ImmutableArray<DateOnly> days)
    {
        for (var first = 0; first < days.Length;)
        {
            var end = first;
            while (end < days.Length && days[end].DayNumber - days[first].DayNumber < CandleVenue.MaxDays - DailyCloses.DaysBefore) end++;
            yield return days[first..end];
            first = end;
        }
    }

    private async Task<HistoryGaps> GapsAsync(Round round)
    {
        var gaps = await RepeatAsync(round, history => history.GetGapsAsync(options.From, round.Today.AddDays(-1)));
        round.Link.Meter.Report(FormattableString.Invariant($"{gaps.Whole:N0} of {gaps.Days:N0} days"));
        return gaps;
    }

    private async Task FillAsync(Round round, HistoryFill fill)
    {
        await RepeatAsync(round, history => history.FillAsync(fill));
        round.Link.Sink.CountDelivered(fill.Days.Length + fill.Epochs.Length + fill.FearGreed.Length, new FeedTime(null, round.Link.Meter.NowMs));
        if (!fill.Days.IsEmpty) await GapsAsync(round);
    }

    private async Task<T> RepeatAsync<T>(Round round, Func<IDailyHistoryGrain, ValueTask<T>> call)
    {
        while (true)
        {
            try
            {
                return await call(grains.GetGrain<IDailyHistoryGrain>(WorldName.Live));
            }
            catch (Exception exception) when (!round.Cancellation.IsCancellationRequested)
            {
                // A store that is down throws errors of many kinds, and what was fetched waits for it whatever the kind.
                round.Link.Meter.Refuse("delivery-failed", [], exception.Message);
                await Task.Delay(s_retry, round.Link.Time, round.Cancellation);
            }
        }
    }

    /// <summary>A source that failed is worth coming back for only while a gap is left that it might fill.</summary>
    private void ThrowIfMissed(Round round, HistoryGaps gaps)
    {
        foreach (var (source, failure) in round.Failures)
        {
            var venue = venues.FirstOrDefault(venue => venue.Name == source);
            if (venue is not null ? gaps.NoPrice.Any(day => venue.Covers(day, day, round.Today)) : source != chain.Authority || !gaps.NoChain.IsEmpty)
                throw new FeedHttpException(failure.Code, failure.Message, failure.RetryAfter);
        }
    }

    /// <summary>One look for gaps.</summary>
    private sealed record Round(FeedHttp Http, FeedLink Link, DateOnly Today, CancellationToken Cancellation)
    {
        private readonly Dictionary<string, FeedHttpException> _failures = new(StringComparer.Ordinal);

        public IReadOnlyDictionary<string, FeedHttpException> Failures => _failures;

        public void Refuse(string reason) => Link.Meter.Count(reason);

        public Func<CancellationToken, Task> Pause(TimeSpan pace) => cancellation => Task.Delay(pace, Link.Time, cancellation);

        /// <summary>Asks a source, unless it failed before in this round.</summary>
        public async Task TryAsync(string source, Func<Task> ask)
        {
            if (_failures.ContainsKey(source)) return;
            try
            {
                await ask();
            }
            catch (FeedHttpException exception)
            {
                _failures[source] = exception;
                Link.Meter.Count(exception.Code);
            }
            catch (Exception exception) when (exception
                is JsonException or FeedFormatException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or IndexOutOfRangeException)
            {
                // What a parser of JSON throws at a member that is missing or of the wrong kind, range or form.
                Link.Meter.Refuse("malformed", [], $"{source}: {exception.Message}");
                _failures[source] = new FeedHttpException("malformed", $"The answer of {source} is not what it should be: {exception.Message}");
            }
        }
    }
}
