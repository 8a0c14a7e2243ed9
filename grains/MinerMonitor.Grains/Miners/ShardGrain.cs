using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using Orleans.Concurrency;

namespace MinerMonitor.Grains.Miners;

/// <inheritdoc cref="IShardGrain"/>
/// <remarks>
/// A shard is a snapshot and a journal. Activation becomes the journal's owner first and reads snapshot and journal after, so nothing
/// that a former owner still did can be missed. A refused write, a time-out or a conflict ends the activation; the next one replays
/// the journal and so finds out what happened. Each block is stamped with the shard's own time, which never passes a block that is
/// still on its way: so a replay, which knows no ticks, gives the same shard.
/// </remarks>
[GrainType("shard"), KeepAlive]
internal sealed partial class ShardGrain(
    [PersistentState("snapshot", StorageNames.Provider)] IPersistentState<ShardSnapshot> snapshot,
    JournalDirectory journals,
    SnapshotGate snapshotGate,
    SectorPrices sectorPrices,
    TimeProvider time,
    ILogger<ShardGrain> logger) : Grain, IShardGrain
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    private readonly ShardPulse _pulse = new(model => Nameplates.Find(model)?.EfficiencyJth, model => Nameplates.Find(model)?.HashrateThs);
    private readonly Queue<PendingBlock> _pending = new();
    private IJournalStore _journal = null!;
    private JournalOwner _owner;
    private IFleetShards _fleet = null!;
    private string _fleetName = "";
    private int _shard;
    private long _lastEnqueued;
    private long _lastEnqueuedMs;
    private int _blocksInJournal;
    private long _journalBytes;
    private int _snapshotBytes;
    private long _snapshotBlock;
    private bool _isBroken;
    private bool _isDeleted;
    private bool _isGathered;
    private ShardContext? _context;

    private bool IsReplay => WorldName.WorldOfSimulatedFleet(_fleetName) is not null;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (_fleetName, _shard) = ShardKey.Parse(this.GetPrimaryKeyString());
        _fleet = GrainFactory.GetGrain<IFleetShards>(_fleetName);
        _journal = journals.OfFleet(_fleetName);
        _owner = await _journal.TakeOwnershipAsync(this.GetPrimaryKeyString(), cancellationToken);
        await snapshot.ReadStateAsync(cancellationToken); // again: the former owner may have written since Orleans read it
        if (snapshot.State.Blob.Length > 0)
        {
            PackedSnapshot.Restore(_pulse, snapshot.State.Blob);
            ForgetBlob();
        }

        _snapshotBlock = _pulse.LastBlock;

        var blocks = await _journal.ReadAsync(_owner.Journal, cancellationToken);
        foreach (var block in blocks)
        {
            _pulse.Apply(block);
            _journalBytes += block.Length;
        }

        _isGathered = _pulse.SlotCount == 0;
        _blocksInJournal = blocks.Count;
        _lastEnqueued = _pulse.LastBlock;
        _pulse.CurveChanged = NoteCurve;
        _pulse.RowTouched = NoteRow;
        if (!IsReplay)
        {
            MoveOn(time.GetUtcNow().ToUnixTimeMilliseconds());
            this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(s_tick, s_tick) { KeepAlive = true });

            // Interleaving, because the fleet may be calling this shard while the shard calls the fleet; it touches nothing after its await.
            this.RegisterGrainTimer(_ => ReportAsync(), new GrainTimerCreationOptions(s_tick, s_tick) { Interleave = true });
        }

        LogActivated(_owner.Journal, _pulse.SlotCount, blocks.Count);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (!_isBroken && !_isDeleted && !IsReplay && _pulse.LastBlock > _snapshotBlock)
        {
            await SaveSnapshotAsync(cancellationToken);
        }
    }

    public async Task<BlockResult> IngestAsync(Immutable<byte[]> block) => await CommitAsync(block.Value);

    public async Task<ImmutableArray<MinerAddress>> AssignAsync(ImmutableArray<NewMiner> miners, long atMs)
    {
        // An owner before may have placed miners for a fleet that was not this one: where two clusters each believe the fleet to be theirs.
        var slots = miners.Select(miner => _isGathered ? -1 : _pulse.SlotOf(miner.Id)).ToArray();
        var missing = miners.Where((_, index) => slots[index] < 0).ToList();
        if (missing.Count > _pulse.FreeSlots)
        {
            throw new ArgumentException($"Shard {_owner.Journal} has {_pulse.FreeSlots} free slots, too few for {missing.Count} miners.", nameof(miners));
        }

        if (missing.Count > 0)
        {
            await CommitAsync(AssignBlock.Write([.. missing.Select(miner => (miner.Id, miner.IsWeak))], atMs));
        }

        var next = 0;
        return [.. slots.Select(slot => _pulse.AddressOf(_shard, slot < 0 ? _pulse.LastAssigned[next++] : slot))];
    }

    public async Task SetContextAsync(ShardContext context, long atMs)
    {
        if (_context is { } known && known.ReportInterval == context.ReportInterval && known.Sites.Count == context.Sites.Count
            && context.Sites.All(site => known.Sites.TryGetValue(site.Key, out var terms) && terms == site.Value))
        {
            return;
        }

        await CommitAsync(ContextBlock.Write(context.ReportInterval, context.Sites, atMs));
        _context = context;
    }

    public async Task<bool> ControlAsync(MinerAddress miner, MinerControl control, double number, string text, long atMs)
    {
        var result = await CommitAsync(ControlBlock.Write(control, miner.Slot, miner.Generation, number, text, IsReplay ? _pulse.NowMs : atMs));
        return result.Moved == 0;
    }

    public Task<ImmutableArray<SlotId>> GetIdsAsync()
    {
        _isGathered = true; // from now on the fleet knows every miner here, and places none twice
        return Task.FromResult(Enumerable.Range(0, _pulse.SlotCount)
            .Select(slot => new SlotId(_pulse.IdBytesOf(slot) ?? [], _pulse.GenerationOf(slot)))
            .ToImmutableArray());
    }

    public async Task AdvanceToAsync(long worldTimeMs)
    {
        MoveOn(worldTimeMs);
        await TakePricesAsync();
        await StoreMeansAsync();
        await StoreDaysAsync();
        while (!_reportUnderWay.IsCompleted)
        {
            await _reportUnderWay; // the timer's: it may be older than what this call has moved
        }

        await ReportAsync();
    }

    public Task PingAsync() => Task.CompletedTask;

    public async Task DeleteAsync()
    {
        _isDeleted = true;
        DeactivateOnIdle(); // whatever comes of it: an activation that refuses everything must not stay
        await _journal.DeleteAsync(_owner, CancellationToken.None);
        await snapshot.ClearStateAsync();
    }

    /// <summary>Numbers and enqueues at once, awaits the commit, applies in order.</summary>
    private async Task<BlockResult> CommitAsync(byte[] block)
    {
        if (_isBroken || _isDeleted)
        {
            throw new JournalUnavailableException($"Shard {_owner.Journal} is going away; send the batch again.");
        }

        var atMs = Math.Max(_pulse.NowMs, IsReplay ? JournalBlock.AtMsOf(block) : time.GetUtcNow().ToUnixTimeMilliseconds());
        var pending = new PendingBlock(block, ++_lastEnqueued, _lastEnqueuedMs = Math.Max(_lastEnqueuedMs, atMs));
        JournalBlock.Stamp(block, pending.Number, pending.AtMs);
        _pending.Enqueue(pending);
        try
        {
            await _journal.AppendAsync(_owner, block);
            _blocksInJournal++;
            _journalBytes += block.Length;
            if (!_isBroken)
            {
                ApplyThrough(pending.Number);
                return pending.Result;
            }
        }
        catch (Exception exception)
        {
            Break(exception); // whatever went wrong, memory may differ from the journal
            throw;
        }

        // An earlier block's fate is not known, so the order is not known either: only a replay of the journal can tell.
        throw new JournalUnavailableException($"Shard {_owner.Journal} lost its journal while the batch was under way; send it again.");
    }

    private void ApplyThrough(long number)
    {
        while (_pending.TryPeek(out var pending) && pending.Number <= number)
        {
            _pending.Dequeue();
            pending.Result = _pulse.Apply(pending.Block);
        }
    }

    private void MoveOn(long nowMs) => _pulse.AdvanceTo(_pending.TryPeek(out var pending) ? Math.Min(nowMs, pending.AtMs) : nowMs);

    private void Break(Exception exception)
    {
        if (!_isBroken)
        {
            _isBroken = true;
            LogBroken(_owner.Journal, exception);
            DeactivateOnIdle();
        }
    }

    private sealed class PendingBlock(byte[] block, long number, long atMs)
    {
        public byte[] Block { get; } = block;

        public long Number { get; } = number;

        public long AtMs { get; } = atMs;

        public BlockResult Result { get; set; }
    }
}
