using System.Text;
using MinerMonitor.Grains.Journals;
using Orleans.Storage;
using Xunit;

namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>What grains may rely on, whatever the store is.</summary>
public abstract class StoreContract : IAsyncLifetime
{
    private const string StateName = "state";

    private protected StoreInstance Instance { get; set; } = null!;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private IJournalStore Journal => Instance.Journal;

    /// <inheritdoc/>
    public abstract ValueTask InitializeAsync();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Journal_gives_blocks_back_in_order_and_trims_the_oldest()
    {
        var owner = await Journal.TakeOwnershipAsync("order/1", Cancelled);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Journal.AppendAsync(owner, Block(number))));
        Assert.Equal(Enumerable.Range(0, 200), await NumbersAsync("order/1"));

        await Journal.TrimAsync(owner, 150, Cancelled);
        Assert.Equal(Enumerable.Range(150, 50), await NumbersAsync("order/1"));
        await Journal.AppendAsync(owner, Block(200));
        Assert.Equal(Enumerable.Range(150, 51), await NumbersAsync("order/1"));
    }

    [Fact]
    public async Task Journal_keeps_every_byte_of_a_large_block()
    {
        var owner = await Journal.TakeOwnershipAsync("bytes/1", Cancelled);
        var block = new byte[300_000];
        new Random(7).NextBytes(block);

        await Journal.AppendAsync(owner, block);

        Assert.Equal(block, Assert.Single(await Journal.ReadAsync("bytes/1", Cancelled)));
    }

    [Fact]
    public async Task Older_owner_of_a_journal_can_write_nothing_any_more()
    {
        var older = await Journal.TakeOwnershipAsync("fence/1", Cancelled);
        await Journal.AppendAsync(older, Block(1));
        await Journal.SetColumnAsync(older, 3, Block(30), Cancelled);

        var newer = await Journal.TakeOwnershipAsync("fence/1", Cancelled);

        Assert.True(newer.Token > older.Token);
        await Assert.ThrowsAsync<JournalFencedException>(() => Journal.AppendAsync(older, Block(2)));
        await Assert.ThrowsAsync<JournalFencedException>(async () => await Journal.TrimAsync(older, 1, Cancelled));
        await Assert.ThrowsAsync<JournalFencedException>(async () => await Journal.SetColumnAsync(older, 3, Block(31), Cancelled));
        await Assert.ThrowsAsync<JournalFencedException>(async () => await Journal.DeleteAsync(older, Cancelled));
        await Journal.AppendAsync(newer, Block(4));
        Assert.Equal([1, 4], await NumbersAsync("fence/1"));
        Assert.Equal(Block(30), Assert.Single(await Journal.GetColumnsAsync("fence/1", [3], Cancelled)));
    }

    [Fact]
    public async Task Fenced_block_fails_alone_among_those_that_are_committed_with_it()
    {
        var older = await Journal.TakeOwnershipAsync("mixed/old", Cancelled);
        await Journal.TakeOwnershipAsync("mixed/old", Cancelled);
        var good = await Journal.TakeOwnershipAsync("mixed/good", Cancelled);

        var writes = Enumerable.Range(0, 50).Select(number => Journal.AppendAsync(number == 25 ? older : good, Block(number))).ToArray();

        await Assert.ThrowsAsync<JournalFencedException>(() => writes[25]);
        await Task.WhenAll(writes.Where((_, index) => index != 25));
        Assert.Equal(49, (await NumbersAsync("mixed/good")).Count());
        Assert.Empty(await NumbersAsync("mixed/old"));
    }

    [Fact]
    public async Task Two_owners_that_write_at_once_lose_and_double_nothing_that_was_acknowledged()
    {
        const int before = 300;
        var older = await Journal.TakeOwnershipAsync("race/1", Cancelled);
        var writes = Enumerable.Range(0, before).Select(number => Journal.AppendAsync(older, Block(number))).ToList();
        var newer = await Journal.TakeOwnershipAsync("race/1", Cancelled); // while blocks of the older one are on their way
        writes.AddRange(Enumerable.Range(before, before).Select(number => Journal.AppendAsync(number % 2 == 0 ? newer : older, Block(number))));

        var acknowledged = new List<int>();
        for (var number = 0; number < writes.Count; number++)
        {
            try
            {
                await writes[number];
                acknowledged.Add(number);
            }
            catch (JournalFencedException)
            {
                Assert.True(number < before || number % 2 == 1, $"The newer owner was refused block {number}.");
            }
        }

        Assert.DoesNotContain(acknowledged, number => number >= before && number % 2 == 1);
        Assert.Equal(before / 2, acknowledged.Count(number => number >= before));
        Assert.Equal(acknowledged, await NumbersAsync("race/1"));
    }

    [Fact]
    public async Task Columns_are_overwritten_read_in_the_order_asked_and_null_where_there_is_none()
    {
        var owner = await Journal.TakeOwnershipAsync("columns/1", Cancelled);
        await Journal.SetColumnAsync(owner, 1, Block(10), Cancelled);
        await Journal.SetColumnAsync(owner, 2, Block(20), Cancelled);
        await Journal.SetColumnAsync(owner, 1, Block(11), Cancelled);

        Assert.Equal([Block(20), null, Block(11)], await Journal.GetColumnsAsync("columns/1", [2, 7, 1], Cancelled));
    }

    [Fact]
    public async Task Deleted_journal_is_empty_and_its_next_owner_still_has_a_higher_token()
    {
        var owner = await Journal.TakeOwnershipAsync("gone/1", Cancelled);
        await Journal.AppendAsync(owner, Block(1));
        await Journal.SetColumnAsync(owner, 1, Block(10), Cancelled);

        await Journal.DeleteAsync(owner, Cancelled);

        Assert.Empty(await Journal.ReadAsync("gone/1", Cancelled));
        Assert.Null(Assert.Single(await Journal.GetColumnsAsync("gone/1", [1], Cancelled)));
        Assert.True((await Journal.TakeOwnershipAsync("gone/1", Cancelled)).Token > owner.Token);
    }

    [Fact]
    public async Task Barrier_completes_when_nothing_was_written()
    {
        await Journal.BarrierAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Journal.BarrierAsync()));
    }

    [Fact]
    public async Task Grain_state_is_inserted_updated_and_cleared()
    {
        var id = GrainId.Create("fleet", "acme");
        var written = new GrainState<List<string>>(["one"]);
        await Instance.Grains.WriteStateAsync(StateName, id, written);
        written.State = ["one", "two"];
        await Instance.Grains.WriteStateAsync(StateName, id, written);

        Assert.Equal(["one", "two"], (await ReadAsync(id)).State);

        await Instance.Grains.ClearStateAsync(StateName, id, written);
        var cleared = await ReadAsync(id);
        Assert.False(cleared.RecordExists);
        Assert.Empty(cleared.State ?? []);
    }

    [Fact]
    public async Task Write_with_an_old_etag_is_refused_and_changes_nothing()
    {
        var id = GrainId.Create("fleet", "twice");
        await Instance.Grains.WriteStateAsync(StateName, id, new GrainState<List<string>>(["first"]));
        var one = await ReadAsync(id);
        var other = await ReadAsync(id);
        one.State = ["one"];
        await Instance.Grains.WriteStateAsync(StateName, id, one);

        other.State = ["other"];
        await Assert.ThrowsAsync<InconsistentStateException>(() => Instance.Grains.WriteStateAsync(StateName, id, other));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Instance.Grains.WriteStateAsync(StateName, id, new GrainState<List<string>>(["new"])));

        Assert.Equal(["one"], (await ReadAsync(id)).State);
    }

    [Fact]
    public async Task Grains_of_replay_worlds_leave_nothing_in_the_store()
    {
        var live = GrainId.Create("sector", "live");
        var replay = GrainId.Create("sector", "feb-2026");
        var copy = GrainId.Create("market-spot", "feb-2026~x");
        foreach (var id in (GrainId[])[live, replay, copy])
        {
            await Instance.Grains.WriteStateAsync(StateName, id, new GrainState<List<string>>(["kept"]));
        }

        Assert.True((await ReadAsync(live)).RecordExists);
        Assert.False((await ReadAsync(replay)).RecordExists);
        Assert.False((await ReadAsync(copy)).RecordExists);
        await Instance.Grains.ClearStateAsync(StateName, replay, new GrainState<List<string>>([]));
    }

    [Fact]
    public async Task Acknowledged_blocks_columns_and_states_survive_the_store()
    {
        var owner = await Journal.TakeOwnershipAsync("again/1", Cancelled);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(number => Journal.AppendAsync(owner, Block(number))));
        await Journal.SetColumnAsync(owner, 5, Block(50), Cancelled);
        await Journal.BarrierAsync();
        var id = GrainId.Create("fleet", "again");
        await Instance.Grains.WriteStateAsync(StateName, id, new GrainState<List<string>>(["kept"]));

        await RestartAsync();

        Assert.Equal(Enumerable.Range(0, 100), await NumbersAsync("again/1"));
        Assert.Equal(Block(50), Assert.Single(await Journal.GetColumnsAsync("again/1", [5], Cancelled)));
        Assert.Equal(["kept"], (await ReadAsync(id)).State);
        Assert.True((await Journal.TakeOwnershipAsync("again/1", Cancelled)).Token > owner.Token);
    }

    /// <summary>Ends the store and brings it back.</summary>
    private protected abstract Task RestartAsync();

    private async Task<GrainState<List<string>>> ReadAsync(GrainId id)
    {
        var state = new GrainState<List<string>>();
        await Instance.Grains.ReadStateAsync(StateName, id, state);
        return state;
    }

    private async Task<IEnumerable<int>> NumbersAsync(string journal) =>
        (await Journal.ReadAsync(journal, Cancelled)).Select(block => int.Parse(Encoding.ASCII.GetString(block), System.Globalization.CultureInfo.InvariantCulture));

    private static byte[] Block(int number) => Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
