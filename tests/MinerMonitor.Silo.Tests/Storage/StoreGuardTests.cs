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
}
