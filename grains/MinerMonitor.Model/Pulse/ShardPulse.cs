using System.Diagnostics;
using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <summary>
/// The pulse of up to 4,096 miners of one fleet: the last sample of each in one array of rows, its state, and the tally of each site. Changed
/// only by <see cref="Apply"/> (a block of the journal) and <see cref="AdvanceTo"/> (world time), both pure: the same calls give the
/// same shard.
/// </summary>
/// <remarks>
/// Time. A sample is live when its time lies after the miner's last one and not more than three report intervals (at least 5 minutes)
/// before its receipt; else it is late and goes to history, and to the ledger where that has a gap. Three late samples in separate blocks, each after the one before and
/// at the pace at which they arrive, re-anchor the miner's clock: from then on its time is read with that skew, until it would lie ahead
/// of the present. (A buffer that is sent after an outage rises too, but much faster than it arrives: it is history.) Readings of the
/// same time merge into one sample; repeated ones count once and are no sign of life, also when a later sample of the same block has
/// passed them or when they were late (for an hour, <see cref="PassedLimit"/> of them). A sample without a time cannot be known again. Silence and states use the shard's own time.
/// Efficiency is power over hashrate of one sample, taken while the miner runs at a quarter of nominal or more; a machine that is
/// switched off keeps the one it had, else its model's nameplate, else what its site assumes.
/// </remarks>
public sealed partial class ShardPulse
{
    /// <summary>Most miners of a shard.</summary>
    public const int Capacity = 4096;

    private static readonly long s_retiredAfterMs = (long)TimeSpan.FromDays(30).TotalMilliseconds;
    private static readonly long s_staleAfterMs = (long)TimeSpan.FromHours(48).TotalMilliseconds;
    private static readonly long s_liveWithinMs = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;
    private static readonly long s_degradedAfterMs = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;

    private readonly Func<string, double?> _nameplateEfficiencyJth;
    private readonly Func<string, double?> _nameplateHashrateThs;
    private readonly TextTable _texts = new();
    private readonly List<Tally> _tallies = [];
    private readonly List<SiteTerms> _terms = [];
    private readonly List<ushort> _siteTexts = [];
    private readonly SortedSet<int> _touchedSites = [];
    private readonly Dictionary<ushort, int> _siteOfText = [];
    private readonly Dictionary<int, double> _tariffOverrides = [];
    private readonly Dictionary<int, BackwardClock> _backwardClocks = [];
    private readonly Dictionary<int, long> _clockSkewMs = [];
    private readonly SortedSet<int> _freeSlots = []; // the lowest is taken first: replaying must give the same slots
    private readonly List<ushort> _lastAssigned = [];
    private Row[] _rows = new Row[64];
    private long _nextDeadlineMs = long.MaxValue;

    /// <summary>An empty shard.</summary>
    /// <param name="nameplateEfficiencyJth">Efficiency of a model by its data sheet, J/TH; null: not known.</param>
    /// <param name="nameplateHashrateThs">Hashrate of a model by its data sheet, TH/s; null: not known.</param>
    public ShardPulse(Func<string, double?> nameplateEfficiencyJth, Func<string, double?> nameplateHashrateThs)
    {
        _nameplateEfficiencyJth = nameplateEfficiencyJth;
        _nameplateHashrateThs = nameplateHashrateThs;
        SiteIndex(_texts.Intern("unassigned"));
    }

    /// <summary>Slots in use, retired ones included: slots run from 0 to this.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Slots that a new miner could take.</summary>
    public int FreeSlots => Capacity - SlotCount + _freeSlots.Count;

    /// <summary>Number of the last block applied.</summary>
    public long LastBlock { get; private set; }

    /// <summary>World time up to which the shard is current, Unix milliseconds.</summary>
    public long NowMs { get; private set; }

    /// <summary>Samples applied to live state or history.</summary>
    public long AppliedCount { get; private set; }

