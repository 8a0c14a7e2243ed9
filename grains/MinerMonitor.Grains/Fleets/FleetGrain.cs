using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Alerts;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <inheritdoc cref="IFleetGrain"/>
[GrainType("fleet"), KeepAlive]
internal sealed partial class FleetGrain(
    [PersistentState("state", StorageNames.Provider)] IPersistentState<FleetState> state,
    [PersistentState("treasury", StorageNames.Provider)] IPersistentState<FleetTreasuryState> treasury,
    [PersistentState("ledger", StorageNames.Provider)] IPersistentState<FleetLedgerState> ledger,
    [PersistentState("told", StorageNames.Provider)] IPersistentState<FleetTold> told,
    IPayloadEncoder encoder,
    SectorPrices prices,
    IOptions<FleetLimits> limits,
    TimeProvider time,
    ILogger<FleetGrain> logger) : Grain, IFleetGrain, IFleetShards
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);
    private const int ShardsAtATime = 16;

    private FleetTotals _totals = new();
    private readonly MinerMap _map = new(BitConverter.ToInt64(RandomNumberGenerator.GetBytes(8)));
    private string _fleet = "";
    private bool _isLoaded;
    private long _worldNowMs;
    private int _freeInOpenShard;
    private FleetTotals? _rebuilding;
    private TopicPublisher _topic = null!;
    private ISectorGrain? _sector;

    private FleetDescription? Description => state.State.Description;

    private bool IsReplay => WorldName.WorldOfSimulatedFleet(_fleet) is not null;

    private long NowMs => IsReplay ? _worldNowMs : time.GetUtcNow().ToUnixTimeMilliseconds();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _fleet = this.GetPrimaryKeyString();
        ReadTreasury();
        _figures = EmptyFigures();
        Enter(WorldName.WorldOfSimulatedFleet(_fleet) ?? Description?.World ?? WorldName.Live);
        if (!IsReplay)
        {
            this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });
        }

        return Task.CompletedTask;
    }

    public ValueTask<FleetDescription?> GetAsync() => ValueTask.FromResult(Description);

    public async ValueTask<ConfigureOutcome> ConfigureAsync(FleetDescription settings)
    {
        if (Description is { } known && known.World != settings.World)
        {
            return ConfigureOutcome.OtherWorld;
        }

        var isNew = Description is null;
        var formerOperator = Description?.Operator;
        if (!IsReplay)
        {
            await Roster.AddFleetAsync(new RosterFleet(_fleet, settings.Operator)); // before the fleet is there: a roster entry too many is harmless
        }

        await SaveAsync(settings with
        {
            Shards = Description?.Shards ?? 0,
            FirstShard = Description?.FirstShard ?? state.State.NextFirstShard,
            Sites = isNew ? settings.Sites : Description!.Sites,
            Tariffs = isNew ? settings.Tariffs : Description!.Tariffs,
        });
        if (isNew)
        {
            Enter(settings.World);
        }

        if (formerOperator is not null && formerOperator != settings.Operator)
        {
            await GrainFactory.GetGrain<IOperatorGrain>(formerOperator).RemoveFleetAsync(_fleet);
        }

        if (!settings.CountInSector)
        {
            await _sector!.ObserveFleetAsync(_fleet, null); // it may have counted until now
        }

        await AdvanceTariffsAsync();
        await SendContextAsync();
        await RefreshAsync(force: true);
        return isNew ? ConfigureOutcome.Created : ConfigureOutcome.Updated;
    }

    public async ValueTask<bool> DeleteAsync()
    {
        if (Description is not { } description)
        {
            DeactivateOnIdle();
            return false;
        }

        // What fails on the way is done by the next try: the description goes last.
        await ForEachShardAsync(shard => shard.DeleteAsync());
        await ForgetPastAsync(description.World);
        if (description.Operator is { } operatorId)
        {
            await GrainFactory.GetGrain<IOperatorGrain>(operatorId).RemoveFleetAsync(_fleet);
        }

        await _sector!.ObserveFleetAsync(_fleet, null);
        await ForgetTreasuryAsync();
        await GrainFactory.GetGrain<IAlertGrain>($"fleet/{_fleet}").ClearAsync();
        await ForgetLedgerAsync();
        state.State.NextFirstShard = description.FirstShard + description.Shards; // a route to a miner of this fleet must not lead to one of the next
        await SaveAsync(null);
        await Roster.RemoveFleetAsync(_fleet);
        DeactivateOnIdle();
        return true;
    }

    public async ValueTask<bool> SetSiteAsync(string site, SiteTerms? terms, TariffSchedule? tariff)
    {
        if (Description is not { } description)
        {
            return false;
        }

        var tariffs = description.Tariffs ?? [];
        await SaveAsync(description with
        {
            Sites = terms is null ? description.Sites.Remove(site) : description.Sites.SetItem(site, terms),
            Tariffs = terms is null || tariff is null ? tariffs.Remove(site) : tariffs.SetItem(site, tariff with { SetAtMs = NowMs }),
        });
        await AdvanceTariffsAsync();
        await SendContextAsync();
        await RefreshAsync(force: true);
        return true;
    }

    public async ValueTask AdvanceToAsync(DateTimeOffset worldTime)
    {
        await PassBandsAsync(worldTime.ToUnixTimeMilliseconds());
        _worldNowMs = worldTime.ToUnixTimeMilliseconds();
        await LoadAsync();
        await PriceTariffsAsync();
        await ForEachShardAsync(shard => shard.AdvanceToAsync(_worldNowMs));
        await CloseDaysAsync();
        await RefreshAsync(force: true);
    }

    public async ValueTask ResetAsync()
    {
        if (!IsReplay)
        {
            throw new InvalidOperationException($"Fleet {_fleet} is not one of a replay; it cannot be reset.");
        }

        await ForEachShardAsync(shard => shard.DeleteAsync());
        if (Description is { } description)
        {
            state.State.Description = description with { FirstShard = description.FirstShard + description.Shards, Shards = 0 };
            await ForgetSeriesAsync(description.World);
        }

        await ForgetTreasuryAsync();
        await ForgetLedgerAsync();
        _map.Clear();
        _totals = new FleetTotals();
        told.State = new FleetTold { Number = told.State.Number }; // the log is emptied by whoever resets the world, before or after
        _events = null;
        _isLoaded = false;
        _tariffs.Clear();
        _figures = EmptyFigures();
        _topic.Restart();
    }

    public async ValueTask PingAsync()
    {
        if (Description is not null)
        {
            await LoadAsync();
            await PriceTariffsAsync();
            await ForEachShardAsync(shard => shard.PingAsync());
            await CloseDaysAsync();
        }
    }

    public Task ReportAsync(ShardReport report)
    {
        (_rebuilding ?? _totals).Merge(report, isRebuilding: _rebuilding is not null);
        _isDirty = true;
        return Task.CompletedTask;
    }

    private IRosterGrain Roster => GrainFactory.GetGrain<IRosterGrain>(IRosterGrain.Key);

    private IShardGrain ShardOf(int number) => GrainFactory.GetGrain<IShardGrain>(ShardKey.Of(_fleet, number));

    private Task ForEachShardAsync(Func<IShardGrain, Task> call) =>
        ForEachShardAsync(async (shard, _) => await call(shard));

    private async Task ForEachShardAsync(Func<IShardGrain, int, Task> call)
    {
        var (first, shards) = (Description?.FirstShard ?? 0, Description?.Shards ?? 0);
        foreach (var numbers in Enumerable.Range(first, shards).Chunk(ShardsAtATime))
        {
            await Task.WhenAll(numbers.Select(number => call(ShardOf(number), number)));
        }
    }

    private void Enter(string world)
    {
        _topic = new TopicPublisher(TopicDirectory.KeyOf(world, $"fleet/{_fleet}"), time, () => _figures.AsOfMs, () => encoder.Encode(_figures));
        _sector = GrainFactory.GetGrain<ISectorGrain>(world);
    }

    /// <summary>Stores a description; what could not be stored does not hold.</summary>
    private async Task SaveAsync(FleetDescription? description)
    {
        var former = state.State.Description;
        state.State.Description = description;
        try
        {
            await this.StoreAsync(() => state.WriteStateAsync());
        }
        catch
        {
            state.State.Description = former;
            throw;
        }
    }
}
