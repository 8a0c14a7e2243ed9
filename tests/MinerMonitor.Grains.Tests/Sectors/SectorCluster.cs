using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Storage;
using Orleans.TestingHost;
using Xunit;

namespace MinerMonitor.Grains.Tests.Sectors;

/// <summary>One silo on a clock that only tests move, with storage in memory.</summary>
public sealed class SectorCluster : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static int s_worlds;
    private InProcessTestCluster _cluster = null!;

    /// <summary>Clock of the silo.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Payloads carry the number of the object that was encoded.</summary>
    internal RecordingEncoder Encoder { get; } = new();

    /// <summary>What the grains store.</summary>
    internal FlakyStorage Storage { get; private set; } = null!;

    public double? SupportUsd { get; init; }

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>A replay world that no other test uses: it moves only when told.</summary>
    public static string NewWorld() => $"test-{Interlocked.Increment(ref s_worlds)}";

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddKeyedSingleton<IGrainStorage>(
                StorageNames.Provider, (services, _) => Storage = new FlakyStorage(ActivatorUtilities.CreateInstance<TestStorage>(services)));
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            // The collector's clock is not the tests': by it every grain would be idle since the tests' year.
            silo.Configure<GrainCollectionOptions>(options => options.CollectionAge = TimeSpan.FromDays(3650));
            silo.Services.AddSingleton<IPayloadEncoder>(Encoder);
            silo.Services.AddSingleton<VolatileJournalStore>();
            silo.Services.AddSingleton<IJournalStore>(services => services.GetRequiredService<VolatileJournalStore>());
            silo.Services.AddSingleton<JournalDirectory>();
            silo.Services.Configure<SectorOptions>(options => options.SupportUsd = SupportUsd);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        _ = _cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(StorageNames.Provider); // there for the first test too
    }

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>The value that a topic's owner holds now.</summary>
    internal async Task<T> ReadAsync<T>(ITopicGrain owner) => Encoder.Decode<T>((await owner.ReadAsync(null))[^1]);

    /// <summary>Everything that an event log has.</summary>
    internal async Task<List<MonitorEvent>> EventsAsync(string world, string topic)
    {
        var log = Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(world, topic));
        var newest = await log.ReadAsync(null);
        var all = newest.IsEmpty ? newest : await log.ReadAsync(new TopicPosition(newest[^1].StreamId, 0));
        return [.. all.Where(frame => frame.Payload.Length == sizeof(int)).Select(frame => Encoder.Decode<MonitorEvent>(frame))];
    }

    /// <summary>Ends an activation, so that the next call begins with what is stored.</summary>
    public static async Task RestartAsync(IAddressable grain) => await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    /// <summary>Watches a topic.</summary>
    internal async Task<Watch> WatchAsync(ITopicGrain owner)
    {
        var watch = new Watch();
        watch.Reference = Grains.CreateObjectReference<ITopicObserver>(watch);
        watch.First = (await owner.SubscribeAsync(watch.Reference, null))[^1];
        return watch;
    }

    /// <summary>Frames of one topic as they come.</summary>
    internal sealed class Watch : ITopicObserver
    {
        private readonly Channel<TopicFrame> _frames = Channel.CreateUnbounded<TopicFrame>();

        public ITopicObserver Reference { get; set; } = null!;

        public TopicFrame First { get; set; } = null!;

        public Task OnFramesAsync(string topicKey, ImmutableArray<TopicFrame> frames)
        {
            foreach (var frame in frames) _frames.Writer.TryWrite(frame);
            return Task.CompletedTask;
        }

        public async Task<TopicFrame> NextAsync(string awaited)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(s_patience);
            try
            {
                return await _frames.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"No frame came within {s_patience}: {awaited}.");
            }
        }
    }
}

/// <summary>Encodes an object as its number, so that tests look at the object itself.</summary>
internal sealed class RecordingEncoder : IPayloadEncoder
{
    private readonly ConcurrentDictionary<int, object> _values = new();
    private int _last;

    public byte[] Encode<T>(T value) where T : notnull
    {
        var number = Interlocked.Increment(ref _last);
        _values[number] = value;
        return BitConverter.GetBytes(number);
    }

    public T Decode<T>(TopicFrame frame) => (T)_values[BitConverter.ToInt32(frame.Payload)];
}
