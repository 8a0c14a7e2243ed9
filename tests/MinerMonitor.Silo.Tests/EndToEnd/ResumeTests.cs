using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>The silo dies and comes back under a hundred programs while values change: every number once, or a snapshot that says why.</summary>
[Collection(ProcessGroup.Name)]
public sealed class ResumeTests : IDisposable
{
    private const int Watchers = 100;
    private const string Fleet = "acme";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly string _url = $"http://127.0.0.1:{SiloProcess.FreePort()}";
    private readonly TempFolder _folder = new();
    private int _height = 900_000;
    private int _value;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hundred_watchers_miss_nothing_and_see_nothing_twice_when_the_silo_restarts()
    {
        var silo = await StartAsync();
        var watchers = new List<CountingWatcher>();
        try
        {
            await silo.MakeFleetAsync(Fleet);
            await ChangeAsync(silo); // the logs of events hold something, so their streams have begun
            watchers.AddRange(Enumerable.Range(0, Watchers).Select(number => new CountingWatcher(silo.Url, silo.Key, number, TopicsOf(number))));
            await AllAsync(watchers, watcher => watcher.HasSeenStreams(1), "its snapshots");

            var life = 1;
            foreach (var isOrderly in (bool[])[false, true])
            {
                var changing = ChangeUntilGoneAsync(silo, watchers[0]);
                var before = watchers[0].LastSeq(Topics.Blocks);
                await AllAsync(watchers, watcher => watcher.LastSeq(Topics.Blocks) >= before + 5, "changes while the silo runs");
                if (isOrderly)
                {
                    Assert.Equal(0, await silo.StopAsync());
                }
                else
                {
                    await silo.KillAsync();
                }

                await changing;
                await silo.DisposeAsync();
                silo = await StartAsync();
                life++;
                await ChangeAsync(silo);
                await AllAsync(watchers, watcher => watcher.HasSeenStreams(life), $"the streams of life {life} of the silo");
            }

            var log = await LogAsync(silo);
            await AllAsync(watchers, watcher => watcher.LastSeq(Topics.Blocks) == log[^1].Seq && HasValue(watcher), "the last changes");

            Assert.True(watchers.Sum(watcher => watcher.Verify(streams: 3)) > Watchers * 10);
            foreach (var watcher in watchers)
            {
                var events = watcher.Seen(Topics.Blocks);
                Assert.Equal(
                    log.Where(frame => frame.Seq > events[0].Position.Seq).Select(frame => (frame.Seq, frame.Payload.GetRawText())),
                    events.Skip(1).Select(update => (update.Position.Seq, update.Value.GetRawText())));
            }
        }
        finally
        {
            await Task.WhenAll(watchers.Select(watcher => watcher.DisposeAsync().AsTask()));
            await silo.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>Each watches the blocks and the same market, in either mode, and others by turns.</summary>
    private static TopicRequest[] TopicsOf(int number)
    {
        var mode = number % 2 == 0 ? WatchModes.Every : WatchModes.Latest;
        string[] others = [Topics.Sector, Topics.Network, Topics.Fleet(Fleet), Topics.Markets, Topics.Feeds];
        return [.. new[] { Topics.Blocks, Topics.Market("sentiment"), others[number % others.Length] }.Select(topic => new TopicRequest { Topic = topic, Mode = mode })];
    }

    private Task<SiloProcess> StartAsync() => SiloProcess.StartAsync(_folder.Path, ("urls", _url));

    private bool HasValue(CountingWatcher watcher) => watcher.Newest(Topics.Market("sentiment"))?.GetProperty("reading").GetProperty("value").GetInt32() == _value;

    private async Task ChangeAsync(SiloProcess silo)
    {
        _value = (_value % 100) + 1;
        await silo.Client.ObserveNetworkAsync([new NetworkObservation { BlockHeight = ++_height, Source = "test" }], cancellationToken: Cancelled);
        await silo.Client.ObserveMarketAsync("sentiment", [new MarketObservation { Value = _value, Source = "test" }], cancellationToken: Cancelled);
        await silo.Client.UploadSamplesAsync(Fleet, [new Sample { Miner = $"rig-{_value}", HashrateThs = 100, PowerW = 3000 }], Cancelled);
    }

    /// <summary>Changes values, one after the other as a watcher sees them, until the silo answers no more.</summary>
    private async Task ChangeUntilGoneAsync(SiloProcess silo, CountingWatcher watcher)
    {
        try
        {
            while (true)
            {
                var before = watcher.LastSeq(Topics.Blocks);
                await ChangeAsync(silo);
                await watcher.UntilAsync(one => one.LastSeq(Topics.Blocks) > before || silo.HasExited, s_patience, "the block that was observed");
                if (silo.HasExited)
                {
                    return;
                }
            }
        }
        catch (MonitorException)
        {
            // The silo is gone, or going: that is what this waits for.
        }
    }

    private static Task AllAsync(IReadOnlyList<CountingWatcher> watchers, Func<CountingWatcher, bool> condition, string awaited) =>
        Task.WhenAll(watchers.Select(watcher => watcher.UntilAsync(condition, s_patience, awaited)));

    private static async Task<IReadOnlyList<Frame>> LogAsync(SiloProcess silo)
    {
        var text = await silo.Http.GetStringAsync($"/api/v1/events?topic={Topics.Blocks}&limit=1000", Cancelled);
        return JsonSerializer.Deserialize(text, ProtocolJson.Default.PageFrame)!.Items;
    }
}