    /// <summary>Samples merged into one with the same time.</summary>
    public long MergedCount { get; private set; }

    /// <summary>Samples older than 48 hours.</summary>
    public long StaleCount { get; private set; }

    /// <summary>Lines refused with a reason.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Timestamps replaced because they lay ahead of the clock.</summary>
    public long SkewedCount { get; private set; }

    /// <summary>Interval at which miners report.</summary>
    public TimeSpan ReportInterval { get; private set; } = TimeSpan.FromSeconds(60);

    /// <summary>Tally of a site, by index.</summary>
    public Tally TallyOf(int site) => _tallies[site];

    /// <summary>Slots that the last assign block gave away, in the order of its ids.</summary>
    public IReadOnlyList<ushort> LastAssigned => _lastAssigned;

    /// <summary>Told of each change of a row's weights in its site's supply curve: site, bin, change.</summary>
    public Action<int, int, CurveWeights>? CurveChanged { get; set; }

    /// <summary>Told of each slot that a live sample or a change of state touched.</summary>
    public Action<int>? RowTouched { get; set; }

    /// <summary>Sites whose tally changed since this was asked before.</summary>
    public IReadOnlyList<int> TakeTouchedSites()
    {
        var touched = _touchedSites.ToList();
        _touchedSites.Clear();
        return touched;
    }

    /// <summary>True while some site's tally changed and nobody took it.</summary>
    public bool HasTouchedSites => _touchedSites.Count > 0;

    /// <summary>Applies one block of the journal. Blocks that were applied already are passed over.</summary>
    /// <returns>What became of the block's samples; zero for other kinds.</returns>
    /// <exception cref="InvalidDataException">The block is of a newer version.</exception>
    public BlockResult Apply(byte[] block)
    {
        var kind = JournalBlock.KindOf(block);
        var number = JournalBlock.NumberOf(block);
        if (number <= LastBlock)
        {
            return default;
        }

        var atMs = JournalBlock.AtMsOf(block);
        AdvanceTo(atMs);
        var result = kind switch
        {
            JournalBlockKind.Samples => ApplySamples(block, atMs, number),
            JournalBlockKind.Assign => ApplyAssign(block, atMs),
            JournalBlockKind.Context => ApplyContext(block, atMs),
            JournalBlockKind.Control => ApplyControl(block, atMs),
            JournalBlockKind.Prices => ApplyPrices(block, atMs),
            JournalBlockKind.Changes => ApplyChanges(block, atMs),
            _ => throw new InvalidDataException($"Journal block {number} has the unknown kind {(byte)kind}; run a newer program."),
        };
        LastBlock = number;
        return result;
    }

    /// <summary>Address of a slot in shard <paramref name="shard"/>.</summary>
    public MinerAddress AddressOf(int shard, int slot) => new(shard, (ushort)slot, _rows[slot].Generation);

    /// <summary>Id of a slot.</summary>
    public string IdOf(int slot) => Encoding.UTF8.GetString(_rows[slot].Id!);

    /// <summary>UTF-8 of the id of a slot, or null when the slot is free.</summary>
    public byte[]? IdBytesOf(int slot) => _rows[slot].Id;

    /// <summary>Slot of the miner with an id; -1: there is none.</summary>
    public int SlotOf(ReadOnlySpan<byte> id) => Ids.SlotOf(id);

