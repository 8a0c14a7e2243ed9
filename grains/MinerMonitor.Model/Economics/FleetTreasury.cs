using System.Collections.Immutable;
using MinerMonitor.Model.Markets;

namespace MinerMonitor.Model.Economics;

/// <summary>The bitcoin of one fleet: what it mined, sold and holds, one entry a UTC day; the newest entry of a day counts.</summary>
/// <remarks>
/// The balance of a day is the one before it plus mined less sold. A stated balance takes the place of the computed one; more than 5 %
/// apart the day carries a warning. Before the first stated balance the opening one is what makes them meet; without any it is taken as 0.
/// </remarks>
[GenerateSerializer, Alias("mm.fleet.treasury")]
public sealed class FleetTreasury
{
    /// <summary>Most entries: every day of eleven years.</summary>
    public const int MaxEntries = 4_000;

    private const double MaxBtc = 21_000_000;
    private const double MaxUsd = 1e13;
    private const double Tolerance = 0.05;
    private const double RoundingBtc = 1e-8; // one satoshi
    private const int LongestNote = 200;
    private const int LongestSource = 64;

    [Id(0)] private readonly SortedDictionary<DateOnly, TreasuryEntry> _entries = [];

    /// <summary>Number of entries.</summary>
    public int Count => _entries.Count;

    /// <summary>A copy that can be changed without this one.</summary>
    public FleetTreasury Copy()
    {
        var copy = new FleetTreasury();
        foreach (var (date, entry) in _entries) copy._entries.Add(date, entry);
        return copy;
    }

    /// <summary>Takes an entry in place of the one of its day. A faulty one changes nothing.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="nowMs">World time, Unix milliseconds.</param>
    /// <param name="changed">False when the same entry was there.</param>
    public MarketFault? Report(TreasuryEntry entry, long nowMs, out bool changed)
    {
        changed = false;
        if (FaultOf(entry, nowMs) is { } fault) return fault;
        var known = _entries.GetValueOrDefault(entry.Date);
        if (known is null && _entries.Count >= MaxEntries)
        {
            return MarketFault.OutOfRange($"{MarketDates.Say(MaxEntries)} days are held already, the most there is room for; delete old ones, or report by month.");
        }

        changed = known != entry;
        _entries[entry.Date] = entry;
        return null;
    }

    /// <summary>Forgets the entry of a day; false when there is none.</summary>
    public bool Remove(DateOnly date) => _entries.Remove(date);

    /// <summary>Every entry with its balance, oldest first.</summary>
    public ImmutableArray<TreasuryDay> Days()
    {
        var days = ImmutableArray.CreateBuilder<TreasuryDay>(_entries.Count);
        var (balance, anchored) = (OpeningBtc(), false);
        foreach (var entry in _entries.Values)
        {
            var computed = balance + (entry.MinedBtc ?? 0) - (entry.SoldBtc ?? 0);
            balance = entry.HeldBtc ?? computed;
            var warning = WarningOf(entry, computed, anchored);
            anchored |= entry.HeldBtc is not null;
            days.Add(new TreasuryDay(entry, Known(balance), warning));
        }

        return days.MoveToImmutable();
    }

    /// <summary>The entries by month, oldest first.</summary>
    public ImmutableArray<TreasuryMonth> Months() =>
    [
        .. Days().GroupBy(day => FirstOfMonth(day.Entry.Date)).Select(days => new TreasuryMonth(
            days.Key,
            Sum(days, day => day.MinedBtc),
            Sum(days, day => day.SoldBtc),
            days.Last().BalanceBtc,
            Sum(days, day => day.ProceedsUsd))),
    ];

    /// <summary>All entries together; null without any.</summary>
    public TreasurySummary? Summary()
    {
        if (_entries.Count == 0) return null;
        var days = Days();
        return new TreasurySummary
        {
            MinedBtc = Sum(days, day => day.MinedBtc),
            SoldBtc = Sum(days, day => day.SoldBtc),
            HeldBtc = days[^1].BalanceBtc,
            ProceedsUsd = Sum(days, day => day.ProceedsUsd),
            OpeningBtc = OpeningBtc(),
            OpeningAssumed = _entries.Values.All(entry => entry.HeldBtc is null),
            FirstDate = days[0].Entry.Date,
            LastDate = days[^1].Entry.Date,
            Entries = days.Length,
            Warnings = days.Count(day => day.Warning is not null),
        };
    }

    /// <summary>First day of the month of a world time.</summary>
    public static DateOnly MonthOf(long nowMs) => FirstOfMonth(MarketDates.DayOf(nowMs));

    private static MarketFault? FaultOf(TreasuryEntry entry, long nowMs)
    {
        if (entry.Date.Year < 2009 || entry.Date > MarketDates.DayOf(nowMs))
        {
            return MarketFault.OutOfRange($"date is {MarketDates.Iso(entry.Date)}: before the first block, or in the future (days are UTC).");
        }

        if (entry is { MinedBtc: null, SoldBtc: null, HeldBtc: null })
        {
            return MarketFault.Malformed("The day has no figure: give minedBtc, soldBtc or heldBtc; leave out what was not reported.");
        }

        if (FigureRules.FaultOf(("minedBtc", entry.MinedBtc, MaxBtc), ("soldBtc", entry.SoldBtc, MaxBtc), ("heldBtc", entry.HeldBtc, MaxBtc), ("proceedsUsd", entry.ProceedsUsd, MaxUsd)) is { } fault)
        {
            return fault;
        }

        if (entry.ProceedsUsd > 0 && entry.SoldBtc is not > 0)
        {
            return MarketFault.Malformed("proceedsUsd without soldBtc: say how much was sold for it.");
        }

        return entry.Note is { } note && (note.Length > LongestNote || note.Any(char.IsControl)) ? MarketFault.OutOfRange($"note has at most {LongestNote} characters and no control characters.")
            : entry.Source.Length is 0 or > LongestSource || entry.Source.Any(char.IsControl) ? MarketFault.OutOfRange($"source has 1 to {LongestSource} characters and no control characters.")
            : null;
    }

    /// <summary>The first stated balance less what came and went until then; never below 0.</summary>
    private double OpeningBtc()
    {
        var net = 0.0;
        foreach (var entry in _entries.Values)
        {
            net += (entry.MinedBtc ?? 0) - (entry.SoldBtc ?? 0);
            if (entry.HeldBtc is { } stated) return Math.Max(0, stated - net);
        }

        return 0;
    }

    private static string? WarningOf(TreasuryEntry entry, double computed, bool anchored)
    {
        if (entry.HeldBtc is { } stated)
        {
            return Math.Abs(stated - computed) <= Math.Max(RoundingBtc, Tolerance * Math.Max(stated, computed)) ? null
                : $"heldBtc is {MarketDates.Say(stated)}, but {(anchored ? "the balance before" : "the opening balance")} plus mined less sold gives {MarketDates.Say(computed)}: more than 5 % apart; the stated one counts.";
        }

        return computed < -RoundingBtc ? $"More was sold than is known to have been held ({MarketDates.Say(computed)} BTC); state heldBtc of this or an earlier day." : null;
    }

    private static double? Known(double balance) => balance >= 0 ? balance : balance >= -RoundingBtc ? 0 : null;

    private static DateOnly FirstOfMonth(DateOnly date) => new(date.Year, date.Month, 1);

    private static double? Sum(IEnumerable<TreasuryDay> days, Func<TreasuryEntry, double?> figure)
    {
        double? sum = null;
        foreach (var day in days)
        {
            if (figure(day.Entry) is { } known) sum = (sum ?? 0) + known;
        }

        return sum;
    }
}
