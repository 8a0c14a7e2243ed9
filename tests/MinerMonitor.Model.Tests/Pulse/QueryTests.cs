using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Model.Tests.Pulse;

public sealed class QueryTests
{
    private const double HashpriceUsdPhDay = 31.4;
    private static readonly string?[] s_texts = [null, null, "1", "M4", "s21", "\n", "ä"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Finds_page_by_page_what_a_look_at_every_miner_finds(int seed)
    {
        var random = new Random(seed);
        var shard = new RandomShard(seed);
        for (var round = 0; round < 60; round++)
        {
            for (var step = 0; step < 30; step++)
            {
                shard.Step();
            }

            var pulse = shard.Driver.Pulse;
            var query = RandomQuery(random);
            var order = new MinerOrder((MinerSort)random.Next(12), random.Next(2) == 0);
            var expected = Sorted(pulse, order, query.HashpriceUsdPhDay).Where(slot => Wants(query, pulse.Read(slot)!)).ToList();

            var found = new List<int>();
            for (MinerHit? last = null; ;)
            {
                var hits = pulse.Find(query, order, last, last?.Slot ?? -1, 7);
                Assert.Equal(expected.Count, hits.Total);
                found.AddRange(hits.First.Select(hit => (int)hit.Slot));
                if (hits.First.Length < 7)
                {
                    break;
                }

                last = hits.First[^1];
            }

            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public void Goes_on_between_its_own_texts_behind_a_text_that_the_shard_does_not_have()
    {
        var shard = new ShardDriver("a", "b", "c");
        shard.Send(ShardDriver.T0, new Reading("a") { Site = "north", HashrateThs = 1 }, new Reading("b") { Site = "south", HashrateThs = 1 }, new Reading("c") { Site = "east", HashrateThs = 1 });
        var behind = new MinerHit(0, "old"u8.ToArray(), 9);

        Assert.Equal([1], Slots(new MinerOrder(MinerSort.Site, Descending: false)));
        Assert.Equal([0, 2], Slots(new MinerOrder(MinerSort.Site, Descending: true)));

        IEnumerable<int> Slots(MinerOrder order) => shard.Pulse.Find(new MinerQuery(), order, behind, -1, 10).First.Select(hit => (int)hit.Slot);
    }

    [Fact]
    public void Finds_a_miner_that_came_and_not_one_that_went_after_the_ids_were_put_in_order()
    {
        var shard = new ShardDriver("b", "d");
        Assert.Equal(["b", "d"], Ids());

        shard.Assign(ShardDriver.T0, "c");
        Assert.Equal(["b", "c", "d"], Ids());
        Assert.Equal(1, shard.Pulse.Find(new MinerQuery(Text: "C"), default, null, -1, 10).Total);

        shard.Control(ShardDriver.T0, "b", MinerControl.Retire);
        Assert.Equal(["c", "d"], Ids());

        IEnumerable<string> Ids() => shard.Pulse.Find(new MinerQuery(), new MinerOrder(MinerSort.Miner, false), null, -1, 10).First.Select(hit => shard.Pulse.IdOf(hit.Slot));
    }

    [Fact]
    public void Cells_hold_what_the_rows_hold()
    {
        var shard = new RandomShard(5);
        for (var step = 0; step < 2_000; step++)
        {
            shard.Step();
        }

        var pulse = shard.Driver.Pulse;
        var slots = Enumerable.Range(0, pulse.SlotCount).Where(slot => pulse.Read(slot) is not null).ToList();
        var cells = pulse.Cells(Enum.GetValues<CellColumn>(), 8_192, HashpriceUsdPhDay);

        Assert.Equal(slots.Count, cells.Count);
        for (var index = 0; index < slots.Count; index++)
        {
            var row = pulse.Read(slots[index])!;
            Assert.Equal((uint)slots[index] + 8_192, U32(CellColumn.Cell));
            Assert.Equal((byte)row.State, cells.Columns[(int)CellColumn.State][index]);
            Assert.Equal(row.Site, cells.Sites[U16(CellColumn.Site)]);
            Assert.Equal(row.Model, U16(CellColumn.Model) is var model && model == CellColumns.NoText ? null : cells.Models[model]);
            Same(row.HashrateThs, CellColumn.Hashrate);
            Same(row.NominalHashrateThs, CellColumn.NominalHashrate);
            Same(row.MarginUsdPhDay(HashpriceUsdPhDay), CellColumn.Margin);
            Same(row.ChipTemperatureC, CellColumn.ChipTemperature);
            Same(row.BreakEvenHashpriceUsdPhDay, CellColumn.BreakEven);
            Assert.Equal(row.HeardAtMs is { } heard ? (uint)((pulse.NowMs - heard) / 1000) : CellColumns.NeverHeard, U32(CellColumn.Heard));

            uint U32(CellColumn column) => BitConverter.ToUInt32(cells.Columns[(int)column], index * 4);
            ushort U16(CellColumn column) => BitConverter.ToUInt16(cells.Columns[(int)column], index * 2);
            void Same(double? expected, CellColumn column)
            {
                var actual = BitConverter.ToSingle(cells.Columns[(int)column], index * 4);
                Assert.True(expected is null ? float.IsNaN(actual) : Math.Abs(expected.Value - actual) <= Math.Abs(expected.Value) * 1e-6, $"{column}: {expected} and {actual}");
            }
        }
    }

    [Fact]
    public void Models_add_up_to_the_tallies_of_the_sites()
    {
        var shard = new RandomShard(9);
        for (var step = 0; step < 2_000; step++)
        {
            shard.Step();
        }

        var pulse = shard.Driver.Pulse;
        var models = pulse.CountModels(HashpriceUsdPhDay);
        foreach (var site in models.GroupBy(model => model.Site))
        {
            var sum = new Tally();
            foreach (var model in site)
            {
                sum.Add(model.Tally);
            }

            var number = Enumerable.Range(0, 100).First(index => pulse.SiteName(index) == site.Key);
            var expected = pulse.TallyOf(number).Clone();
            expected.Miners[(int)MinerState.Retired] = 0;
            Assert.Equivalent(expected, sum, strict: true);
            Assert.Equal(shard.CurveOf(number).UnderWater(HashpriceUsdPhDay).Under.FreshMhs, site.Sum(model => model.UnderWaterMhs));
        }
    }

    private static MinerQuery RandomQuery(Random random) => new(
        random.Next(4) == 0 ? (MinerState)random.Next(1, MinerStates.Count) : null,
        random.Next(4) switch { 0 => "north", 1 => random.Next(4) == 0 ? "nowhere" : "unassigned", _ => null },
        random.Next(4) switch { 0 => true, 1 => false, _ => null },
        random.Next(8) == 0 ? null : HashpriceUsdPhDay,
        s_texts[random.Next(s_texts.Length)],
        random.Next(6) switch { 0 => "S21", 1 => "", _ => null },
        random.Next(5) == 0 ? random.Next(-30, 30) : null,
        random.Next(5) == 0 ? random.Next(-30, 30) : null);

    private static bool Wants(MinerQuery query, MinerReadout miner) =>
        (query.State is null || miner.State == query.State)
        && (query.Site is null || miner.Site == query.Site)
        && (query.Model is null || (miner.Model ?? "") == query.Model)
        && (!query.AsksForMargin || (miner.MarginUsdPhDay(query.HashpriceUsdPhDay) is { } margin && query.WantsMargin(margin)))
        && (query.Text is null || miner.Miner.Contains(query.Text, StringComparison.OrdinalIgnoreCase)
            || (miner.Model?.Contains(query.Text, StringComparison.OrdinalIgnoreCase) ?? false));

    private static IEnumerable<int> Sorted(ShardPulse pulse, MinerOrder order, double? hashprice)
    {
        var slots = Enumerable.Range(0, pulse.SlotCount).Where(slot => pulse.Read(slot) is not null).ToList();
        return order.Sort switch
        {
            MinerSort.Place => slots,
            MinerSort.Miner => ByText(miner => miner.Miner),
            MinerSort.Site => ByText(miner => miner.Site),
            MinerSort.Model => ByText(miner => miner.Model),
            MinerSort.State => ByNumber(miner => (int)miner.State),
            MinerSort.Hashrate => ByNumber(miner => miner.HashrateThs),
            MinerSort.Power => ByNumber(miner => miner.PowerW),
            MinerSort.Efficiency => ByNumber(miner => miner.EfficiencyJth),
            MinerSort.ChipTemperature => ByNumber(miner => miner.ChipTemperatureC),
            MinerSort.BreakEven => ByNumber(miner => miner.BreakEvenHashpriceUsdPhDay),
            MinerSort.Margin => ByNumber(miner => miner.MarginUsdPhDay(hashprice)),
            _ => ByNumber(miner => miner.HeardAtMs),
        };

        IEnumerable<int> ByNumber(Func<MinerReadout, double?> key) => slots
            .OrderBy(slot => key(pulse.Read(slot)!) is null)
            .ThenBy(slot => (order.Descending ? -1 : 1) * key(pulse.Read(slot)!))
            .ThenBy(slot => slot);

        IEnumerable<int> ByText(Func<MinerReadout, string?> key)
        {
            var known = slots.Where(slot => key(pulse.Read(slot)!) is not null);
            var inOrder = order.Descending
                ? known.OrderByDescending(slot => key(pulse.Read(slot)!), StringComparer.Ordinal)
                : known.OrderBy(slot => key(pulse.Read(slot)!), StringComparer.Ordinal);
            return inOrder.ThenBy(slot => slot).Concat(slots.Where(slot => key(pulse.Read(slot)!) is null));
        }
    }
}
