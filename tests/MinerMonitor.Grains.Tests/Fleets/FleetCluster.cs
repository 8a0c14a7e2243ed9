using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Tests.Journals;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Orleans.Concurrency;
using Orleans.Core.Internal;
using Orleans.TestingHost;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>One silo with fleets on a clock that only tests move, journals that tests can disturb, and a hashprice that tests set.</summary>
public sealed class FleetCluster : IAsyncLifetime
{
    /// <summary>Test classes that share the cluster, one after another: its clock is one for all.</summary>
    public const string Collection = "fleets";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static int s_fleets;
    private InProcessTestCluster _cluster = null!;
    private FleetRouter? _router;
    private int _hashpriceQuestions;
    private double? _hashpriceUsdPhDay = 35;
    private double? _priceUsd = UsualPriceUsd;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 2, 5, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Answer of every sector; null: not known. Setting it moves the clock on, past the answers that are kept.</summary>
    public double? HashpriceUsdPhDay
    {
        get => _hashpriceUsdPhDay;
        set
        {
            _hashpriceUsdPhDay = value;
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>Price that every sector knows unless a test says otherwise.</summary>
    public const double UsualPriceUsd = 70_000;

    /// <summary>Price of every sector; null: not known. Setting it moves the clock on, past the answers that are kept.</summary>
    public double? PriceUsd
    {
        get => _priceUsd;
        set
        {
            _priceUsd = value;
            Time.Advance(TimeSpan.FromMilliseconds(250));
        }
    }

    /// <summary>How often any sector was asked for the hashprice.</summary>
    public int HashpriceQuestions => _hashpriceQuestions;

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public IGrainFactory Grains => _cluster.Client;

    internal DurableJournals Journals { get; } = new();

    internal ObjectEncoder Encoder { get; } = new();

    /// <summary>Routes of the silo where samples come in.</summary>
    internal FleetRouter Router => _router ??= new FleetRouter(Grains, Time);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            TestStorage.AddTo(silo);
            silo.Services.AddSingleton<TimeProvider>(Time);
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddSingleton<IPayloadEncoder>(Encoder);
            silo.Services.AddSingleton<VolatileJournalStore>();
            silo.Services.AddSingleton<IJournalStore>(Journals);
            silo.Services.AddSingleton<JournalDirectory>();
            silo.Services.AddSingleton<SnapshotGate>();
            silo.Services.AddSingleton<SectorPrices>();
            silo.AddIncomingGrainCallFilter(async context =>
            {
                if (context.InterfaceMethod.Name is nameof(ISectorGrain.GetHashpriceAsync) or nameof(ISectorGrain.GetPriceAsync))
                {
                    var isPrice = context.InterfaceMethod.Name == nameof(ISectorGrain.GetPriceAsync);
                    context.Result = isPrice ? PriceUsd : HashpriceUsdPhDay;
                    Interlocked.Add(ref _hashpriceQuestions, isPrice ? 0 : 1);
                    return;
                }

                await context.Invoke();
            });
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Killed, not stopped: shards would store snapshots in a storage that is stopping too.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _cluster.Silos.ToList())
        {
            await _cluster.KillSiloAsync(silo);
        }

        await _cluster.DisposeAsync();
    }

    /// <summary>Makes a fleet that no other test uses.</summary>
    public async Task<string> NewFleetAsync(string? operatorId = null, params (string Site, SiteTerms Terms)[] sites)
    {
        var fleet = string.Create(CultureInfo.InvariantCulture, $"fleet-{Interlocked.Increment(ref s_fleets)}");
        Assert.Equal(ConfigureOutcome.Created, await Fleet(fleet).ConfigureAsync(Settings(operatorId, sites)));
        return fleet;
    }

    public static FleetDescription Settings(string? operatorId = null, params (string Site, SiteTerms Terms)[] sites) => new(
        WorldName.Live, operatorId, false, TimeSpan.FromSeconds(60), sites.ToImmutableDictionary(site => site.Site, site => site.Terms));

    public IFleetGrain Fleet(string fleet) => Grains.GetGrain<IFleetGrain>(fleet);

    public IMinerGrain Miner(string fleet, string miner) => Grains.GetGrain<IMinerGrain>($"{fleet}/{miner}");

    internal IShardGrain Shard(string fleet, int number) => Grains.GetGrain<IShardGrain>(ShardKey.Of(fleet, number));

    internal SampleBatch Batch(string fleet) => new(Router, fleet, NowMs);

