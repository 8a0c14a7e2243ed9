using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.FearGreed;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Fear and Greed: recorded answers, errors that come as success, revisions.</summary>
public sealed class FearGreedTests
{
    private const string Folder = "fear-greed";
    private static readonly DateTimeOffset s_now = new(2026, 10, 9, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("doc-sample-40-fear.json", "2019-02-26", 40, "Fear", 68_499)]
    [InlineData("latest-2026-03-31-extreme-fear-11.json", "2026-03-31", 11, "Extreme Fear", 30_000)]
    [InlineData("latest-2026-08-02-fear-27.json", "2026-08-02", 27, "Fear", 38_841)]
    [InlineData("latest-2026-09-13-greed-61.json", "2026-09-13", 61, "Greed", 19_536)]
    public void Recorded_day_has_the_sources_value_and_word(string file, string date, int value, string label, int seconds) =>
        Assert.Equal((DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), value, label, TimeSpan.FromSeconds(seconds)), Assert.Single(Days(file)));

    [Fact]
    public void Days_come_newest_first_and_only_the_first_knows_the_next_update()
    {
        var days = Days("limit3-2026-07-10-extreme-fear.json");

        Assert.Equal([(new DateOnly(2026, 7, 10), 23), (new DateOnly(2026, 7, 9), 22), (new DateOnly(2026, 7, 8), 27)], days.Select(day => (day.Date, day.Value)));
        Assert.Equal([26_334.0, null, null], days.Select(day => day.UntilUpdate?.TotalSeconds));
    }

    [Theory]
    [InlineData("edge-empty-data.json", "no days")]
    [InlineData("edge-metadata-error.json", "Value not found")]
    [InlineData("malformed-non-numeric.json", "value")]
    public void Error_that_comes_as_a_success_is_one(string file, string word) =>
        Assert.Contains(word, Assert.Throws<FeedFormatException>(() => Days(file)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("edge-empty-data.json", "malformed")]
    [InlineData("edge-metadata-error.json", "malformed")]
    [InlineData("malformed-non-numeric.json", "malformed")]
    [InlineData("malformed-html.txt", "not-json")]
    public async Task Bad_answer_is_counted_once_and_gives_no_reading(string file, string reason)
    {
        await using var server = await StubServer.StartAsync();
        server.OnRequest("/fng/", FeedFixtures.Text(Folder, file));
        await using var run = AdapterRun.Start("fear-greed", ("FearGreed:Url", $"{server.HttpUrl}/fng/"));

        await run.UntilAsync(() => run.Meter.Read().Refusals.ContainsKey(reason), reason);

        Assert.Equal(1, run.Meter.Read().Refusals[reason]);
        Assert.Empty(run.Sink.Take().Markets);
    }

    [Fact]
    public async Task First_answer_brings_a_month_later_ones_two_days_and_the_revised_value()
    {
        var time = new FakeTimeProvider(s_now);
        await using var server = await StubServer.StartAsync();
        var stub = new FearGreedStub(time);
        stub.Map(server);
        await using var run = AdapterRun.Start("fear-greed", time, [.. stub.Settings(server), ("FearGreed:Every", "00:12:00")]);
        await run.StateAsync(InputState.Live);
        Assert.Equal(30, run.Sink.Take().Markets[MarketName.Sentiment].Length);

        stub.Value = 27;
        await run.MoveOnUntilAsync(() => run.Meter.Read().Readings >= 32, "two days", TimeSpan.FromSeconds(2));

        var days = run.Sink.Take().Markets[MarketName.Sentiment];
        Assert.Equal(("2026-10-09", 27.0, "Fear"), (days[0].Date, days[0].Value, days[0].Label));
        Assert.Equal("?limit=30", server.Requests[0].Query);
        Assert.All(server.Requests.Skip(1), request => Assert.Equal("?limit=2", request.Query));
        Assert.Equal("Crypto Fear & Greed Index by alternative.me", run.Meter.Feed.Attribution);
        Assert.True(time.GetUtcNow() - s_now >= TimeSpan.FromMinutes(10), "asked again within ten minutes");
        Assert.Empty(server.Faults);
    }

    [Fact]
    public void Mutated_answers_give_no_other_fault_and_no_impossible_day()
    {
        foreach (var payload in Mutations.Of(FeedFixtures.Text(Folder, "limit3-2026-07-10-extreme-fear.json"), seed: 7_000, count: 1_000))
        {
            try
            {
                using var body = JsonDocument.Parse(payload);
                Assert.All(FearGreedFeed.Days(body.RootElement), day => Assert.InRange(day.Value, 0, 100));
            }
            catch (Exception exception) when (Mutations.IsFormatFault(exception))
            {
                // Counted by the feed's base.
            }
        }
    }

    private static List<(DateOnly Date, int Value, string? Label, TimeSpan? UntilUpdate)> Days(string file) => [.. FearGreedFeed.Days(FeedFixtures.Json(Folder, file))];
}
