using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.TestKit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Recorded payloads of feeds, where the shared folder is there.</summary>
internal static class FeedFixtures
{
    /// <summary>Path of a file of a feed's folder.</summary>
    public static string PathOf(string folder, string file) => Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", folder, file);

    /// <summary>One frame or body, without the line feed that ends the file.</summary>
    public static string Text(string folder, string file) => File.ReadAllText(PathOf(folder, file)).TrimEnd('\n');

    /// <summary>The frame as bytes.</summary>
    public static byte[] Bytes(string folder, string file) => System.Text.Encoding.UTF8.GetBytes(Text(folder, file));

    /// <summary>A JSON file.</summary>
    public static JsonElement Json(string folder, string file) => JsonDocument.Parse(File.ReadAllText(PathOf(folder, file))).RootElement;

    /// <summary>A link whose sink the test reads.</summary>
    /// <param name="nowMs">The time, Unix milliseconds.</param>
    public static FeedLink Link(long nowMs)
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(nowMs));
        var description = new FeedDescription("test", MarketName.Spot, true, "Test", null, null);
        var meter = new FeedMeter(description, "test", time, NullLogger.Instance);
        return new FeedLink(description, new FeedSink(meter), meter, new FeedTap(time), time);
    }

    /// <summary>What a market is to be told, so far; empties the sink.</summary>
    public static IReadOnlyList<MarketObservation> Take(this FeedLink link, string market) => link.Sink.Take().Markets.GetValueOrDefault(market, []);

    /// <summary>Adds what a running adapter has read of liquidations since; answers all of it.</summary>
    public static List<MarketObservation> Collect(this AdapterRun run, List<MarketObservation> seen)
    {
        seen.AddRange(run.Sink.Take().Markets.GetValueOrDefault(MarketName.Liquidations, []));
        return seen;
    }
}
