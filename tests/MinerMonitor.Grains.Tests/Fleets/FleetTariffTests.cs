using System.Collections.Immutable;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Tariffs that move re-price the shards of a fleet, and the ledger from that moment on.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetTariffTests(FleetCluster cluster)
{
    private const double EveningUsdKwh = 0.10;
    private const double DayUsdKwh = 0.05;
    private static readonly SiteTerms s_terms = new((double?)null, Pue: 1.1, OtherCostUsdPhDay: 2);

    [Fact]
    public async Task A_band_that_begins_re_prices_every_shard_exactly()
    {
        var fleet = await TimeOfUseFleetAsync();
        var miners = Enumerable.Range(0, 4_500).Select(index => (Miner: $"m{index}", Ths: 100.0 + (index % 90), Watts: 1_800.0 + (index * 7 % 1_500))).ToList();
        await SendAsync(fleet, miners);
        Assert.Equal(2, (await cluster.Fleet(fleet).GetAsync())!.Shards);
        await EqualsRecountAsync(fleet, miners, DayUsdKwh);

        await GoToAsync(fleet, await NextBandMsAsync(fleet) - 1_000);
        await SendAsync(fleet, miners);
        await EqualsRecountAsync(fleet, miners, DayUsdKwh);

        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.Fleet(fleet).PingAsync();
        await EqualsRecountAsync(fleet, miners, EveningUsdKwh);
        var north = (await cluster.FiguresAsync(fleet)).Sites.Single();
        Assert.Equal((null, "evening"), (north.Terms!.TariffUsdKwh, north.Quote!.Band));
        Assert.Equal(BreakEven(miners[7], EveningUsdKwh), (await cluster.Miner(fleet, "m7").GetAsync()).Record.Readout.BreakEvenHashpriceUsdPhDay!.Value, 0.01);
    }

    [Fact]
    public async Task Cost_of_a_day_is_the_sum_of_its_bands_whenever_fleet_and_shard_came_back()
    {
        var fleet = await TimeOfUseFleetAsync();
        await SendAsync(fleet, [("a", 200, 3_000)]);
        var bandMs = await NextBandMsAsync(fleet);
        await GoToAsync(fleet, bandMs - (10 * 60_000));
        var day = ShardDay.Of(bandMs);
        var before = (await SumsAsync(fleet, day)).CostUsd; // the one sample held for three minutes
        for (var minute = -10; minute < 20; minute++)
        {
            await SendAsync(fleet, [("a", 200, 3_000)], afterMs: 0);
            cluster.Time.Advance(TimeSpan.FromMinutes(1));
            await cluster.Fleet(fleet).PingAsync(); // as the timer would: at minute 0 the evening begins
            if (minute % 7 == 0)
            {
                await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
                await FleetCluster.DeactivateAsync(cluster.Fleet(fleet));
            }
        }

        var sums = await SumsAsync(fleet, day);
        var expected = before + (3 / 6.0 * 1.1 * DayUsdKwh) + (3 / 3.0 * 1.1 * EveningUsdKwh) + (2 * 0.2 * 30 / 1_440);
        Assert.Equal(expected, sums.CostUsd, 1e-9); // 10 minutes by day, 20 in the evening
    }

    [Fact]
    public async Task An_index_follows_its_market_and_gives_way_to_the_fallback_and_to_nothing()
    {
        PassToMorning();
        await TellAsync("A", 40);
        var fleet = await cluster.NewFleetAsync();
        await SetAsync(fleet, new IndexedTariff("energy", "A", 1.1, 0.01, null, null, 0.06, TimeSpan.FromHours(2), TimeSpan.FromHours(1)));
        var miners = new List<(string, double, double)> { ("a", 100, 2_000), ("b", 150, 4_000) };
        await SendAsync(fleet, miners);
        await EqualsRecountAsync(fleet, miners, 0.054);

        await TellAsync("A", 80);
        await LookAsync(fleet, TimeSpan.FromSeconds(70), miners);
        await EqualsRecountAsync(fleet, miners, 0.098);

        await TellAsync("A", -30); // paid to burn: everything in the lowest bin, nothing under water
        await LookAsync(fleet, TimeSpan.FromSeconds(70), miners);
        Assert.Equal(-0.023, (await SiteAsync(fleet)).Quote!.UsdKwh!.Value, 9);
        Assert.Equal(0, (await cluster.FiguresAsync(fleet)).Totals.ShareUnderWater);

        await LookAsync(fleet, TimeSpan.FromHours(2), miners);
        await EqualsRecountAsync(fleet, miners, 0.06);
        Assert.Contains("older than 2 h", (await SiteAsync(fleet)).Quote!.Reason, StringComparison.Ordinal);

        await LookAsync(fleet, TimeSpan.FromHours(1), miners);
        var none = await cluster.FiguresAsync(fleet);
        Assert.Equal(0, none.Totals.EconomicsCoverage);
        Assert.Null(none.Totals.MarginUsdDay);
        Assert.Null(none.Totals.BreakEvenHashpriceUsdPhDay);
        Assert.Equal((null, TariffSource.None), (none.Sites.Single().Quote!.UsdKwh, none.Sites.Single().Quote!.Source));
        Assert.Equal(0, (await cluster.Fleet(fleet).WhatIfAsync(35, null)).KnownThs);
        var costBefore = (await SumsAsync(fleet, ShardDay.Of(cluster.NowMs))).CostUsd;
        await LookAsync(fleet, TimeSpan.FromMinutes(1), miners);
        Assert.Equal(costBefore, (await SumsAsync(fleet, ShardDay.Of(cluster.NowMs))).CostUsd, 1e-9);

        await TellAsync("A", 40);
        await LookAsync(fleet, TimeSpan.FromSeconds(11), miners);
        await EqualsRecountAsync(fleet, miners, 0.054);
    }

    [Fact]
    public async Task A_zone_that_the_market_does_not_have_is_named_with_those_it_has()
    {
        await TellAsync("here", 40);
        var fleet = await cluster.NewFleetAsync();

        await SetAsync(fleet, new IndexedTariff("energy", "nowhere", 1, 0, null, null, null, TimeSpan.FromHours(2), null));

        var quote = (await SiteAsync(fleet)).Quote!;
        Assert.Null(quote.UsdKwh);
        Assert.StartsWith("The market energy has no zone nowhere; it has ", quote.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Small_moves_of_a_market_write_nothing_to_a_shard()
    {
        await TellAsync("calm", 40);
        var fleet = await cluster.NewFleetAsync();
        await SetAsync(fleet, new IndexedTariff("energy", "calm", 1, 0, null, null, null, TimeSpan.FromHours(2), null));
        var miners = new List<(string, double, double)> { ("a", 100, 2_000) };
        await SendAsync(fleet, miners);
        var known = cluster.Journals.BlocksOf($"{fleet}/0").Max(block => JournalBlock.NumberOf(block));

        for (var look = 0; look < 10; look++)
        {
            await TellAsync("calm", 40 + (look * 0.01));
            cluster.Time.Advance(TimeSpan.FromSeconds(11));
            await cluster.Fleet(fleet).PingAsync();
            Assert.DoesNotContain(
                cluster.Journals.BlocksOf($"{fleet}/0"),
                block => JournalBlock.NumberOf(block) > known && JournalBlock.KindOf(block) == JournalBlockKind.Context);
        }

        Assert.Equal((0.04, 40.09), ((await SiteAsync(fleet)).Quote!.UsdKwh, (await SiteAsync(fleet)).Quote!.MarketUsdMwh));
        await TellAsync("calm", 41);
        await LookAsync(fleet, TimeSpan.FromSeconds(11), miners);
        await EqualsRecountAsync(fleet, miners, 0.041);
    }

    [Fact]
    public async Task A_replay_begins_a_band_at_its_own_moment_however_large_its_steps()
    {
        var fleet = WorldName.SimulatedFleetOf("tariff-replay");
        var start = new DateTimeOffset(2026, 2, 5, 13, 0, 0, TimeSpan.Zero);
        var settings = FleetCluster.Settings(null, ("north", s_terms)) with
        {
            World = "tariff-replay",
            ReportInterval = TimeSpan.FromHours(1),
            Tariffs = ImmutableDictionary<string, TariffSchedule>.Empty.Add("north", new TariffSchedule(Evenings, null, 0)),
        };
        await cluster.Fleet(fleet).ConfigureAsync(settings);
        await cluster.Fleet(fleet).AdvanceToAsync(start);
        using (var batch = new SampleBatch(cluster.Router, fleet, start.ToUnixTimeMilliseconds()))
        {
            FleetCluster.Add(batch, "a", 200, 3_000, "north");
            await batch.CommitAsync();
        }

        await cluster.Fleet(fleet).AdvanceToAsync(start.AddHours(3)); // the sample holds for all of it; at 14:00 the evening begins

        var day = Assert.Single((await cluster.Fleet(fleet).GetLedgerAsync(0, int.MaxValue, 10))!.Days);
        var cost = day.Sites.Single(site => site.Site == "north").Sums.CostUsd;
        Assert.Equal((3 * 1.1 * ((1 * DayUsdKwh) + (2 * EveningUsdKwh))) + (2 * 0.2 * 3 / 24), cost, 1e-9);
        await cluster.Fleet(fleet).DeleteAsync();
    }

    /// <summary>Dear from 14:00 to 20:00 UTC.</summary>
    private static TimeOfUseTariff Evenings { get; } = new("UTC", [new TariffBand("evening", TariffDays.Daily, 14 * 60, 20 * 60, EveningUsdKwh)], DayUsdKwh);

    private async Task<string> TimeOfUseFleetAsync()
    {
        PassToMorning();
        var fleet = await cluster.NewFleetAsync();
        Assert.True(await cluster.Fleet(fleet).SetSiteAsync("north", s_terms, new TariffSchedule(Evenings, null, 0)));
        return fleet;
    }

    /// <summary>To 09:00 UTC: what other tests did to the clock must not put midnight or an evening into this one.</summary>
    private void PassToMorning() => cluster.Time.Advance(TimeSpan.FromMilliseconds(ShardDay.LengthMs - ((cluster.NowMs - (9 * 3_600_000)) % ShardDay.LengthMs)));

    private async Task SetAsync(string fleet, IndexedTariff index) =>
        Assert.True(await cluster.Fleet(fleet).SetSiteAsync("north", s_terms, new TariffSchedule(null, index, 0)));

    private async Task TellAsync(string zone, double usdMwh) => Assert.Empty(await cluster.Grains.GetGrain<IEnergyMarketGrain>("live/energy").ObserveAsync(
        [new MarketObservation { Zone = zone, PriceUsdMwh = usdMwh, AtMs = cluster.NowMs, Source = "test" }]));

    private async Task<SiteFigures> SiteAsync(string fleet) => (await cluster.FiguresAsync(fleet)).Sites.Single();

    private async Task<long> NextBandMsAsync(string fleet) => (await SiteAsync(fleet)).Quote!.UntilMs!.Value;

    private async Task GoToAsync(string fleet, long atMs)
    {
        cluster.Time.Advance(TimeSpan.FromMilliseconds(atMs - cluster.NowMs));
        await cluster.Fleet(fleet).PingAsync();
    }

    private async Task LookAsync(string fleet, TimeSpan later, List<(string, double, double)> miners)
    {
        cluster.Time.Advance(later);
        await cluster.Fleet(fleet).PingAsync();
        await SendAsync(fleet, miners);
    }

    private async Task SendAsync(string fleet, List<(string Miner, double Ths, double Watts)> miners, int afterMs = 1)
    {
        cluster.Time.Advance(TimeSpan.FromMilliseconds(afterMs));
        using var batch = cluster.Batch(fleet);
        foreach (var (miner, ths, watts) in miners)
        {
            FleetCluster.Add(batch, miner, ths, watts, "north");
        }

        await batch.CommitAsync();
    }

    private async Task<LedgerSums> SumsAsync(string fleet, int day)
    {
        await cluster.FiguresAsync(fleet);
        return (await cluster.Fleet(fleet).GetLedgerAsync(day, day, 1))!.Days.Single().Sites.SingleOrDefault(site => site.Site == "north")?.Sums ?? default;
    }

    private static double BreakEven((string Miner, double Ths, double Watts) miner, double tariffUsdKwh) =>
        (s_terms with { TariffUsdKwh = tariffUsdKwh }).BreakEvenHashpriceUsdPhDay((float)(miner.Watts / miner.Ths));

    /// <summary>The fleet's histogram is that of its miners, counted one by one at a tariff.</summary>
    private async Task EqualsRecountAsync(string fleet, List<(string Miner, double Ths, double Watts)> miners, double tariffUsdKwh)
    {
        var figures = await cluster.FiguresAsync(fleet);
        Assert.Equal(tariffUsdKwh, figures.Sites.Single().Quote!.UsdKwh!.Value, 9);
        var expected = miners.GroupBy(miner => BreakEvenBins.Of(BreakEven(miner, tariffUsdKwh)))
            .OrderBy(bin => bin.Key).Select(bin => (bin.Key, bin.Sum(miner => FixedPoint.Megahashes((float)miner.Ths))));
        Assert.Equal(expected, (await cluster.Fleet(fleet).GetCurveAsync()).Select(bin => (bin.Bin, bin.Weights.FreshMhs)));
        var water = await cluster.Fleet(fleet).WhatIfAsync(35, null);
        Assert.Equal(water.UnderWaterThs / water.KnownThs, figures.Totals.ShareUnderWater!.Value, 9);
        Assert.Equal(miners.Where(miner => BreakEvenBins.Of(BreakEven(miner, tariffUsdKwh)) > 3_500).Sum(miner => miner.Ths), water.UnderWaterThs, 1e-6 * water.KnownThs);
    }
}
