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
internal sealed class FleetEventDigest
{
    private const int ToldOneByOne = 3;

    private readonly List<MinerTransitionReport> _transitions = [];
    private readonly HashSet<string> _silentSites = new(StringComparer.Ordinal);
    private int _untold;

    /// <summary>Takes transitions in.</summary>
    /// <param name="transitions">Those told one by one.</param>
    /// <param name="more">How many there were besides.</param>
    public void Add(ImmutableArray<MinerTransitionReport> transitions, int more)
    {
        _transitions.AddRange(transitions);
        _untold += more;
    }

    /// <summary>Events since this was asked before.</summary>
    public ImmutableArray<MonitorEvent> Take(FleetFigures figures)
    {
        var events = ImmutableArray.CreateBuilder<MonitorEvent>();
        var silent = figures.Sites.Where(site => IsSilent(site.Totals)).Select(site => site.Site).ToHashSet(StringComparer.Ordinal);
        foreach (var site in silent.Where(_silentSites.Add))
        {
            events.Add(new MonitorEvent("site-silent", figures.AsOfMs, site, $"Every miner of site {site} is silent."));
        }

        foreach (var site in _silentSites.Where(site => !silent.Contains(site)).ToList())
        {
            _silentSites.Remove(site);
            events.Add(new MonitorEvent("site-back", figures.AsOfMs, site, $"Site {site} is heard again."));
        }

        foreach (var group in _transitions.Where(transition => transition.From != transition.To).GroupBy(transition => (transition.Site, transition.To)))
        {
            var isSiteSilence = group.Key.To == MinerState.Silent && silent.Contains(group.Key.Site);
            if (!isSiteSilence)
            {
                events.AddRange(group.Count() <= ToldOneByOne ? group.Select(One) : [Many(group.Key.Site, group.Key.To, [.. group])]);
            }
        }

        if (_untold > 0)
        {
            events.Add(new MonitorEvent(
                "miners-state", figures.AsOfMs, null, $"{_untold} more miners changed state.",
                ImmutableDictionary<string, double>.Empty.Add("miners", _untold)));
        }

        _transitions.Clear();
        _untold = 0;
        return events.ToImmutable();
    }

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

    private static MonitorEvent Many(string site, MinerState to, IReadOnlyCollection<MinerTransitionReport> transitions) => new(
        "miners-state",
        transitions.Max(transition => transition.AtMs),
        site,
        string.Create(CultureInfo.InvariantCulture, $"{transitions.Count} miners of site {site} are {to.Name()}."),
        ImmutableDictionary<string, double>.Empty.Add("miners", transitions.Count),
        ImmutableDictionary<string, string>.Empty.Add("to", to.Name()).Add("site", site));
}
