using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Worlds;
using Orleans.TestingHost;
using Xunit;

[assembly: AssemblyFixture(typeof(MinerMonitor.Grains.Tests.Worlds.WorldCluster))]

namespace MinerMonitor.Grains.Tests.Worlds;

/// <summary>One silo in the test's process, shared by the tests of markets and worlds; each test takes worlds of its own.</summary>
public sealed class WorldCluster : IAsyncLifetime
{
    private InProcessTestCluster? _cluster;

    /// <summary>Grains of the cluster.</summary>
    public IGrainFactory Grains => _cluster!.Client;

    /// <summary>Fleet of every replay.</summary>
    public RecordedFleets Fleets { get; } = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            TestStorage.AddTo(silo);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddSingleton<IPayloadEncoder, JsonEncoder>();
            silo.Services.AddSingleton<IJournalStore, VolatileJournalStore>();
            silo.Services.AddSingleton<VolatileJournalStore>();
            silo.Services.AddSingleton<JournalDirectory>();
            silo.Services.AddSingleton<IReplayFleet>(Fleets);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>Watches a topic; the watcher hears each frame.</summary>
    public async Task<TopicWatcher> WatchAsync(ITopicGrain topic)
    {
        var watcher = new TopicWatcher(topic);
        await watcher.BeginAsync(_cluster!.Client.CreateObjectReference<ITopicObserver>(watcher));
        return watcher;
    }

    /// <summary>Writes what grains know as JSON, member by member: the tests read it back without the public contract.</summary>
    private sealed class JsonEncoder : IPayloadEncoder
    {
        private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
        {
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddSections } },
        };

        public byte[] Encode<T>(T value) where T : notnull => JsonSerializer.SerializeToUtf8Bytes(value, s_json);

        private static void AddSections(JsonTypeInfo info)
        {
            if (info.Type != typeof(MarketSection))
            {
                return;
            }

            info.PolymorphismOptions = new JsonPolymorphismOptions();
            foreach (var section in typeof(MarketSection).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MarketSection))))
            {
                info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(section));
            }
        }
    }
}
