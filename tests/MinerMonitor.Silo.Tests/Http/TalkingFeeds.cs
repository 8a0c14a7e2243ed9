using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Tests.Http;

/// <summary>Two feeds: one that says something as soon as somebody records it, and one that is off.</summary>
internal sealed class TalkingFeeds : IFeedCatalogue
{
    public const string Talks = "talks";
    public const string Off = "off";

    public IReadOnlyList<FeedDescription> Feeds { get; } =
        [new(Talks, MarketName.Spot, true, "Talks", null, null), new(Off, MarketName.Spot, false, "Off", null, null)];

    public IFeedAdapter CreateAdapter(string feed) => new Talker();

    private sealed class Talker : IFeedAdapter
    {
        public async Task RunAsync(FeedLink link, CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50), link.Time);
            while (!link.Tap.IsOpen)
            {
                await timer.WaitForNextTickAsync(stoppingToken);
            }

            link.Tap.Add(fromServer: false, "{\"op\":\"subscribe\"}"u8);
            link.Tap.Add(fromServer: true, "{\"price\":\"70000.0\"}"u8);
            await Task.Delay(Timeout.InfiniteTimeSpan, link.Time, stoppingToken);
        }
    }
}
