using StackExchange.Redis;

namespace MinerMonitor.Silo.Storage;

/// <summary>Connections to the store: one that Orleans' providers share, one for the journals alone, which fails fast.</summary>
internal sealed class StoreConnections : IAsyncDisposable
{
    private StoreConnections(ConfigurationOptions options, IConnectionMultiplexer grains, IConnectionMultiplexer journal)
    {
        Options = options;
        Grains = grains;
        Journal = journal;
    }

    /// <summary>Where the store is.</summary>
    public ConfigurationOptions Options { get; }

    /// <summary>Shared by grain storage, clustering and reminders.</summary>
    public IConnectionMultiplexer Grains { get; }

    /// <summary>For journals and health: a write that cannot be sent now is refused now.</summary>
    public IConnectionMultiplexer Journal { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidOperationException">The store cannot be reached; the message says where it was looked for.</exception>
    public static async Task<StoreConnections> OpenAsync(ConfigurationOptions connection, TimeSpan timeout)
    {
        var patient = connection.Clone();
        patient.AbortOnConnectFail = true;
        patient.ClientName = "miner-monitor";
        var quick = patient.Clone();
        quick.AllowAdmin = true; // the guard reads INFO
        quick.BacklogPolicy = BacklogPolicy.FailFast;
        quick.AsyncTimeout = (int)timeout.TotalMilliseconds;
        try
        {
            return new StoreConnections(patient, await ConnectionMultiplexer.ConnectAsync(patient), await ConnectionMultiplexer.ConnectAsync(quick));
        }
        catch (RedisConnectionException exception)
        {
            throw new InvalidOperationException(
                $"The store at {string.Join(", ", connection.EndPoints)} cannot be reached: {exception.Message} "
                + "Start it, or mend Monitor:Store:ConnectionString.",
                exception);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Grains.DisposeAsync();
    }
}