    private BlockResult ApplyAssign(byte[] block, long nowMs)
    {
        _lastAssigned.Clear();
        _ids = null;
        foreach (var (id, weak) in AssignBlock.Read(block))
        {
            var slot = TakeSlot();
            if (slot == _rows.Length)
            {
                Array.Resize(ref _rows, Math.Min(_rows.Length * 2, Capacity));
                Array.Resize(ref _ledger, _rows.Length);
            }

            var generation = (byte)(_rows[slot].Generation + 1);
            _rows[slot] = Row.Fresh(id, generation, weak, nowMs);
            _ledger[slot] = new RowLedger { ThroughMs = nowMs };
            ForgetGap(slot);
            Reprice(ref _rows[slot], slot);
            Enter(slot);
            _lastAssigned.Add((ushort)slot);
            _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in _rows[slot]));
        }

        return default;
    }

    private int TakeSlot()
    {
        if (_freeSlots.Count == 0)
        {
            return SlotCount < Capacity ? SlotCount++ : throw new InvalidDataException("An assign block names more miners than the shard has free slots.");
        }

        var lowest = _freeSlots.Min;
        _freeSlots.Remove(lowest);
        return lowest;
    }

    private BlockResult ApplyContext(byte[] block, long nowMs)
    {
        var (interval, sites) = ContextBlock.Read(block);
        AccrueAll(nowMs);
        ReportInterval = interval;
        foreach (var name in sites.Keys)
        {
            SiteIndex(_texts.Intern(name));
        }

        for (var site = 0; site < _terms.Count; site++)
        {
            _terms[site] = sites.GetValueOrDefault(_texts[_siteTexts[site]], SiteTerms.Unknown);
        }

        KeepTerms(nowMs);
        for (var slot = 0; slot < SlotCount; slot++)
        {
            if (_rows[slot].Id is not null)
            {
                Leave(slot);
                Reprice(ref _rows[slot], slot);
                MoveTo(ref _rows[slot], slot, StateOf(in _rows[slot], nowMs), nowMs);
                Enter(slot);
            }
        }

        _nextDeadlineMs = long.MinValue; // another interval, other deadlines

        return default;
    }

    private BlockResult ApplyControl(byte[] block, long nowMs)
    {
        var (control, slot, generation, number, text) = ControlBlock.Read(block);
        if (slot >= SlotCount || _rows[slot].Generation != generation || _rows[slot].Id is null)
        {
            return new BlockResult(0, 0, 0, 1);
        }

        Accrue(slot, nowMs);
        Leave(slot);
        ref var row = ref _rows[slot];
        switch (control)
        {
            case MinerControl.BeginMaintenance: row.Flags |= RowFlags.Maintenance; break;
            case MinerControl.EndMaintenance: row.Flags &= ~RowFlags.Maintenance; break;
            case MinerControl.Retire: row.Flags |= RowFlags.Retired; break;
            case MinerControl.MoveToSite: row.Site = (ushort)SiteIndex(_texts.Intern(text)); break;
            case MinerControl.OverrideTariff when double.IsNaN(number): _tariffOverrides.Remove(slot); break;
            case MinerControl.OverrideTariff: _tariffOverrides[slot] = number; break;
            default: throw new UnreachableException($"Control {control}.");
        }

        Reprice(ref row, slot);
        MoveTo(ref row, slot, StateOf(in row, nowMs), nowMs);
        Enter(slot);
        _nextDeadlineMs = Math.Min(_nextDeadlineMs, DeadlineMsOf(in row));
        RowTouched?.Invoke(slot);
        if (control == MinerControl.Retire)
        {
            Free(slot);
        }

        return default;
    }

    private void Free(int slot)
    {
        Leave(slot);
        _ids = null;
        _rows[slot] = new Row { Generation = _rows[slot].Generation };
        _tariffOverrides.Remove(slot);
        _labels.Remove(slot);
        _backwardClocks.Remove(slot);
        _clockSkewMs.Remove(slot);
        _lateMeans.RemoveAll(mean => mean.Slot == slot); // they would wipe out the history of who has the slot next
        _freeSlots.Add(slot);
    }

    private int SiteIndex(ushort text)
    {
        if (_siteOfText.TryGetValue(text, out var site))
        {
            return site;
        }

        site = _tallies.Count;
        _siteOfText.Add(text, site);
        _siteTexts.Add(text);
        _tallies.Add(new Tally());
        _terms.Add(SiteTerms.Unknown);
        _siteDays.Add(default);
        return site;
    }
}
