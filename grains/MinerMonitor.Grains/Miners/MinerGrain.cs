using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Miners;

/// <inheritdoc cref="IMinerGrain"/>
[GrainType("miner")]
internal sealed class MinerGrain(
    [PersistentState("settings", StorageNames.Provider)] IPersistentState<MinerSettingsState> settings,
    IPayloadEncoder encoder,
    TimeProvider time) : Grain, IMinerGrain, IMinerPulseObserver
{
    private const int FramesKept = 64;
    private static readonly TimeSpan s_renewEvery = TimeSpan.FromSeconds(20);

    private string _fleet = "";
    private string _miner = "";
    private TopicPublisher _topic = null!;
    private MinerFigures? _figures;
    private IGrainTimer? _attachment;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        (_fleet, _miner) = (key[..slash], key[(slash + 1)..]);
        return Task.CompletedTask;
    }

    public async ValueTask<MinerFigures> GetAsync()
    {
        var (address, description) = await FindAsync();
        var record = await Shard(address).ReadAsync(address) ?? throw Unknown();
        var fleet = await GrainFactory.GetGrain<IFleetGrain>(_fleet).GetFiguresAsync();
        var hashprice = await GrainFactory.GetGrain<ISectorGrain>(description.World).GetHashpriceAsync();
        var label = record.Readout.Label ?? (settings.State.FirstShard == description.FirstShard ? settings.State.Label : null);
        return new MinerFigures(description.World, _fleet, fleet?.AsOfMs ?? 0, label, record, hashprice);
    }

    public async ValueTask<ImmutableArray<MinerDay>> GetDaysAsync(int from, int to)
    {
        var (address, _) = await FindAsync();
        return await Shard(address).ReadDaysAsync(address, from, to) ?? throw Unknown();
    }

    public async ValueTask ConfigureAsync(MinerChange change)
    {
        var (address, _) = await FindAsync();
        if (change.Label is not null && settings.RecordExists)
        {
            await this.StoreAsync(() => settings.ClearStateAsync()); // the shard's counts from now on, none included
        }

        var counts = await Shard(address).ChangeAsync([address], [change], time.GetUtcNow().ToUnixTimeMilliseconds());
        if (counts.Matched == 0)
        {
            throw Unknown(); // deleted since it was found
        }

        await PublishAsync();
    }

    public async ValueTask DeleteAsync()
    {
        await FindAsync();
        if (!await GrainFactory.GetGrain<IFleetGrain>(_fleet).RetireAsync(Encoding.UTF8.GetBytes(_miner)))
        {
            throw Unknown();
        }

        await settings.ClearStateAsync();
        DeactivateOnIdle();
    }

    public async ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        await RefreshAsync();
        await AttachAsync();
        _attachment ??= this.RegisterGrainTimer(_ => RenewAsync(), new GrainTimerCreationOptions(s_renewEvery, s_renewEvery));
        return _topic.Subscribe(observer, after);
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _topic?.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after)
    {
        await RefreshAsync();
        return _topic.Read(after);
    }

    public Task OnPulseAsync(MinerReadout readout)
    {
        if (_figures is { } figures)
        {
            var changed = figures.Record.Readout.State != readout.State;
            _figures = figures with { AsOfMs = readout.HeardAtMs ?? figures.AsOfMs, Record = figures.Record with { Readout = readout } };
            if (!changed)
            {
                _topic.Publish();
                return Task.CompletedTask;
            }
        }

        return PublishAsync(); // a change of state has a transition to tell, which only the shard has
    }

    private async Task PublishAsync()
    {
        if (_topic is { IsWatched: true })
        {
            await RefreshAsync();
            _topic.Publish();
        }
    }

    private async Task RefreshAsync()
    {
        _figures = await GetAsync();
        _topic ??= new TopicPublisher(
            TopicDirectory.KeyOf(_figures.World, $"miner/{_fleet}/{_miner}"), time, () => _figures.AsOfMs, () => encoder.Encode(_figures), FramesKept);
        if (!_topic.IsWatched)
        {
            _topic.Publish(); // nobody holds a number: the next reader gets what was read just now
        }
    }

    private async Task RenewAsync()
    {
        if (_topic.IsWatched)
        {
            await AttachAsync();
            await PublishAsync(); // silence and history move on without samples
        }
        else
        {
            _attachment?.Dispose();
            _attachment = null;
        }
    }

    private async Task AttachAsync()
    {
        var (address, _) = await FindAsync();
        await Shard(address).AttachAsync(address, this.AsReference<IMinerPulseObserver>());
    }

    private async Task<(MinerAddress Address, FleetDescription Description)> FindAsync()
    {
        var fleet = GrainFactory.GetGrain<IFleetGrain>(_fleet);
        var description = await fleet.GetAsync() ?? throw new UnknownTopicException("unknown_fleet", $"There is no fleet '{_fleet}'.");
        return (await fleet.FindAsync(Encoding.UTF8.GetBytes(_miner)) ?? throw Unknown(), description);
    }

    private IShardGrain Shard(MinerAddress address) => GrainFactory.GetGrain<IShardGrain>(ShardKey.Of(_fleet, address.Shard));

    private UnknownTopicException Unknown()
    {
        DeactivateOnIdle();
        return new UnknownTopicException("unknown_miner", $"Fleet '{_fleet}' has no miner '{_miner}'; it appears with its first sample.");
    }
}
