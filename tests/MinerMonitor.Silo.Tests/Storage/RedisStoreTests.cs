using MinerMonitor.Grains.Journals;
using MinerMonitor.Silo.Tests.EndToEnd;
using Xunit;

namespace MinerMonitor.Silo.Tests.Storage;

/// <summary>The contract on a real Redis; it is killed where the contract restarts its store.</summary>
[Collection(ProcessGroup.Name)]
public sealed class RedisStoreTests : StoreContract
{
    private readonly TempFolder _folder = new();
    private RedisProcess? _redis;

    [Fact]
    public async Task Reminder_fires_and_is_still_registered_after_redis_was_killed()
    {
        var grain = Instance.Factory.GetGrain<IReminderProbe>("probe");
        await grain.RemindAsync();
        await ReminderProbe.Fired.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Cancelled);

        await RestartAsync();

        Assert.True(await grain.IsRegisteredAsync());
    }

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        Instance = await StoreInstance.StartAsync(
            _folder.Path, ("Monitor:Store", "redis"), ("Monitor:Store:ConnectionString", _redis.ConnectionString));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Instance is not null)
        {
            await Instance.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        _folder.Dispose();
    }

    private protected override async Task RestartAsync()
    {
        await _redis!.KillAsync();
        await _redis.RunAsync();

        // Both connections come back by themselves; how soon is theirs to say.
        await Until.TrueAsync(
            async () =>
            {
                try
                {
                    await Instance.Journal.ReadAsync("nothing", Cancelled);
                    await Instance.Store.Connections.Grains.GetDatabase().PingAsync();
                    return (true, "answers");
                }
                catch (Exception exception) when (exception is JournalUnavailableException or StackExchange.Redis.RedisException)
                {
                    return (false, exception.Message);
                }
            },
            TimeSpan.FromSeconds(60),
            "the connections to Redis are back");
    }
}
