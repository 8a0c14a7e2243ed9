using System.Diagnostics.Metrics;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds;

/// <summary>Metrics of the feeds that run on this silo.</summary>
internal sealed class FeedInstruments(LocalFeeds local, TimeProvider time)
{
    private static readonly Meter s_meter = new("MinerMonitor");

    /// <summary>Begins to report.</summary>
    public void Start()
    {
        s_meter.CreateObservableGauge("minermonitor.feed.live", () => Each(status => status.State == InputState.Live ? 1 : 0), "1", "1 while the feed is live.");
        s_meter.CreateObservableGauge("minermonitor.feed.reading_age", () => Each(AgeSec), "s", "Age of the newest reading; absent before the first one.");
        s_meter.CreateObservableGauge("minermonitor.feed.lag", () => Each(status => status.LagP50Ms / 1000), "s", "Source's time to receipt, median of the last readings.");
        s_meter.CreateObservableCounter("minermonitor.feed.messages", () => Each(status => status.Messages), "{message}", "Messages received.");
        s_meter.CreateObservableCounter("minermonitor.feed.received", () => Each(status => status.Bytes), "By", "Bytes received.");
        s_meter.CreateObservableCounter("minermonitor.feed.readings", () => Each(status => status.Readings), "{reading}", "Readings made of messages.");
        s_meter.CreateObservableCounter("minermonitor.feed.refusals", () => ByReason(status => status.Refusals), "{message}", "What was not used, by reason.");
        s_meter.CreateObservableCounter("minermonitor.feed.reconnects", () => ByReason(status => status.Reconnects), "{connection}", "Connections begun anew, by reason.");
    }

    private double? AgeSec(FeedStatus status) => (time.GetUtcNow().ToUnixTimeMilliseconds() - status.ReadingAtMs) / 1000.0;

    private IEnumerable<Measurement<double>> Each(Func<FeedStatus, double?> read) =>
        from status in local.Statuses
        let value = read(status)
        where value is not null
        select new Measurement<double>(value.Value, Tag("feed", status.Feed.Feed));

    private IEnumerable<Measurement<long>> ByReason(Func<FeedStatus, IEnumerable<KeyValuePair<string, long>>> read) =>
        from status in local.Statuses
        from count in read(status)
        select new Measurement<long>(count.Value, Tag("feed", status.Feed.Feed), Tag("reason", count.Key));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
