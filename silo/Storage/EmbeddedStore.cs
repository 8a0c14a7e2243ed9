using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using StackExchange.Redis;
using Tsavorite.core;

namespace MinerMonitor.Silo.Storage;

/// <summary>Microsoft Garnet inside this process: the same protocol as an outside Redis, on a loopback port of its own with a password of its own.</summary>
/// <remarks>
/// No storage tier: large values live in hashes and lists on the heap, and a guard watches the memory budget, since Garnet drops data
/// without a word beyond it. Nothing is durable by itself: each acknowledged write waits for a commit of the append-only file
/// (the barrier of the journal). Checkpoints keep that file from growing without bound.
/// </remarks>
internal sealed class EmbeddedStore : IDisposable
{
    /// <summary>Where the log of a store begins that never dropped anything, restarts or not.</summary>
    public const long FirstAddress = 64;

    private readonly GarnetServer _server;

    private EmbeddedStore(GarnetServer server, ConfigurationOptions connection)
    {
        _server = server;
        Connection = connection;
    }

    /// <summary>How to reach it from this process.</summary>
    public ConfigurationOptions Connection { get; }

    /// <summary>Starts it on the data folder and recovers what is there.</summary>
    public static EmbeddedStore Start(DataFolder folder, StoreOptions options, ILoggerFactory loggers)
    {
        var password = Convert.ToHexString(RandomNumberGenerator.GetBytes(24));
        var endPoint = new IPEndPoint(IPAddress.Loopback, FreePort());
        var server = new GarnetServer(
            new GarnetServerOptions
            {
                EndPoints = [endPoint],
                AuthSettings = new PasswordAuthenticationSettings(password),
                DeviceType = DeviceType.RandomAccess, // the Linux default needs libaio and ends the process without it
                EnableLua = true, // Orleans' storage writes by script
                LuaOptions = new LuaOptions(LuaMemoryManagementMode.Native, "", Timeout.InfiniteTimeSpan, LuaLoggingMode.Enable, []),
                EnableAOF = true,
                CommitFrequencyMs = -1, // by COMMITAOF alone: the barrier of each group commit
                CheckpointDir = folder.Path,
                Recover = true,
                FailOnRecoveryError = true,
                CheckpointFrequencySecs = (int)options.CheckpointInterval.TotalSeconds,
                LogMemorySize = Bytes(BudgetOf(options)),
                PageSize = "1m",
                IndexMemorySize = "16m",
                AofMemorySize = "64m",
                AofPageSize = "8m",
                AofSegmentSize = "64m",
                BufferPoolMemoryBudget = "32m",
                QuietMode = true,
                MaxDatabases = 1,
            },
            loggers);
        server.Start();
        return new EmbeddedStore(server, new ConfigurationOptions { EndPoints = { endPoint }, Password = password });
    }

    /// <summary>Memory that the store may fill, bytes.</summary>
    public static long BudgetOf(StoreOptions options) => options.MemoryBudgetBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private static string Bytes(long bytes) => $"{bytes >> 20}m";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
