using System.Collections.Immutable;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Model.Pulse;
using Orleans.Storage;

namespace MinerMonitor.Grains.Miners;

internal sealed partial class ShardGrain
{
    private static readonly TimeSpan s_snapshotEvery = TimeSpan.FromSeconds(60);
    private const long SmallJournalBytes = 1 << 20;

    /// <summary>A journal this long for each miner is a snapshot's turn: about four times what a row is before it is packed.</summary>
    private const long JournalBytesPerMiner = 1024;
    private long _snapshotAt;
    private long _meansAt;

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (_isBroken || _isDeleted)
        {
            return;
        }

        MoveOn(time.GetUtcNow().ToUnixTimeMilliseconds());
        try
        {
            await TakePricesAsync();
            await StoreMeansAsync();
            await StoreDaysAsync();
            await SnapshotIfDueAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is JournalFencedException or InconsistentStateException)
        {
            Break(exception);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or OrleansException or TimeoutException)
        {
            LogStoreRefused(_owner.Journal, exception); // nothing is lost: the journal holds it, and the next tick tries again
        }
    }

    private async Task SnapshotIfDueAsync(CancellationToken cancellationToken)
    {
        _snapshotAt = _snapshotAt == 0 ? time.GetTimestamp() : _snapshotAt;
        var isDirty = _pulse.LastBlock > _snapshotBlock;
        var isLarge = _journalBytes > Math.Max(SmallJournalBytes, JournalBytesPerMiner * _pulse.SlotCount);
        if (isDirty && (isLarge || time.GetElapsedTime(_snapshotAt) >= s_snapshotEvery))
        {
            await SaveSnapshotAsync(cancellationToken);
        }
    }

    /// <summary>Writes the snapshot, then drops the blocks that are in it. Blocks that arrive meanwhile stay in the journal.</summary>
    /// <remarks>
    /// Dropped are as many blocks as are known to be in the journal, not as many as their numbers tell: a block whose append failed has
    /// left a gap in the numbers, and one too many dropped would be lost.
    /// </remarks>
    private async Task SaveSnapshotAsync(CancellationToken cancellationToken)
    {
        using var place = await snapshotGate.EnterAsync(cancellationToken);
        var (lastBlock, blocks, bytes) = (_pulse.LastBlock, _blocksInJournal, _journalBytes);
        snapshot.State.Blob = PackedSnapshot.Of(_pulse, _snapshotBytes + (_snapshotBytes / 8));
        try
        {
            await snapshot.WriteStateAsync(cancellationToken);
        }
        finally
        {
            ForgetBlob();
        }

        _snapshotBlock = lastBlock;
        _snapshotAt = time.GetTimestamp();
        try
        {
            await _journal.TrimAsync(_owner, blocks, cancellationToken);
        }
        catch (JournalUnavailableException exception)
        {
            // Nobody knows whether they were dropped, and dropping as many again could drop blocks that are in no snapshot:
            // the next activation counts what is there.
            Break(exception);
            return;
        }

        _blocksInJournal -= blocks;
        _journalBytes -= bytes;
    }

    /// <summary>The pulse holds all of it: a second copy would double the memory of every shard.</summary>
    private void ForgetBlob()
    {
        _snapshotBytes = snapshot.State.Blob.Length;
        snapshot.State.Blob = [];
    }

    /// <summary>Stores closed columns of history and merges late samples into stored ones, every ten minutes.</summary>
    private async Task StoreMeansAsync()
    {
        var closed = _pulse.ClosedMeans.ToList();
        var now = _pulse.NowMs / MeansColumn.WidthMs;
        if (closed.Count == 0 && (_pulse.LateMeans.Count == 0 || now == _meansAt))
        {
            return;
        }

        _meansAt = now;
        var lateThrough = _pulse.LastBlock;
        var late = _pulse.LateMeans.GroupBy(mean => mean.Index).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var column in closed)
        {
            late.Remove(column.Index, out var mine);
            await StoreColumnAsync(column.WithLate(mine ?? [], _pulse.SlotCount));
        }

        var stored = await LoadColumnsAsync([.. late.Keys]);
        foreach (var (index, means) in late.Where(late => late.Key > now - MeansColumn.Kept)) // the field of an older one has another column by now
        {
            var column = stored.GetValueOrDefault(index) ?? new MeansColumn(index, _pulse.SlotCount, 0);
            await StoreColumnAsync(column.WithLate(means, _pulse.SlotCount));
        }

        _pulse.MeansStored(closed, lateThrough);
    }

    private ValueTask StoreColumnAsync(MeansColumn column) =>
        _journal.SetColumnAsync(_owner, MeansColumn.FieldOf(column.Index), column.Encode(), CancellationToken.None);

    private async Task<Dictionary<long, MeansColumn>> LoadColumnsAsync(List<long> indexes)
    {
        if (indexes.Count == 0)
        {
            return [];
        }

        var stored = await _journal.GetColumnsAsync(_owner.Journal, [.. indexes.Select(MeansColumn.FieldOf)], CancellationToken.None);
        return stored.Where(bytes => bytes is not null)
            .Select(bytes => MeansColumn.Decode(bytes!))
            .Where(column => indexes.Contains(column.Index)) // a field may still hold yesterday's ten minutes
            .ToDictionary(column => column.Index);
    }

    private async Task<ImmutableArray<MinerMeanPoint>> HistoryAsync(MinerAddress miner)
    {
        var open = _pulse.OpenMeans();
        var indexes = Enumerable.Range(1, MeansColumn.Kept - 1).Select(back => open.Index - MeansColumn.Kept + back).ToList();
        var columns = await LoadColumnsAsync(indexes);
        foreach (var column in _pulse.ClosedMeans)
        {
            columns[column.Index] = column;
        }

        columns[open.Index] = open;
        var late = _pulse.LateMeans.ToLookup(mean => mean.Index);
        return [.. indexes.Append(open.Index)
            .Where(index => columns.ContainsKey(index) || late.Contains(index))
            .Select(index => (Index: index, Column: columns.GetValueOrDefault(index) ?? new MeansColumn(index, 0, 0)))
            .Select(found => late.Contains(found.Index) ? found.Column.WithLate(late[found.Index], _pulse.SlotCount) : found.Column)
            .Select(column => (column.Index, Mean: column.Get(miner.Slot, miner.Generation)))
            .Where(point => point.Mean.HashrateThs is not null || point.Mean.PowerW is not null)
            .Select(point => new MinerMeanPoint(point.Index * MeansColumn.WidthMs, point.Mean.HashrateThs, point.Mean.PowerW))];
    }
}
