using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

/// <summary>Changes of many miners: a call and a few blocks a shard, and nothing where nothing changes.</summary>
[Collection(FleetCluster.Collection)]
public sealed class FleetEditorTests(FleetCluster cluster)
{
    private const int Rows = 5_000; // a shard and a bit

    private FleetEditor Editor => new(cluster.Grains, cluster.Router, cluster.Time);

    [Fact]
    public async Task An_inventory_adds_and_sets_in_a_few_blocks_and_sent_again_writes_nothing()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("m7", 100));

        var first = await PutAsync(fleet, "north");
        var blocks = BlocksOf(fleet);
        var again = await PutAsync(fleet, "north");

        Assert.Equal(new InventoryCounts(Rows, Rows - 1, Rows), first);
        Assert.Equal(new InventoryCounts(Rows, 0, 0), again);
        Assert.Equal(blocks, BlocksOf(fleet));
        Assert.InRange(blocks, 2, 30);
        var figures = await cluster.FiguresAsync(fleet);
        Assert.Equal((Rows, 2), (figures.Totals.Miners.Sum(), figures.Description.Shards));
        Assert.Equal(Rows, figures.Sites.Single(site => site.Site == "north").Totals.Miners.Sum());
        var miner = await cluster.Miner(fleet, "m4999").GetAsync();
        Assert.Equal(("rack 4999", 0.05, "S21"), (miner.Label, miner.Record.Readout.TariffOverrideUsdKwh, miner.Record.Readout.Model));
    }

    [Fact]
    public async Task A_later_row_of_a_miner_comes_after_an_earlier_one()
    {
        var fleet = await cluster.NewFleetAsync();
        await Editor.PutAsync(fleet, [Row("a", new MinerChange(Site: "north"))]);

        var (counts, unplaced) = await Editor.PutAsync(fleet, [Row("a", new MinerChange(Site: "south")), Row("a", new MinerChange(Site: "north"))]);

        Assert.Equal((new InventoryCounts(2, 0, 1), 0), (counts, unplaced.Count));
        Assert.Equal("north", (await cluster.Miner(fleet, "a").GetAsync()).Record.Readout.Site);
    }

    [Fact]
    public async Task A_change_of_all_at_a_site_reaches_every_shard_and_nobody_else()
    {
        var fleet = await cluster.NewFleetAsync();
        await PutAsync(fleet, "north");
        await Editor.PutAsync(fleet, [Row("other", new MinerChange(Site: "south"))]);

        var counts = await Editor.ChangeAsync(fleet, new MinerQuery(Site: "north"), new MinerChange(Maintenance: true));
        var again = await Editor.ChangeAsync(fleet, new MinerQuery(Site: "north"), new MinerChange(Maintenance: true));

        Assert.Equal((Rows, Rows), (counts!.Value.Matched, counts.Value.Changed));
        Assert.Equal((Rows, 0), (again!.Value.Matched, again.Value.Changed));
        Assert.Equal(Rows, (await cluster.FiguresAsync(fleet)).Totals.Miners[(int)MinerState.Maintenance]);
        Assert.Null(await Editor.ChangeAsync("nobody-made-this", new MinerQuery(), new MinerChange(Maintenance: true)));
    }

    [Fact]
    public async Task Miners_that_were_removed_come_back_as_new_ones()
    {
        var fleet = await cluster.NewFleetAsync();
        await cluster.SendAsync(fleet, ("a", 100), ("b", 50));
        await Editor.PutAsync(fleet, [Row("a", new MinerChange("Rack 7", Site: "north")), Row("b", new MinerChange(Site: "south"))]);

        var counts = await Editor.RetireAsync(fleet, new MinerQuery(Site: "north"));

        Assert.Equal((1, 1), (counts.Matched, counts.Changed));
        await Assert.ThrowsAsync<UnknownTopicException>(() => cluster.Miner(fleet, "a").GetAsync().AsTask());
        await cluster.SendAsync(fleet, ("a", 10), ("b", 20));
        Assert.Null((await cluster.Miner(fleet, "a").GetAsync()).Label);
        Assert.Equal((30.0, 2), ((await cluster.FiguresAsync(fleet)).Totals.HashrateThs, (await cluster.FiguresAsync(fleet)).Totals.Miners.Sum()));
        await Assert.ThrowsAsync<UnknownTopicException>(() => Editor.RetireAsync("nobody-made-this", new MinerQuery()));
    }

    [Fact]
    public async Task An_inventory_survives_the_shard_by_its_journal_and_by_its_snapshot()
    {
        var fleet = await cluster.NewFleetAsync();
        await Editor.PutAsync(fleet, [Row("a", new MinerChange("Rack 7", 0.06, true, "north", "S21", 190))]);
        await cluster.Journals.TakeOwnershipAsync($"{fleet}/0", TestContext.Current.CancellationToken); // the activation dies without a snapshot
        await Assert.ThrowsAsync<JournalFencedException>(() => Editor.PutAsync(fleet, [Row("a", new MinerChange("lost"))]));
        await SaysAsync();

        await FleetCluster.DeactivateAsync(cluster.Shard(fleet, 0));
        await SaysAsync();

        async Task SaysAsync()
        {
            var miner = await cluster.Miner(fleet, "a").GetAsync();
            var readout = miner.Record.Readout;
            Assert.Equal(
                ("Rack 7", 0.06, MinerState.Maintenance, "north", "S21", 190.0),
                (miner.Label, readout.TariffOverrideUsdKwh, readout.State, readout.Site, readout.Model, readout.NominalHashrateThs!.Value));
        }
    }

    private static InventoryRow Row(string miner, MinerChange change) => new(1, Encoding.UTF8.GetBytes(miner), change);

    private async Task<InventoryCounts> PutAsync(string fleet, string site)
    {
        var counts = new InventoryCounts();
        foreach (var rows in Enumerable.Range(0, Rows).Select(number => Row(Name(number), new MinerChange($"rack {number}", 0.05, Site: site, Model: "S21"))).Chunk(ShardPulse.Capacity))
        {
            var (part, unplaced) = await Editor.PutAsync(fleet, rows);
            Assert.Empty(unplaced);
            counts += part;
        }

        return counts;
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"m{number}");

    private int BlocksOf(string fleet) => Enumerable.Range(0, 2).Sum(shard => cluster.Journals.BlocksOf($"{fleet}/{shard}")
        .Count(block => JournalBlock.KindOf(block) is JournalBlockKind.Assign or JournalBlockKind.Changes));
}
