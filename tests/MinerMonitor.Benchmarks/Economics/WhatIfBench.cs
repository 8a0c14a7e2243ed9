using System.Globalization;
using System.Text;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Benchmarks.Economics;

/// <summary>
/// How long does a fleet of five million miners take to say what is under water at another hashprice, or another tariff? Random miners of
/// 16 sites go through real shards, one after another, whose tallies and curves are added up by site as the fleet adds them up; then the fleet's
/// own computation is asked, and its answer compared with a count of every miner.
/// </summary>
/// <remarks>Budget: median under 1 ms. How long a band takes to re-price one shard of 4,096 miners is printed beside it.</remarks>
internal static class WhatIfBench
{
    private const int SiteCount = 16;
    private const int Asked = 2_001;
    private const long StartMs = 1_770_249_600_000;
    private const double CheckedAtUsdPhDay = 35;

    private static readonly Dictionary<string, SiteTerms> s_terms = Enumerable.Range(0, SiteCount).ToDictionary(
        site => string.Create(CultureInfo.InvariantCulture, $"site-{site:00}"),
        site => new SiteTerms(0.03 + (site * 0.004), 1.02 + (site * 0.01), 0.015, OtherCostUsdPhDay: 1 + (site % 3)));

    /// <summary>Runs it.</summary>
    /// <param name="miners">Miners.</param>
    public static int Run(int miners)
    {
        var random = new Random(20260205);
        var tallies = s_terms.Keys.ToDictionary(site => site, _ => new Tally());
        var curves = s_terms.Keys.ToDictionary(site => site, _ => new SupplyCurve());
        var repriceMs = new List<double>();
        double expectedThs = 0;
        for (var shard = 0; shard * ShardPulse.Capacity < miners; shard++)
        {
            expectedThs += AddShard(tallies, curves, Math.Min(ShardPulse.Capacity, miners - (shard * ShardPulse.Capacity)), random, repriceMs);
        }

        var water = Ask(CheckedAtUsdPhDay, null);
        var underThs = FixedPoint.Terahashes(water.UnderMhs);
        var knownThs = FixedPoint.Terahashes(water.KnownMhs);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{tallies.Values.Sum(tally => tally.Miners.Sum()):N0} miners in {repriceMs.Count:N0} shards and {SiteCount} sites; "
            + $"at {CheckedAtUsdPhDay} USD/PH/day {underThs / knownThs:P3} under water, counted one by one {expectedThs / knownThs:P3}"));
        if (Math.Abs(underThs - expectedThs) > 1e-6 * knownThs)
        {
            Console.Error.WriteLine("The fleet's answer is not that of a count of every miner.");
            return 1;
        }

        Measure("what-if: hashprice", () => Ask(20 + (random.NextDouble() * 40), null));
        Measure("what-if: hashprice and tariff", () => Ask(20 + (random.NextDouble() * 40), 0.03 + (random.NextDouble() * 0.06)));
        Print("re-pricing of one shard of 4,096", repriceMs);
        return 0;

        WaterLevel Ask(double hashpriceUsdPhDay, double? tariffUsdKwh) => WaterLevel.Of(
            s_terms.Keys.Select(site => new SiteCurve(curves[site], s_terms[site], tallies[site].NominalMhs)), hashpriceUsdPhDay, tariffUsdKwh);
    }

    /// <summary>Fills a shard, re-prices it once, and adds its tallies and curves.</summary>
    /// <returns>Hashrate that is under water at the checked hashprice, counted one by one, TH/s.</returns>
    private static double AddShard(
        Dictionary<string, Tally> tallies, Dictionary<string, SupplyCurve> curves, int miners, Random random, List<double> repriceMs)
    {
        var pulse = new ShardPulse(_ => null, _ => null);
        var block = 0L;
        Apply(AssignBlock.Write([.. Enumerable.Range(0, miners).Select(slot => (Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"m{slot}")), false))], StartMs));
        Apply(ContextBlock.Write(TimeSpan.FromMinutes(1), s_terms.ToDictionary(site => site.Key, site => site.Value with { TariffUsdKwh = 0.01 }), StartMs));
        var under = 0.0;
        using (var writer = new SampleBlockWriter(new TextTable()))
        {
            for (var slot = 0; slot < miners; slot++)
            {
                var (site, terms) = s_terms.ElementAt(random.Next(SiteCount));
                float ths = 90 + random.Next(250), watts = (float)Math.Round(ths * (11 + (random.NextDouble() * 25)));
                var sample = new RawSample { Site = Encoding.UTF8.GetBytes(site) };
                sample.TrySet(SampleFields.HashrateThs, ths);
                sample.TrySet(SampleFields.NominalHashrateThs, ths);
                sample.TrySet(SampleFields.PowerW, watts);
                var address = pulse.AddressOf(0, slot);
                writer.Append(address.Slot, address.Generation, in sample, StartMs + 1);
                under += BreakEvenBins.Of(terms.BreakEvenHashpriceUsdPhDay(watts / ths)) > BreakEvenBins.Of(CheckedAtUsdPhDay) ? ths : 0;
            }

            Apply(writer.Finish(StartMs + 1));
        }

        var began = TimeProvider.System.GetTimestamp();
        Apply(ContextBlock.Write(TimeSpan.FromMinutes(1), s_terms, StartMs + 2));
        repriceMs.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);

        foreach (var (site, curve) in pulse.CountCurves().Index())
        {
            if (tallies.TryGetValue(pulse.SiteName(site), out var tally))
            {
                tally.Add(pulse.TallyOf(site));
                curves[pulse.SiteName(site)].Add(curve);
            }
        }

        return under;

        void Apply(byte[] bytes)
        {
            JournalBlock.Stamp(bytes, ++block, JournalBlock.AtMsOf(bytes));
            pulse.Apply(bytes);
        }
    }

    private static void Measure(string what, Func<WaterLevel> ask)
    {
        var timesMs = new List<double>(Asked);
        for (var round = 0; round < Asked + 200; round++)
        {
            var asked = TimeProvider.System.GetTimestamp();
            var answer = ask();
            var tookMs = TimeProvider.System.GetElapsedTime(asked).TotalMilliseconds;
            if (round >= 200 && answer.KnownMhs > 0)
            {
                timesMs.Add(tookMs);
            }
        }

        Print(what, timesMs);
    }

    private static void Print(string what, List<double> timesMs)
    {
        timesMs.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{what,-34} median {timesMs[timesMs.Count / 2],8:0.0000} ms   p99 {timesMs[timesMs.Count * 99 / 100],8:0.0000} ms   of {timesMs.Count:N0}"));
    }
}
