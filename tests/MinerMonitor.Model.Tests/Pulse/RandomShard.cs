using System.Globalization;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using static MinerMonitor.Model.Tests.Pulse.ShardDriver;

namespace MinerMonitor.Model.Tests.Pulse;

/// <summary>A shard to which everything happens that can happen, from a seed.</summary>
internal sealed class RandomShard
{
    private static readonly string[] s_sites = ["north", "south", "east", "unassigned"];
    private static readonly string[] s_models = ["S21", "M60S", "unheard of"];
    private readonly Random _random;
    private readonly int _leastMiners;
    private readonly int _largestBatch;
    private readonly List<string> _miners = [];
    private readonly Dictionary<string, SiteTerms> _terms = new(StringComparer.Ordinal);
    private TimeSpan _interval = TimeSpan.FromSeconds(60);
    private long _nowMs = T0;
    private int _made;

    public RandomShard(int seed, int miners = 40, int largestBatch = 12)
    {
        _random = new Random(seed);
        (_leastMiners, _largestBatch) = (miners / 2, largestBatch);
        Driver.Pulse.CurveChanged = (site, bin, change) => CurveOf(site).Add(bin, change);
        Assign(miners);
    }

    public ShardDriver Driver { get; } = new();

    public List<SupplyCurve> Curves { get; } = [];

    public SiteTerms TermsOf(string site) => _terms.GetValueOrDefault(site) ?? SiteTerms.Unknown;

    public SupplyCurve CurveOf(int site)
    {
        while (Curves.Count <= site)
        {
            Curves.Add(new SupplyCurve());
        }

        return Curves[site];
    }

    /// <summary>Lets one thing happen.</summary>
    public void Step()
    {
        _nowMs += _random.Next(0, 20_000);
        switch (_random.Next(100))
        {
            case < 80: Driver.Send(_nowMs, [.. Enumerable.Range(0, _random.Next(1, _largestBatch)).Select(_ => RandomReading())]); break;
            case < 84: Driver.Pulse.AdvanceTo(_nowMs + _random.Next(0, 5_000)); break;
            case < 85: _nowMs += _random.Next(0, 2_000_000); break; // some fall silent
            case < 86: Driver.Prices(_nowMs, _random.Next(3) == 0 ? LedgerPrices.Unknown : new LedgerPrices(20 + (20 * _random.NextDouble()), 5e-4)); break;
            case < 88: Assign(_random.Next(1, 4)); break;
            case < 89: SetTerms(); break;
            case < 90: MoveTariff(); break;
            case < 93: Driver.Control(_nowMs, Pick(), MinerControl.OverrideTariff, _random.Next(3) == 0 ? double.NaN : _random.NextDouble() / 10); break;
            case < 95: Driver.Control(_nowMs, Pick(), _random.Next(2) == 0 ? MinerControl.BeginMaintenance : MinerControl.EndMaintenance); break;
            case < 97: Driver.Control(_nowMs, Pick(), MinerControl.MoveToSite, text: s_sites[_random.Next(s_sites.Length)]); break;
            case < 98: Change(); break;
            default: Retire(); break;
        }
    }

    private void Change() => Driver.Changes(_nowMs, [.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => (Pick(), RandomChange(), false))]);

    private MinerChange RandomChange() => new(
        Maybe() ? string.Create(CultureInfo.InvariantCulture, $"rack {_random.Next(3)}") : null,
        Maybe() ? _random.NextDouble() / 10 : null,
        Maybe() ? _random.Next(2) == 0 : null,
        Maybe() ? s_sites[_random.Next(s_sites.Length)] : null,
        Maybe() ? _random.Next(3) switch { 0 => "", 1 => "S21", _ => "S19" } : null,
        Maybe() ? _random.Next(3) == 0 ? double.NaN : _random.Next(50, 300) : null);

    private bool Maybe() => _random.Next(2) == 0;

    private string Pick() => _miners[_random.Next(_miners.Count)];

    private void Assign(int count)
    {
        var made = Enumerable.Range(0, count).Select(_ => string.Create(CultureInfo.InvariantCulture, $"m{_made++}")).ToArray();
        Driver.Assign(_nowMs, made);
        _miners.AddRange(made);
    }

    private void Retire()
    {
        if (_miners.Count > _leastMiners)
        {
            var miner = Pick();
            Driver.Control(_nowMs, miner, MinerControl.Retire);
            Driver.Forget(miner);
            _miners.Remove(miner);
        }
    }

    private void SetTerms()
    {
        _terms.Clear();
        foreach (var site in s_sites.Where(_ => _random.Next(5) > 0))
        {
            _terms[site] = new SiteTerms(
                RandomTariff(), 1 + _random.NextDouble() / 5, _random.NextDouble() / 20,
                _random.Next(5), _random.Next(3) == 0 ? 30 : null);
        }

        _interval = TimeSpan.FromSeconds(_random.Next(20, 120));
        TellTerms();
    }

    /// <summary>The next band of a site's tariff begins, or its market moved: nothing else changes.</summary>
    private void MoveTariff()
    {
        var site = s_sites[_random.Next(s_sites.Length)];
        if (_terms.TryGetValue(site, out var terms))
        {
            _terms[site] = terms with { TariffUsdKwh = RandomTariff() };
            TellTerms();
        }
    }

    private double? RandomTariff() => _random.Next(6) switch
    {
        0 => null,
        1 => -_random.NextDouble() / 20,
        _ => 0.02 + _random.NextDouble() / 12,
    };

    private void TellTerms() => Driver.Context(_nowMs, _interval, [.. _terms.Select(site => (site.Key, site.Value))]);

    private Reading RandomReading() => new(Pick())
    {
        AtMs = _random.Next(10) switch
        {
            0 => null,
            1 => _nowMs - _random.Next(0, 60 * 60_000),
            2 => _nowMs - _random.NextInt64(0, 60 * Hour),
            _ => _nowMs - _random.Next(0, 3_000),
        },
        Site = Maybe(4, s_sites[_random.Next(s_sites.Length)]),
        Model = Maybe(4, s_models[_random.Next(s_models.Length)]),
        Reason = Maybe(9, "reason " + _random.Next(5).ToString(CultureInfo.InvariantCulture)),
        State = _random.Next(4) == 0 ? (ReportedState)_random.Next(8) : null,
        HashrateThs = _random.Next(5) == 0 ? null : _random.Next(8) == 0 ? 0 : _random.NextDouble() * 250,
        NominalThs = _random.Next(6) == 0 ? 200 : null,
        PowerW = _random.Next(3) == 0 ? null : _random.NextDouble() * 4_000,
        ShareDifficulty = _random.Next(9) == 0 ? 1e6 : null,
        HashrateWindowSec = _random.Next(9) == 0 ? 600 : null,
        SharesAccepted = _random.Next(9) == 0 ? _random.Next() : null,
    };

    private string? Maybe(int oneIn, string text) => _random.Next(oneIn) == 0 ? text : null;
}