    /// <summary>Sends one sample a miner without a time, as one batch, a second after the one before: samples of one receipt merge.</summary>
    internal async Task<BlockResult> SendAsync(string fleet, params (string Miner, double HashrateThs)[] samples)
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        using var batch = Batch(fleet);
        foreach (var (miner, hashrate) in samples)
        {
            Add(batch, miner, hashrate);
        }

        return await batch.CommitAsync();
    }

    internal static void Add(SampleBatch batch, string miner, double hashrateThs, double? powerW = null, string site = "", long? atMs = null, bool isBoundToSite = false, string model = "", ReportedState? state = null)
    {
        var sample = new RawSample { Miner = Encoding.UTF8.GetBytes(miner), Site = Encoding.UTF8.GetBytes(site), IsBoundToSite = isBoundToSite, Model = Encoding.UTF8.GetBytes(model) };
        sample.TrySet(SampleFields.HashrateThs, hashrateThs);
        if (powerW is { } power)
        {
            sample.TrySet(SampleFields.PowerW, power);
        }

        if (atMs is { } at)
        {
            sample.AtMs = at;
            sample.Present |= SampleFields.AtMs;
        }

        if (state is { } reported)
        {
            sample.State = reported;
            sample.Present |= SampleFields.State;
        }

        batch.Add(in sample, line: 1);
    }

    /// <summary>Figures after every shard has told what it knows at this moment.</summary>
    public async Task<FleetFigures> FiguresAsync(string fleet)
    {
        var description = (await Fleet(fleet).GetAsync())!;
        for (var number = description.FirstShard; number < description.FirstShard + description.Shards; number++)
        {
            await Shard(fleet, number).AdvanceToAsync(NowMs);
        }

        await Fleet(fleet).ReadAsync(null);
        return (await Fleet(fleet).GetFiguresAsync())!;
    }

    /// <summary>Everything that an event log has.</summary>
    internal async Task<List<MonitorEvent>> EventsAsync(string fleet)
    {
        var log = Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(WorldName.Live, $"events/{fleet}"));
        var newest = await log.ReadAsync(null);
        return [.. (await log.ReadAsync(new TopicPosition(newest[^1].StreamId, 0)))
            .Where(frame => frame.Kind == TopicFrameKind.Event).Select(Encoder.Decode<MonitorEvent>)];
    }

    /// <summary>Ends a shard as a crash does, without a snapshot: another owner of its journal appears, and a write finds that out.</summary>
    internal async Task KillShardAsync(string fleet, int number)
    {
        await Shard(fleet, number).PingAsync();
        await Journals.TakeOwnershipAsync(ShardKey.Of(fleet, number), TestContext.Current.CancellationToken);
        var block = ControlBlock.Write(MinerControl.Retire, ushort.MaxValue, 0, 0, "", NowMs); // of nobody: no shard changes by it
        var fault = await Record.ExceptionAsync(() => Shard(fleet, number).IngestAsync(new Immutable<byte[]>(block)));
        Assert.True(fault is null or JournalFencedException, fault?.ToString()); // null: a tick of the shard has found it out before
    }

    /// <summary>Ends an activation in good order.</summary>
    public static async Task DeactivateAsync(IAddressable grain) => await grain.Cast<IGrainManagementExtension>().DeactivateOnIdle();

    internal async Task<Watch> WatchAsync(ITopicGrain owner)
    {
        var watch = new Watch();
        watch.Reference = Grains.CreateObjectReference<ITopicObserver>(watch);
        watch.First = (await owner.SubscribeAsync(watch.Reference, null))[^1];
        return watch;
    }

    internal sealed class Watch : ITopicObserver
    {
        private readonly Channel<TopicFrame> _frames = Channel.CreateUnbounded<TopicFrame>();

        public ITopicObserver Reference { get; set; } = null!;

        public TopicFrame First { get; set; } = null!;

        public ConcurrentQueue<TopicFrame> Received { get; } = new();

        public Task OnFramesAsync(string topicKey, ImmutableArray<TopicFrame> frames)
        {
            foreach (var frame in frames)
            {
                Received.Enqueue(frame);
                _frames.Writer.TryWrite(frame);
            }

            return Task.CompletedTask;
        }

        public async Task<TopicFrame> NextAsync(string awaited)
        {
            try
            {
                return await _frames.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(s_patience);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"No frame came within {s_patience}: {awaited}.");
            }
        }
    }
}

[CollectionDefinition(FleetCluster.Collection)]
public sealed class FleetTests : ICollectionFixture<FleetCluster>;

/// <summary>Encodes an object as its number, so that tests look at the object itself.</summary>
internal sealed class ObjectEncoder : IPayloadEncoder
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
