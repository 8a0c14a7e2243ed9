using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <summary>
/// Makes events of transitions: a few become one event each, many of one kind at one site become one together, and a whole site gone
/// silent is one event, not thousands.
/// </summary>
/// <remarks>
/// The miners of a site report, and so fall silent, at different moments of one report interval. Silence is therefore held back for one
/// interval: if the whole site is silent by then, that is the one event. When the site is heard again, its miners' returns are told by
/// that event too, for one interval.
/// <para>It holds a mark for each shard, how far its transitions are taken in, and is stored whole: see <see cref="FleetTold"/>.</para>
/// </remarks>
internal sealed class FleetEventDigest
{
    private const int ToldOneByOne = 3;
    private const int MostKept = 1_024; // one by one, between two events; more are counted

    private readonly Dictionary<int, ShardMark> _marks;
    private readonly List<MinerTransitionReport> _transitions;
    private readonly Dictionary<(string Site, MinerState From, MinerState To), int> _counted;
    private readonly Dictionary<string, long> _heldSinceMs;
    private readonly Dictionary<string, long> _backSinceMs;
    private readonly HashSet<string> _silentSites;
    private long _lost;

    /// <summary>Goes on from what is stored.</summary>
    public FleetEventDigest(FleetTold stored)
    {
        _marks = new(stored.Marks);
        _transitions = [.. stored.Transitions];
        _counted = stored.Counted.ToDictionary(count => (count.Site, count.From, count.To), count => count.Miners);
        _heldSinceMs = new(stored.HeldSinceMs, StringComparer.Ordinal);
        _backSinceMs = new(stored.BackSinceMs, StringComparer.Ordinal);
        _silentSites = new(stored.SilentSites, StringComparer.Ordinal);
    }

    /// <summary>True while silences are held back.</summary>
    public bool HasHeld => _heldSinceMs.Count > 0;

    /// <summary>Transitions taken in since <see cref="ToStored"/> was called.</summary>
    public long TakenSinceStored { get; private set; }

    /// <summary>How far the transitions of a shard are taken in.</summary>
    public ShardMark MarkOf(int shard) => _marks.GetValueOrDefault(shard);

    /// <summary>Takes transitions of a shard in.</summary>
    public void Add(int shard, ShardTransitions transitions)
    {
        _marks[shard] = transitions.Through;
        _lost += transitions.Lost;
        TakenSinceStored += transitions.Told.Length;
        foreach (var transition in transitions.Told)
        {
            if (_transitions.Count < MostKept)
            {
                _transitions.Add(transition);
            }
            else
            {
                Count(transition.Site, transition.From, transition.To, 1);
            }
        }

        foreach (var count in transitions.More)
        {
            TakenSinceStored += count.Miners;
            Count(count.Site, count.From, count.To, count.Miners);
        }
    }

    /// <summary>Everything as it is stored, with an append to be made.</summary>
    public FleetTold ToStored(long number, ImmutableArray<MonitorEvent> events)
    {
        TakenSinceStored = 0;
        return new FleetTold
        {
            Number = number,
            Events = events,
            Marks = new(_marks),
            Transitions = [.. _transitions],
            Counted = [.. _counted.Select(count => new TransitionCount(count.Key.Site, count.Key.From, count.Key.To, count.Value))],
            HeldSinceMs = new(_heldSinceMs),
            BackSinceMs = new(_backSinceMs),
            SilentSites = [.. _silentSites],
        };
    }

    /// <summary>Events since this was asked before.</summary>
    public ImmutableArray<MonitorEvent> Take(FleetFigures figures)
    {
        var events = ImmutableArray.CreateBuilder<MonitorEvent>();
        var kinds = _transitions.Select(transition => (transition.Site, transition.From, transition.To)).Concat(_counted.Keys).Distinct().ToList();
        if (_lost > 0)
        {
            events.Add(Lost(_lost, figures.AsOfMs));
            _lost = 0;
        }

        TakeSites(figures, kinds, events);
        foreach (var group in kinds.GroupBy(kind => (kind.Site, kind.To)))
        {
            var isHeard = kinds.Exists(kind => kind.Site == group.Key.Site && kind.From == MinerState.Silent); // told before its return is
            if (group.Key.To == MinerState.Silent && IsHeld(group.Key.Site, figures) && !isHeard)
            {
                continue;
            }

            var told = _transitions.Where(transition => (transition.Site, transition.To) == group.Key).ToList();
            var count = told.Count + group.Sum(kind => _counted.GetValueOrDefault(kind));
            _transitions.RemoveAll(transition => (transition.Site, transition.To) == group.Key);
            foreach (var kind in group)
            {
                _counted.Remove(kind);
            }

            if (count <= ToldOneByOne && told.Count == count)
            {
                events.AddRange(told.Select(One));
            }
            else
            {
                events.Add(Many(group.Key.Site, group.Key.To, count, told.Select(transition => transition.AtMs).Append(0).Max() is > 0 and var atMs ? atMs : figures.AsOfMs));
            }
        }

        return [.. events.OrderBy(item => item.AtMs)]; // several changes of one miner may come at once
    }

