using System.Collections.Immutable;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

internal sealed partial class FleetGrain
{
    private static readonly TimeSpan s_tellOthersEvery = TimeSpan.FromSeconds(1);

    private FleetFigures _figures = null!;
    private double? _hashpriceUsdPhDay;
    private bool _isDirty = true;
    private long _toldOthersAt;

    public ValueTask<FleetFigures?> GetFiguresAsync() => ValueTask.FromResult(Description is null ? null : _figures);

    public ValueTask<ImmutableArray<CurveWeight>> GetCurveAsync() => ValueTask.FromResult(_totals.Curve());

    public ValueTask<ImmutableArray<CurveWeight>> GetCurveAtAsync(double tariffUsdKwh) =>
        ValueTask.FromResult(_totals.Curve((site, curve) => curve.WithTariff(Description?.Sites.GetValueOrDefault(site) ?? SiteTerms.Unknown, tariffUsdKwh)));

    public ValueTask<FleetUnderWater> WhatIfAsync(double hashpriceUsdPhDay, double? tariffUsdKwh)
    {
        var water = WaterLevel.Of(
            _totals.Sites.Select(site => new SiteCurve(_totals.CurveOf(site), TermsOf(site), _totals.TallyOf(site).NominalMhs)), hashpriceUsdPhDay, tariffUsdKwh);
        return ValueTask.FromResult(new FleetUnderWater(
            FixedPoint.Terahashes(water.UnderMhs), FixedPoint.Terahashes(water.KnownMhs), FixedPoint.Terahashes(water.NominalMhs))
        {
            MarginUsdDay = water.MarginUsdDay,
            BreakEvenHashpriceUsdPhDay = water.BreakEvenHashpriceUsdPhDay,
        });
    }

    public async ValueTask<ImmutableArray<TopicFrame>> SubscribeAsync(ITopicObserver observer, TopicPosition? after)
    {
        await PrepareToTellAsync();
        return _topic.Subscribe(observer, after);
    }

    public ValueTask UnsubscribeAsync(ITopicObserver observer)
    {
        _topic.Unsubscribe(observer);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<ImmutableArray<TopicFrame>> ReadAsync(TopicPosition? after)
    {
        await PrepareToTellAsync();
        return _topic.Read(after);
    }

    private async Task PrepareToTellAsync()
    {
        await LoadAsync();
        if (_isDirty && !IsReplay)
        {
            await RefreshAsync(force: false);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (Description is null)
        {
            DeactivateOnIdle(); // somebody asked for a fleet that is not there
            return;
        }

        try
        {
            await LoadAsync();
            await PriceTariffsAsync();
            await RefreshAsync(force: false);
            await CloseDaysAsync();
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException or JournalUnavailableException or JournalFencedException)
        {
            LogTickFailed(_fleet, exception);
        }
    }

    /// <summary>Computes the figures anew when something moved, makes a frame, and tells those above.</summary>
    private async Task RefreshAsync(bool force)
    {
        if (_totals.NeedsRebuild)
        {
            await RebuildAsync();
        }

        var hashprice = IsReplay ? await _sector!.GetHashpriceAsync() : await prices.GetHashpriceAsync(Description!.World);
        var price = await PriceAsync();
        if (!force && !_isDirty && hashprice == _hashpriceUsdPhDay && price == _priceUsd)
        {
            if (_events is not { HasHeld: false })
            {
                _figures = _figures with { AsOfMs = NowMs };
                await TellEventsAsync();
            }

            await TellOthersAsync();
            return;
        }

        (_hashpriceUsdPhDay, _priceUsd) = (hashprice, price);
        _isDirty = false;
        _figures = ComputeFigures();
        _topic.Publish();
        await TellEventsAsync();
        await TellOthersAsync();
    }

    private FleetFigures ComputeFigures()
    {
        var description = Description!;
        var sites = _totals.Sites.Union(description.Sites.Keys).Order(StringComparer.Ordinal).ToList();
        var tallies = sites.ConvertAll(_totals.TallyOf);
        var all = new Tally();
        tallies.ForEach(tally => all.Add(tally));
        var figures = sites.Select((site, index) => new SiteFigures(
            site,
            description.Sites.GetValueOrDefault(site),
            FleetEconomics.Site(tallies[index], _totals.CurveOf(site), TermsOf(site), _hashpriceUsdPhDay),
            description.Tariffs?.GetValueOrDefault(site),
            _tariffs.GetValueOrDefault(site)?.Quote))
            .Where(site => site.Terms is not null || site.Totals.Miners.Sum() > 0)
            .ToImmutableArray();
        var totals = FleetEconomics.Sum(all, [.. figures.Select(site => site.Totals)]);
        return new FleetFigures
        {
            Fleet = _fleet,
            Description = description,
            AsOfMs = NowMs,
            Samples = _totals.Samples,
            Totals = totals,
            Sites = figures,
            HashpriceUsdPhDay = _hashpriceUsdPhDay,
            Treasury = ComputeTreasury(totals),
        };
    }

    /// <summary>Once a second: the operator's totals, the sector's share under water, and the fleet's series every five.</summary>
    private async Task TellOthersAsync()
    {
        if (!IsReplay && _toldOthersAt != 0 && time.GetElapsedTime(_toldOthersAt) < s_tellOthersEvery)
        {
            return;
        }

        _toldOthersAt = time.GetTimestamp();
        var description = Description!;
        if (description.Operator is { } operatorId)
        {
            await GrainFactory.GetGrain<IOperatorGrain>(operatorId).ReportFleetAsync(_figures);
        }

        if (description.CountInSector && _hashpriceUsdPhDay is { } hashprice)
        {
            var water = await WhatIfAsync(hashprice, null);
            await _sector!.ObserveFleetAsync(_fleet, new FleetSectorInput(_fleet, water.NominalThs, water.KnownThs, water.UnderWaterThs, NowMs));
        }

        await RecordAsync();
    }

    /// <summary>Removes events and series, which the next fleet of this name must not find. (Labels know their fleet by its first shard.)</summary>
    private async Task ForgetPastAsync(string world)
    {
        await EventLog.ResetAsync();
        await ForgetEventsAsync();
        await ForgetSeriesAsync(world);
    }

    private FleetFigures EmptyFigures() => new()
    {
        Fleet = _fleet,
        Description = Description ?? new FleetDescription("", null, false, TimeSpan.FromSeconds(60), ImmutableDictionary<string, SiteTerms>.Empty),
        AsOfMs = NowMs,
        Samples = default,
        Totals = FleetEconomics.Sum(new Tally(), []),
        Sites = [],
    };
}
