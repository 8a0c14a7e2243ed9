using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Tests.Sectors;
using Orleans.Configuration;
using Orleans.TestingHost;
using Xunit;

namespace MinerMonitor.Grains.Tests.Feeds;

/// <summary>One silo with scripted feeds, on a clock that only tests move.</summary>
public sealed class FeedCluster : IAsyncLifetime
{
    private InProcessTestCluster _cluster = null!;

    internal ScriptedFeeds Feeds { get; } = new();

    internal RecordingEncoder Encoder { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 5, 12, 0, 0, TimeSpan.Zero));

    public IGrainFactory Grains => _cluster.Client;

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            TestStorage.AddTo(silo);
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            // The collector's clock is not the tests': by it every grain would be idle since the tests' year.
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(3650));
            silo.Services.AddSingleton<IPayloadEncoder>(Encoder);
            silo.Services.AddSingleton<VolatileJournalStore>();
            silo.Services.AddSingleton<IJournalStore>(services => services.GetRequiredService<VolatileJournalStore>());
            silo.Services.AddSingleton<JournalDirectory>();
            silo.Services.AddSingleton<IFeedCatalogue>(Feeds);
            silo.Services.AddSingleton<LocalFeeds>();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>The line of a feed on the board.</summary>
    internal async Task<FeedLine?> LineAsync(string feed)
    {
        var board = Grains.GetGrain<IFeedBoardGrain>("live");
        await board.AdvanceToAsync(Time.GetUtcNow());
        return Encoder.Decode<FeedBoardView>((await board.ReadAsync(null))[^1]).Items.SingleOrDefault(line => line.Report.Feed == feed);
    }
}
