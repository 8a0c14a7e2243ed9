using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

public sealed partial class ShardPulse
{
    /// <summary>Most transitions kept: two a miner of a full shard.</summary>
    public const int TransitionLimit = 2 * Capacity;

    private readonly Queue<Transition> _transitions = new();

    /// <summary>Transitions since the shard began, however many are still kept.</summary>
    public long TransitionCount { get; private set; }

    /// <summary>Transitions kept, oldest first.</summary>
    public IEnumerable<Transition> Transitions => _transitions;

    private long SilentAfterMs => 3 * (long)ReportInterval.TotalMilliseconds;

    /// <summary>Moves world time on: miners that were not heard in time fall silent at their deadline, not when somebody looks.</summary>
    public void AdvanceTo(long nowMs)
    {
        if (_day == 0)
        {
            _day = ShardDay.Of(nowMs);
        }

        while (ShardDay.Of(nowMs) > _day)
        {
            var midnightMs = (_day + 1) * ShardDay.LengthMs;
            PassTo(midnightMs);
            CloseDay(midnightMs);
        }

        PassTo(nowMs);
    }

    private void PassTo(long nowMs)
    {
        if (nowMs <= NowMs)
        {
            return;
        }

        NowMs = nowMs;
        RollMeans(nowMs);
        if (nowMs < _nextDeadlineMs)
        {
            return;
        }

        _nextDeadlineMs = long.MaxValue;
        var due = new PriorityQueue<int, (long AtMs, int Slot)>(); // in order of time, so that it does not matter when time was moved on before
        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (_rows[slot].Id is not null)
            {
                Await(slot);
            }
        }

        while (due.TryDequeue(out var slot, out var deadline))
        {
            ref var row = ref _rows[slot];
            Leave(slot);
            MoveTo(ref row, slot, StateOf(in row, deadline.AtMs), deadline.AtMs);
            Enter(slot);
            RowTouched?.Invoke(slot);
            Await(slot);
        }

        void Await(int slot)
        {
            var deadlineMs = DeadlineMsOf(in _rows[slot]);
            if (deadlineMs <= nowMs)
            {
                due.Enqueue(slot, (deadlineMs, slot));
            }
            else
            {
                _nextDeadlineMs = Math.Min(_nextDeadlineMs, deadlineMs);
            }
        }
    }

    /// <summary>State of a row at a moment: the first that holds.</summary>
    private MinerState StateOf(in Row row, long nowMs)
    {
        if (row.Flags.HasFlag(RowFlags.Retired) || nowMs - row.HeardAtMs >= s_retiredAfterMs)
        {
            return MinerState.Retired;
        }

        if (row.Flags.HasFlag(RowFlags.Maintenance) || row.Reported == ReportedState.Maintenance)
        {
            return MinerState.Maintenance;
        }

        if (nowMs - row.HeardAtMs >= SilentAfterMs)
        {
            return MinerState.Silent;
        }

        switch (row.Reported)
        {
            case ReportedState.Offline: return MinerState.Offline;
            case ReportedState.Fault: return MinerState.Fault;
            case ReportedState.Curtailed: return MinerState.Curtailed;
            case ReportedState.Idle: return MinerState.Idle;
            case ReportedState.Tuning: return MinerState.Tuning;
            case ReportedState.Hashing when float.IsNaN(row.HashrateThs): return MinerState.Hashing;
        }

        if (!(row.HashrateThs > 0))
        {
            return MinerState.Idle;
        }

        return row.LowSinceMs != 0 && nowMs - row.LowSinceMs >= s_degradedAfterMs ? MinerState.Degraded : MinerState.Hashing;
    }

    /// <summary>The next moment at which the state changes by the mere passing of time; far away when it does not.</summary>
    private long DeadlineMsOf(in Row row)
    {
        var retiredAtMs = row.HeardAtMs + s_retiredAfterMs;
        switch (row.State)
        {
            case MinerState.Retired:
                return long.MaxValue;
            case MinerState.Maintenance or MinerState.Silent:
                return retiredAtMs;
            case MinerState.Hashing when row.LowSinceMs != 0:
                return Math.Min(row.LowSinceMs + s_degradedAfterMs, row.HeardAtMs + SilentAfterMs);
            default:
                return row.HeardAtMs + SilentAfterMs;
        }
    }

    private void MoveTo(ref Row row, int slot, MinerState state, long atMs)
    {
        if (state is MinerState.Degraded or MinerState.Hashing)
        {
            UpdateLowSince(ref row, atMs);
            state = StateOf(in row, atMs);
        }
        else
        {
            row.LowSinceMs = 0; // a machine that is stopped or unheard is not slow: the ten minutes begin when it runs again
        }

        if (state == row.State)
        {
            return;
        }

        _transitions.Enqueue(new Transition(++TransitionCount, (ushort)slot, row.Generation, row.Site, atMs, row.State, state, row.Reason));
        if (_transitions.Count > TransitionLimit)
        {
            _transitions.Dequeue();
        }

        row.State = state;
        row.StateSinceMs = atMs;
    }

    /// <summary>
    /// Starts or clears the ten minutes under 75 % of nominal. A pool's figure is a count of shares with a relative error of 1/√n, where
    /// n = hashrate · window / (difficulty · 2³²): two of these errors are allowed for first.
    /// </summary>
    private static void UpdateLowSince(ref Row row, long nowMs)
    {
        var upperThs = (double)row.HashrateThs;
        if (!double.IsNaN(row.ShareDifficulty) && !float.IsNaN(row.HashrateWindowSec))
        {
            var shares = row.HashrateThs * 1e12 * row.HashrateWindowSec / (row.ShareDifficulty * 4294967296.0);
            upperThs *= 1 + (2 / Math.Sqrt(Math.Max(shares, 1)));
        }

        var isLow = upperThs > 0 && upperThs < 0.75 * row.EffectiveNominalThs;
        row.LowSinceMs = !isLow ? 0 : row.LowSinceMs != 0 ? row.LowSinceMs : nowMs;
    }
}

/// <summary>One change of state.</summary>
/// <param name="Number">Number of the transition in its shard, from 1.</param>
/// <param name="Slot">Slot of the miner.</param>
/// <param name="Generation">Generation of the slot.</param>
/// <param name="Site">Index of the site at that time.</param>
/// <param name="AtMs">World time, Unix milliseconds.</param>
/// <param name="From">From.</param>
/// <param name="To">To.</param>
/// <param name="ReasonText">Number of the reason in the shard's texts; 0: none.</param>
public readonly record struct Transition(
    long Number, ushort Slot, byte Generation, ushort Site, long AtMs, MinerState From, MinerState To, ushort ReasonText);