    /// <summary>Tells of sites that fell silent or came back, and takes the transitions away that this tells.</summary>
    private void TakeSites(
        FleetFigures figures, List<(string Site, MinerState From, MinerState To)> kinds, ImmutableArray<MonitorEvent>.Builder events)
    {
        var silent = figures.Sites.Where(site => IsSilent(site.Totals)).Select(site => site.Site).ToHashSet(StringComparer.Ordinal);
        foreach (var site in silent.Where(_silentSites.Add))
        {
            if (kinds.Exists(kind => kind.Site == site && kind.To == MinerState.Silent)) // else it was silent before this fleet woke, and was told then
            {
                events.Add(new MonitorEvent("site-silent", figures.AsOfMs, site, $"Every miner of site {site} is silent."));
            }
        }

        foreach (var site in _silentSites.Where(site => !silent.Contains(site)).ToList())
        {
            _silentSites.Remove(site);
            if (figures.Sites.Any(figure => figure.Site == site && IsHeard(figure.Totals))) // else its miners were deleted or are worked on
            {
                _backSinceMs[site] = figures.AsOfMs;
                events.Add(new MonitorEvent("site-back", figures.AsOfMs, site, $"Site {site} is heard again."));
            }
        }

        foreach (var (site, _) in _backSinceMs.Where(back => IsOver(back.Value, figures)).ToList())
        {
            _backSinceMs.Remove(site);
        }

        foreach (var kind in kinds.Where(kind => (kind.To == MinerState.Silent && silent.Contains(kind.Site))
            || (kind.From == MinerState.Silent && _backSinceMs.ContainsKey(kind.Site))).ToList())
        {
            _transitions.RemoveAll(transition => (transition.Site, transition.From, transition.To) == kind);
            _counted.Remove(kind);
            kinds.Remove(kind);
        }

        foreach (var site in _heldSinceMs.Keys.Where(site => !kinds.Exists(kind => kind.Site == site && kind.To == MinerState.Silent)).ToList())
        {
            _heldSinceMs.Remove(site);
        }
    }

    private bool IsHeld(string site, FleetFigures figures)
    {
        if (_heldSinceMs.TryAdd(site, figures.AsOfMs) || !IsOver(_heldSinceMs[site], figures))
        {
            return true;
        }

        _heldSinceMs.Remove(site);
        return false;
    }

    private static bool IsOver(long sinceMs, FleetFigures figures) => figures.AsOfMs - sinceMs >= (long)figures.Description.ReportInterval.TotalMilliseconds;

    private void Count(string site, MinerState from, MinerState to, int miners) =>
        _counted[(site, from, to)] = _counted.GetValueOrDefault((site, from, to)) + miners;

    private static bool IsSilent(TallyFigures totals)
    {
        var live = totals.Miners.Sum() - totals.Miners[(int)MinerState.Retired];
        return live > 0 && totals.Miners[(int)MinerState.Silent] == live;
    }

    private static bool IsHeard(TallyFigures totals) => totals.Miners
        .Where((count, state) => count > 0 && (MinerState)state is not (MinerState.Unknown or MinerState.Retired or MinerState.Maintenance or MinerState.Silent))
        .Any();

    private static MonitorEvent One(MinerTransitionReport transition) => new(
        "miner-state",
        transition.AtMs,
        transition.Miner,
        transition.Reason is null
            ? $"{transition.Miner} is {transition.To.Name()} (was {transition.From.Name()})."
            : $"{transition.Miner} is {transition.To.Name()} (was {transition.From.Name()}): {transition.Reason}",
        null,
        ImmutableDictionary<string, string>.Empty
            .Add("from", transition.From.Name())
            .Add("to", transition.To.Name())
            .Add("site", transition.Site));

    private static MonitorEvent Many(string site, MinerState to, int count, long atMs) => new(
        "miners-state",
        atMs,
        site,
        string.Create(CultureInfo.InvariantCulture, $"{count} miners of site {site} are {to.Name()}."),
        ImmutableDictionary<string, double>.Empty.Add("miners", count),
        ImmutableDictionary<string, string>.Empty.Add("to", to.Name()).Add("site", site));

    private static MonitorEvent Lost(long count, long atMs) => new(
        "changes-lost",
        atMs,
        null,
        string.Create(CultureInfo.InvariantCulture, $"{count} changes of state could not be told while the store was away; they are not kept any more."),
        ImmutableDictionary<string, double>.Empty.Add("changes", count));
}
