using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    /// <summary>Late samples kept until they are merged into stored history; more are dropped and counted.</summary>
    public const int LateLimit = 4 * Capacity;

    private readonly List<MeansColumn> _closedMeans = [];
    private readonly List<LateMean> _lateMeans = [];
    private long _openMeans;

    /// <summary>Columns that closed and are not stored yet.</summary>
    public IReadOnlyList<MeansColumn> ClosedMeans => _closedMeans;

    /// <summary>Late samples that are not merged into stored columns yet.</summary>
    public IReadOnlyList<LateMean> LateMeans => _lateMeans;

    /// <summary>Late samples that found no room.</summary>
    public long LateDropped { get; private set; }

    /// <summary>The open ten minutes as a column.</summary>
    public MeansColumn OpenMeans() => CloseColumn(_openMeans);

    /// <summary>Forgets what has been stored.</summary>
    /// <param name="columns">Closed columns that were stored.</param>
    /// <param name="lateThroughBlock">Late samples up to this block were merged.</param>
    public void MeansStored(IReadOnlyCollection<MeansColumn> columns, long lateThroughBlock)
    {
        _closedMeans.RemoveAll(columns.Contains);
        _lateMeans.RemoveAll(mean => mean.Block <= lateThroughBlock);
    }

    private void RollMeans(long nowMs)
    {
        var index = nowMs / MeansColumn.WidthMs;
        if (index == _openMeans)
        {
            return;
        }

        if (_openMeans != 0)
        {
            if (_rows.Any(row => (row.MeanHashrateCount | row.MeanPowerCount) != 0))
            {
                _closedMeans.Add(CloseColumn(_openMeans));
            }

            if (_closedMeans.Count > MeansColumn.Kept)
            {
                _closedMeans.RemoveAt(0);
            }
        }

        _openMeans = index;
        for (var slot = 0; slot < SlotCount; slot++)
        {
            ref var row = ref _rows[slot];
            row.MeanHashrateSum = row.MeanPowerSum = 0;
            row.MeanHashrateCount = row.MeanPowerCount = 0;
        }
    }

    private MeansColumn CloseColumn(long index)
    {
        var column = new MeansColumn(index, SlotCount, LastBlock);
        for (var slot = 0; slot < SlotCount; slot++)
        {
            ref readonly var row = ref _rows[slot];
            column.Add(slot, row.Generation, row.MeanHashrateSum, row.MeanHashrateCount, row.MeanPowerSum, row.MeanPowerCount);
        }

        return column;
    }

    private static void AddMean(ref Row row, in DecodedSample sample, bool isHashrate, bool isPower)
    {
        if (isHashrate && row.MeanHashrateCount < ushort.MaxValue)
        {
            row.MeanHashrateSum += sample.HashrateThs;
            row.MeanHashrateCount++;
        }

        if (isPower && row.MeanPowerCount < ushort.MaxValue)
        {
            row.MeanPowerSum += sample.PowerW;
            row.MeanPowerCount++;
        }
    }

    private void AddLateMean(int slot, long atMs, in DecodedSample sample, long blockNumber)
    {
        var index = atMs / MeansColumn.WidthMs;
        if (index <= _openMeans - MeansColumn.Kept)
        {
            return; // older than the history kept: only ledgers would still want it
        }

        var isHashrate = sample.Present.HasFlag(SampleFields.HashrateThs);
        var isPower = sample.Present.HasFlag(SampleFields.PowerW);
        if (index >= _openMeans)
        {
            AddMean(ref _rows[slot], in sample, isHashrate, isPower);
            return;
        }

        if (_lateMeans.Count == LateLimit)
        {
            LateDropped++;
            return;
        }

        _lateMeans.Add(new LateMean(
            index, (ushort)slot, _rows[slot].Generation,
            isHashrate ? sample.HashrateThs : float.NaN,
            isPower ? sample.PowerW : float.NaN,
            blockNumber));
    }
}
