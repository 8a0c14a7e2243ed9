using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Miners;
using StackExchange.Redis;

namespace MinerMonitor.Silo.Storage;

/// <summary>The store that a silo runs on, opened before the host is built, since everything else asks it at start.</summary>
internal sealed class Store : IAsyncDisposable
{
    private Store(StoreOptions options, DataFolder folder, EmbeddedStore? embedded, StoreConnections connections)
    {
        Options = options;
        Folder = folder;
        Embedded = embedded;
        Connections = connections;
    }

    /// <summary>Settings.</summary>
    public StoreOptions Options { get; }

    /// <summary>Data folder: the embedded store, and the first admin key.</summary>
    public DataFolder Folder { get; }

    /// <summary>The embedded store, or null for an outside Redis.</summary>
    public EmbeddedStore? Embedded { get; }

    /// <summary>Connections.</summary>
    public StoreConnections Connections { get; }

    /// <summary>Opens the store that the configuration names.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with settings, folder or store; the message says what to do.</exception>
    public static async Task<Store> OpenAsync(IConfiguration configuration, ILoggerFactory loggers)
    {
        var options = StoreOptions.From(configuration);
        var folder = DataFolder.Open(configuration["data"] ?? DataFolder.Default, isExclusive: options.Kind == StoreOptions.Embedded);
        EmbeddedStore? embedded = null;
        try
        {
            embedded = options.Kind == StoreOptions.Embedded ? EmbeddedStore.Start(folder, options, loggers) : null;
            var connection = embedded?.Connection ?? ConfigurationOptions.Parse(options.ConnectionString!);
            return new Store(options, folder, embedded, await StoreConnections.OpenAsync(connection, options.WriteTimeout));
        }
        catch
        {
            embedded?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Registers journals, guard and readiness.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(Options);
        services.AddSingleton(Connections);
        services.AddSingleton<RedisJournalStore>(provider => new RedisJournalStore(
            Connections.Journal,
            Options.Kind == StoreOptions.Embedded,
            Options.WriteTimeout,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RedisJournalStore>>()));
        services.AddSingleton<IJournalStore>(provider => provider.GetRequiredService<RedisJournalStore>());
        services.AddSingleton<IJournalStatus>(provider => provider.GetRequiredService<RedisJournalStore>());
        services.AddSingleton<VolatileJournalStore>();
        services.AddSingleton<JournalDirectory>();
        services.AddSingleton<SnapshotGate>();
        services.AddSingleton(provider => new StoreGuard(
            Connections, Options, Disk, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StoreGuard>>()));
        services.AddSingleton<IStoreStatus>(provider => provider.GetRequiredService<StoreGuard>());
        services.AddHostedService(provider => provider.GetRequiredService<StoreGuard>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Connections.DisposeAsync();
        Embedded?.Dispose();
        Folder.Dispose();
    }

    private (long FreeBytes, long TotalBytes)? Disk()
    {
        if (Embedded is null)
        {
            return null; // the disk that matters is Redis' own
        }

        var drive = new DriveInfo(Folder.Path);
        return (drive.AvailableFreeSpace, drive.TotalSize);
    }
}
