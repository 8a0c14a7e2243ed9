using System.Globalization;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

[Collection(FleetCluster.Collection)]
public sealed class FleetReaderTests(FleetCluster cluster) : IDisposable
{
    private readonly FleetReader _reader = new(cluster.Grains);

    public void Dispose() => _reader.Dispose();

    [Theory]
    [InlineData(MinerSort.Miner, false)]
    [InlineData(MinerSort.Miner, true)]
    [InlineData(MinerSort.Site, true)]
    [InlineData(MinerSort.Hashrate, true)]
    [InlineData(MinerSort.Margin, false)]
    [InlineData(MinerSort.ChipTemperature, false)] // nobody knows it: all are equal
    public async Task Pages_are_sorted_over_all_shards_and_hold_every_miner_once(MinerSort sort, bool descending)
    {
        var fleet = await TwoShardsAsync();
        var order = new MinerOrder(sort, descending);
        var rows = new List<MinerReadout>();
        var query = new MinerQuery(HashpriceUsdPhDay: 35);
        for (MinerPlace? place = null; ;)
        {
            var page = await _reader.ListAsync(fleet, query, order, place, 700);
            Assert.Equal(5_000, page.Total);
            rows.AddRange(page.Miners);
            if (page.Next is null)
            {
                break;
            }

            place = MinerPlace.Read(page.Next.Write(order), order); // as a cursor on its way
            Assert.NotNull(place);
        }

        Assert.Equal(5_000, rows.Select(row => row.Miner).Distinct().Count());
        var keys = rows.ConvertAll(row => sort switch
        {
            MinerSort.Miner => (IComparable)row.Miner,
            MinerSort.Site => row.Site,
            MinerSort.Hashrate => row.HashrateThs!.Value,
            MinerSort.Margin => row.MarginUsdPhDay(35)!.Value,
            _ => 0,
        });
        var inOrder = keys.Order(Comparer<IComparable>.Create((left, right) => left is string text ? string.CompareOrdinal(text, (string)right) : left.CompareTo(right)));
        Assert.Equal(descending ? inOrder.Reverse() : inOrder, keys);
    }

    [Fact]
    public async Task A_cursor_is_good_for_its_own_order_only()
    {
        var order = new MinerOrder(MinerSort.Miner, false);
        var cursor = new MinerPlace(new MinerHit(0, "rack-7"u8.ToArray(), 12), 3, 35.5).Write(order);

        var read = MinerPlace.Read(cursor, order)!;
        Assert.Equal((12, 3, 35.5, "rack-7"), (read.Key.Slot, read.Shard, read.HashpriceUsdPhDay!.Value, System.Text.Encoding.UTF8.GetString(read.Key.Text!)));
        Assert.Null(MinerPlace.Read(cursor, order with { Descending = true }));
        Assert.Null(MinerPlace.Read(cursor, order with { Sort = MinerSort.Site }));
        Assert.Null(MinerPlace.Read(cursor[..20], order));
        Assert.Null(MinerPlace.Read("not a cursor", order));
        Assert.Null(MinerPlace.Read(new string('A', 100_000), order));

        // One that somebody made up leads nowhere, and harms nobody.
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 1));
        Assert.Empty((await _reader.ListAsync(fleet, new MinerQuery(), order, new MinerPlace(new MinerHit(0, "zzz"u8.ToArray(), 60_000), int.MaxValue, null), 10)).Miners);
    }

    [Fact]
    public async Task A_cell_leads_to_its_miner()
    {
        var fleet = await TwoShardsAsync();
        var cells = await _reader.CellsAsync(fleet, [CellColumn.Cell, CellColumn.Hashrate], 35);
        Assert.Equal(5_000, cells.Sum(shard => shard.Count));

        foreach (var (shard, index) in new[] { (0, 0), (0, 4_095), (1, 3), (1, 903) })
        {
            var row = await _reader.ReadCellAsync(fleet, BitConverter.ToUInt32(cells[shard].Columns[0], index * 4));
            Assert.Equal(BitConverter.ToSingle(cells[shard].Columns[1], index * 4), row!.HashrateThs);
        }

        Assert.Null(await _reader.ReadCellAsync(fleet, 4_096 + 904));
        Assert.Null(await _reader.ReadCellAsync(fleet, uint.MaxValue));
    }

    [Fact]
    public async Task Models_are_ranked_with_the_highest_break_even_first()
    {
        var fleet = await cluster.NewFleetAsync(null, ("cheap", new SiteTerms(0.03, PoolFee: 0.1)), ("dear", new SiteTerms(0.09)));
        using (var batch = cluster.Batch(fleet))
        {
            FleetCluster.Add(batch, "a", 100, 3_000, "dear", model: "S19");
            FleetCluster.Add(batch, "b", 200, 3_500, "cheap", model: "S21");
            FleetCluster.Add(batch, "c", 200, 3_500, "dear", model: "S21");
            FleetCluster.Add(batch, "d", 10, site: "dear");
            await batch.CommitAsync();
        }

        var models = await _reader.ModelsAsync(fleet, 35);

        Assert.Equal(["S19", "S21", null], models.Select(model => model.Model));
        var (s19, s21) = (models[0].Totals, models[1].Totals);
        Assert.Equal((30.0, 64.8, 1.0), (s19.EfficiencyJth!.Value, s19.BreakEvenHashpriceUsdPhDay!.Value, s19.ShareUnderWater!.Value));
        Assert.Equal((35 - 64.8) * 0.1, s19.MarginUsdDay!.Value, 9);
        Assert.Equal((2, 400.0, 17.5, 0.5), (s21.Miners.Sum(), s21.HashrateThs, s21.EfficiencyJth!.Value, s21.ShareUnderWater!.Value));
        Assert.Equal((14.0 + 37.8) / 2, s21.BreakEvenHashpriceUsdPhDay!.Value, 9); // (24 · 17.5 · 0.03) / 0.9 and 24 · 17.5 · 0.09
        Assert.Equal(0.2 * ((0.9 * (35 - 14)) + (35 - 37.8)), s21.MarginUsdDay!.Value, 9);
        Assert.Null(models[2].Totals.BreakEvenHashpriceUsdPhDay);

        Assert.All(await _reader.ModelsAsync(fleet, null), model => Assert.Null(model.Totals.MarginUsdDay));
    }

    [Fact]
    public async Task A_fleet_that_is_not_there_has_nothing()
    {
        Assert.Equal(0, (await _reader.ListAsync("nowhere", new MinerQuery(), default, null, 10)).Total);
        Assert.Empty(await _reader.CellsAsync("nowhere", [CellColumn.State], null));
        Assert.Empty(await _reader.ModelsAsync("nowhere", 35));
    }

    private async Task<string> TwoShardsAsync()
    {
        var fleet = await cluster.NewFleetAsync(null, [.. Enumerable.Range(0, 3).Select(site => ($"s{site}", new SiteTerms(0.03 + (0.03 * site))))]);
        using var batch = cluster.Batch(fleet);
        foreach (var index in Enumerable.Range(0, 5_000))
        {
            var hashrate = 50 + (index * 37 % 1_000);
            FleetCluster.Add(batch, ((index * 7_919) % 5_000).ToString(CultureInfo.InvariantCulture), hashrate, hashrate * (15 + (index % 7)), $"s{index % 3}");
        }

        await batch.CommitAsync();
        return fleet;
    }
}
