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
/// </remarks>
internal sealed class FleetEventDigest
{
    private const int ToldOneByOne = 3;
    private const int MostKept = 1_024; // one by one, between two events; more are counted

    private readonly List<MinerTransitionReport> _transitions = [];
    private readonly Dictionary<(string Site, MinerState From, MinerState To), int> _counted = [];
    private readonly Dictionary<string, long> _heldSinceMs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _backSinceMs = new(StringComparer.Ordinal);
    private readonly HashSet<string> _silentSites = new(StringComparer.Ordinal);

    /// <summary>True while silences are held back.</summary>
    public bool HasHeld => _heldSinceMs.Count > 0;

    /// <summary>Takes transitions in.</summary>
    /// <param name="transitions">Those told one by one.</param>
    /// <param name="more">Those that were counted.</param>
    public void Add(ImmutableArray<MinerTransitionReport> transitions, ImmutableArray<TransitionCount> more)
    {
        foreach (var transition in transitions)
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

        foreach (var count in more)
        {
            Count(count.Site, count.From, count.To, count.Miners);
        }
    }

    /// <summary>Events since this was asked before.</summary>
    public ImmutableArray<MonitorEvent> Take(FleetFigures figures)
    {
        var events = ImmutableArray.CreateBuilder<MonitorEvent>();
        var kinds = _transitions.Select(transition => (transition.Site, transition.From, transition.To)).Concat(_counted.Keys).Distinct().ToList();
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

        return events.ToImmutable();
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
            _backSinceMs[site] = figures.AsOfMs;
            events.Add(new MonitorEvent("site-back", figures.AsOfMs, site, $"Site {site} is heard again."));
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
}
