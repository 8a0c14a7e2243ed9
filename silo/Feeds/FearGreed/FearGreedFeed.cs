using System.Globalization;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.FearGreed;

/// <summary>The Crypto Fear &amp; Greed Index of alternative.me: one number a day, which may be revised during its day. Not CNN's index of the same name.</summary>
/// <param name="options">Settings.</param>
/// <param name="address">Address without a query.</param>
/// <param name="clients">Makes HTTP clients.</param>
internal sealed class FearGreedFeed(PollFeedOptions options, Uri address, IHttpClientFactory clients) : PollFeed(options.Every, clients)
{
    private const int DaysAtFirst = 30;
    private const int DaysAfter = 2;

    // Ten minutes even where a wait is 10 % shorter.
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(11.2);
    private static readonly TimeSpan s_afterUpdate = TimeSpan.FromSeconds(60);

    private bool _hasHistory;

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        // A date_format would turn the time into a text.
        var query = $"limit={(_hasHistory ? DaysAfter : DaysAtFirst)}";
        using var body = await http.GetJsonAsync(new UriBuilder(address) { Query = query }.Uri, cancellationToken);
        var days = Days(body.RootElement).ToList();
        foreach (var day in days)
        {
            link.Sink.Add(
                MarketName.Sentiment,
                new MarketObservation { Source = "alternative.me", Date = day.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Value = day.Value, Label = day.Label },
                new FeedTime(null, link.Meter.NowMs));
        }

        _hasHistory = true;
        var wait = days[0].UntilUpdate + s_afterUpdate ?? options.Every;
        return wait < s_shortest ? s_shortest : wait > options.Every ? options.Every : wait;
    }

    /// <summary>The days of an answer, newest first as they come. Everything in it is a text.</summary>
    /// <exception cref="FeedFormatException">It is an error, or not what it should be.</exception>
    internal static IEnumerable<(DateOnly Date, int Value, string? Label, TimeSpan? UntilUpdate)> Days(JsonElement root)
    {
        // HTTP 200 does not mean success.
        if (root.Member("metadata") is { } metadata && metadata.Member("error") is { } error)
        {
            throw new FeedFormatException($"The provider answers: {error}.");
        }

        var days = root.Items("data").Select(DayOf).ToList();
        return days.Count > 0 ? days : throw new FeedFormatException("The answer has no days.");
    }

    private static (DateOnly Date, int Value, string? Label, TimeSpan? UntilUpdate) DayOf(JsonElement item)
    {
        var value = Number(item, "value").Needed("value");
        var second = Number(item, "timestamp").Needed("timestamp");
        if (value > 100 || second is < ChainBlock.GenesisSec or > ChainBlock.MaxSec)
        {
            throw new FeedFormatException($"Value {value} of {second} is not 0 to 100, or of no day.");
        }

        return (
            DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeSeconds(second).UtcDateTime),
            (int)value,
            item.Member("value_classification")?.GetString(), // the source's own word: it is not computed again from the value
            Number(item, "time_until_update") is { } seconds and <= 172_800 ? TimeSpan.FromSeconds(seconds) : null);
    }

    private static long? Number(JsonElement item, string name) =>
        item.Member(name) is not { } member ? null
        : long.TryParse(member.ValueKind == JsonValueKind.String ? member.GetString() : member.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new FeedFormatException($"'{name}' is no whole number.");
}
