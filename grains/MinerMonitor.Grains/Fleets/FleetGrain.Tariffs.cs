using System.Collections.Immutable;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Markets;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

/// <remarks>
/// Tariffs that move. Shards know nothing of schedules: the fleet works out what energy costs now and gives them terms, journaled as any
/// other change of context, so a replay of the journal needs neither calendar nor market. A shard is told only when a price changed.
/// </remarks>
internal sealed partial class FleetGrain
{
    private const int ZonesNamed = 5;

    /// <summary>Wholesale prices change every 5 minutes at the fastest.</summary>
    private static readonly long s_askMarketEveryMs = (long)TimeSpan.FromSeconds(10).TotalMilliseconds;

    private readonly SortedDictionary<string, TariffClock> _tariffs = new(StringComparer.Ordinal);
    private ImmutableArray<ZonePrice>? _zones;
    private long _lookedAtMs;
    private long _askMarketAtMs;
    private bool _owesContext;

    private ShardContext Context => new(Description!.ReportInterval, Description.Sites.SetItems(_tariffs.Keys.Select(site => KeyValuePair.Create(site, TermsOf(site)))));

    /// <summary>Terms of a site at this moment.</summary>
    private SiteTerms TermsOf(string site)
    {
        var terms = Description?.Sites.GetValueOrDefault(site) ?? SiteTerms.Unknown;
        return _tariffs.TryGetValue(site, out var tariff) ? terms with { TariffUsdKwh = tariff.Quote?.UsdKwh } : terms;
    }

    private async Task SendContextAsync()
    {
        var context = Context;
        _owesContext = true;
        await ForEachShardAsync(shard => shard.SetContextAsync(context, NowMs));
        _owesContext = false;
    }

    /// <summary>Brings tariffs up to this moment and tells the shards when one changed; what failed is tried again with the next call.</summary>
    private async Task PriceTariffsAsync()
    {
        if (_tariffs.Count > 0 && IsTimeToLook() && await AdvanceTariffsAsync())
        {
            _owesContext = true;
        }

        if (_owesContext)
        {
            await SendContextAsync();
        }
    }

    /// <summary>In a replay, whose time moves in steps, a band that begins within a step begins at its own moment.</summary>
    private async Task PassBandsAsync(long untilMs)
    {
        while (_isLoaded && _tariffs.Count > 0 && _tariffs.Values.Min(tariff => tariff.NextLookMs) is var nextMs && nextMs < untilMs)
        {
            _worldNowMs = Math.Max(_worldNowMs, nextMs);
            await ForEachShardAsync(shard => shard.AdvanceToAsync(_worldNowMs));
            await PriceTariffsAsync();
        }
    }

    private bool IsTimeToLook() =>
        NowMs < _lookedAtMs // the clock was set back
        || NowMs >= _askMarketAtMs
        || _tariffs.Values.Any(tariff => NowMs >= tariff.NextLookMs);

    /// <summary>Brings tariffs up to this moment.</summary>
    /// <returns>True when the price of one changed.</returns>
    private async Task<bool> AdvanceTariffsAsync()
    {
        var schedules = Description!.Tariffs ?? [];
        foreach (var site in _tariffs.Keys.Where(site => !ReferenceEquals(schedules.GetValueOrDefault(site), _tariffs[site].Schedule)).ToList())
        {
            _tariffs.Remove(site);
        }

        foreach (var (site, schedule) in schedules)
        {
            _tariffs.TryAdd(site, new TariffClock(schedule));
        }

        var isIndexed = _tariffs.Values.Any(tariff => tariff.Schedule.Indexed is not null);
        if (isIndexed)
        {
            await AskMarketAsync();
        }

        var isMoved = false;
        _lookedAtMs = NowMs;
        _askMarketAtMs = isIndexed ? NowMs + s_askMarketEveryMs : long.MaxValue;
        foreach (var tariff in _tariffs.Values)
        {
            var (market, missing) = tariff.Schedule.Indexed is { } indexed ? PriceOf(indexed) : default;
            var before = tariff.Quote;
            isMoved |= tariff.AdvanceTo(NowMs, market, missing);
            _isDirty |= before != tariff.Quote;
        }

        return isMoved;
    }

    private async Task AskMarketAsync()
    {
        try
        {
            var view = await GrainFactory.GetGrain<IEnergyMarketGrain>($"{Description!.World}/{MarketName.Energy}").GetViewAsync();
            _zones = ((EnergySection)view.Section).Zones;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogEnergyUnanswered(_fleet, exception); // what it said before holds until it is too old
        }
    }

    private (ZonePrice? Price, string? MissingReason) PriceOf(IndexedTariff indexed) => _zones switch
    {
        null => (null, $"The market {indexed.Market} has not answered yet."),
        [] => (null, $"The market {indexed.Market} never had a price."),
        { } zones when zones.FirstOrDefault(zone => zone.Zone == indexed.Zone) is { } price => (price, null),
        { } zones => (null, $"The market {indexed.Market} has no zone {indexed.Zone}; it has {string.Join(", ", zones.Take(ZonesNamed).Select(zone => zone.Zone))}"
            + (zones.Length > ZonesNamed ? $" and {zones.Length - ZonesNamed} more." : ".")),
    };
}
