using Microsoft.Extensions.Logging.Abstractions;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Storage;
using MinerMonitor.Silo.Tests.EndToEnd;
using Xunit;

namespace MinerMonitor.Silo.Tests.Storage;

[Collection(ProcessGroup.Name)]
public sealed class StoreGuardTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_disk_turns_it_red_and_free_space_green_again()
    {
        using var folder = new TempFolder();
        await using var store = await StoreInstance.OpenStoreAsync(folder.Path, ("Monitor:Store:MemoryBudgetBytes", "268435456"));
        (long, long)? disk = (9, 100);
        using var guard = new StoreGuard(store.Connections, store.Options, () => disk, TimeProvider.System, NullLogger<StoreGuard>.Instance);
        Assert.Equal((ErrorCodes.StoreUnavailable, false), (guard.FaultCode, guard.Current.Ready));

        await guard.CheckAsync(Cancelled);
        Assert.Equal((ErrorCodes.StoreUnavailable, false), (guard.FaultCode, guard.Current.Ready));
        Assert.Contains("MinimumFreeDiskPercent", guard.Current.Fault, StringComparison.Ordinal);
        Assert.Equal(9, guard.Current.DiskFreeBytes);

        disk = (11, 100);
        await guard.CheckAsync(Cancelled);
        Assert.Equal((null, true, null), (guard.FaultCode, guard.Current.Ready, guard.Current.Fault));

        disk = (1, 100);
        await guard.CheckAsync(Cancelled);
        Assert.False(guard.Current.Ready);
    }

    [Fact]
    public async Task Disk_that_cannot_be_asked_is_a_fault_and_not_the_end_of_the_guard()
    {
        using var folder = new TempFolder();
        await using var store = await StoreInstance.OpenStoreAsync(folder.Path, ("Monitor:Store:MemoryBudgetBytes", "268435456"));
        var isGone = true;
        using var guard = new StoreGuard(
            store.Connections, store.Options, () => isGone ? throw new IOException("The drive is gone.") : (50, 100), TimeProvider.System, NullLogger<StoreGuard>.Instance);

        await guard.CheckAsync(Cancelled);
        Assert.Equal(ErrorCodes.StoreUnavailable, guard.FaultCode);
        Assert.Contains("The drive is gone.", guard.Current.Fault, StringComparison.Ordinal);

        isGone = false;
        await guard.CheckAsync(Cancelled);
        Assert.Null(guard.FaultCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Data_that_the_store_dropped_is_an_error_that_outlives_a_restart(bool isList)
    {
        using var folder = new TempFolder();
        await using (var store = await OpenSmallAsync(folder))
        {
            using var guard = Guard(store);
            await guard.CheckAsync(Cancelled);
            Assert.Null(guard.FaultCode);

            await FillAsync(store, keys: 2_000, isList);
            await guard.CheckAsync(Cancelled);
            AssertDropped(guard);
        }

        await using var again = await OpenSmallAsync(folder);
        using var guardAgain = Guard(again);
        await guardAgain.CheckAsync(Cancelled);
        AssertDropped(guardAgain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_of_a_store_that_dropped_nothing_is_no_error(bool withCheckpoint)
    {
        using var folder = new TempFolder();
        await using (var store = await OpenSmallAsync(folder))
        {
            await FillAsync(store, keys: 100, isList: true);
            await FillAsync(store, keys: 100, isList: false);
            if (withCheckpoint)
            {
                await store.Connections.Journal.GetDatabase().ExecuteAsync("SAVE");
            }
        }

        await using var again = await OpenSmallAsync(folder);
        using var guard = Guard(again);
        await guard.CheckAsync(Cancelled);

        Assert.Null(guard.Current.Fault);
        Assert.True(await again.Connections.Journal.GetDatabase().KeyExistsAsync("list-0"));
    }

    [Fact]
    public async Task Redis_without_its_append_only_file_is_refused()
    {
        await using var redis = await RedisProcess.StartAsync("no");
        using var folder = new TempFolder();
        await using var store = await StoreInstance.OpenStoreAsync(
            folder.Path, ("Monitor:Store", "redis"), ("Monitor:Store:ConnectionString", redis.ConnectionString));
        using var guard = new StoreGuard(store.Connections, store.Options, () => null, TimeProvider.System, NullLogger<StoreGuard>.Instance);

        await guard.CheckAsync(Cancelled);

        Assert.Equal(ErrorCodes.StoreUnavailable, guard.FaultCode);
        Assert.Contains("appendonly yes", guard.Current.Fault, StringComparison.Ordinal);
    }

    /// <summary>64 MiB, and the refusal near the budget switched off.</summary>
    private static Task<Store> OpenSmallAsync(TempFolder folder) => StoreInstance.OpenStoreAsync(
        folder.Path, ("Monitor:Store:MemoryBudgetBytes", "67108864"), ("Monitor:Store:RefuseAtShareOfBudget", "1000"));

    private static StoreGuard Guard(Store store) => new(store.Connections, store.Options, () => null, TimeProvider.System, NullLogger<StoreGuard>.Instance);

    private static async Task FillAsync(Store store, int keys, bool isList)
    {
        var database = store.Connections.Journal.GetDatabase();
        var value = new byte[64 << 10];
        for (var key = 0; key < keys; key++)
        {
            await (isList ? database.ListRightPushAsync($"list-{key}", value) : (Task)database.StringSetAsync($"string-{key}", value));
        }

        await database.ExecuteAsync("COMMITAOF");
    }

    private static void AssertDropped(StoreGuard guard)
    {
        Assert.Equal((ErrorCodes.StoreFull, false), (guard.FaultCode, guard.Current.Ready));
        Assert.Contains("has dropped data", guard.Current.Fault, StringComparison.Ordinal);
    }
}
