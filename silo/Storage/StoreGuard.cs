using System.Globalization;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using StackExchange.Redis;

namespace MinerMonitor.Silo.Storage;

/// <summary>
/// Looks after the store each second: writes and reads by script as grains do, and for the embedded store reads its memory and the
/// disk of its folder. Intake asks it before it takes anything, so a full or stopped store refuses new samples instead of losing any.
/// </summary>
/// <remarks>It says no as soon as one check fails and yes again as soon as one succeeds: recovery needs nobody.</remarks>
internal sealed partial class StoreGuard : BackgroundService, IStoreStatus
{
    private const string ProbeScript = "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])";
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_checkTimeout = TimeSpan.FromSeconds(3);

    private readonly StoreConnections _connections;
    private readonly StoreOptions _options;
    private readonly Func<(long FreeBytes, long TotalBytes)?> _disk;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreGuard> _logger;
    private readonly RedisKey _probeKey = $"mm:v1:probe:{Guid.NewGuid():N}";
    private long _headAddress = EmbeddedStore.FirstAddress;
    private volatile StoreStatus _current;
    private volatile string? _faultCode = ErrorCodes.StoreUnavailable;

    public StoreGuard(
        StoreConnections connections, StoreOptions options, Func<(long FreeBytes, long TotalBytes)?> disk, TimeProvider time, ILogger<StoreGuard> logger)
    {
        _connections = connections;
        _options = options;
        _disk = disk;
        _time = time;
        _logger = logger;
        _current = Status(false, "The store has not been checked yet; this takes a second.", default, null);
    }

    /// <inheritdoc/>
    public StoreStatus Current => _current;

    /// <inheritdoc/>
    /// <remarks><see cref="ErrorCodes.StoreUnavailable"/> or <see cref="ErrorCodes.StoreFull"/>; null when nothing is.</remarks>
    public string? FaultCode => _faultCode;

    /// <summary>Checks now.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var (code, fault, memory) = await ProbeAsync(cancellationToken);
        var (disk, diskFault) = AskDisk();
        if (fault is null && diskFault is not null)
        {
            (code, fault) = (ErrorCodes.StoreUnavailable, diskFault);
        }

        if (_current.Fault != fault)
        {
            if (fault is null)
            {
                LogReady();
            }
            else
            {
                LogFault(fault);
            }
        }

        _current = Status(fault is null, fault, memory, disk);
        _faultCode = code;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_checkEvery, _time);
        do
        {
            await CheckAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<(string? Code, string? Fault, Memory Memory)> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var database = _connections.Journal.GetDatabase();
            var stamp = _time.GetTimestamp();
            var echoed = await database.ScriptEvaluateAsync(ProbeScript, [_probeKey], [stamp]).WaitAsync(s_checkTimeout, _time, cancellationToken);
            if ((long)echoed != stamp)
            {
                return (ErrorCodes.StoreUnavailable, "The store does not give back what was written to it.", default);
            }

            if (_options.Kind == StoreOptions.Embedded)
            {
                var memory = Memory.Parse(((string?)await database.ExecuteAsync("INFO", "STORE").WaitAsync(s_checkTimeout, _time, cancellationToken))!);
                return JudgeMemory(memory);
            }

            return await JudgeRedisAsync(database, cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever went wrong, the answer is no; the guard itself must go on, or nobody would say yes again.
            return (ErrorCodes.StoreUnavailable, $"The store does not answer: {exception.Message}", default);
        }
    }

    private ((long FreeBytes, long TotalBytes)? Disk, string? Fault) AskDisk()
    {
        try
        {
            return _disk() is not { } space ? (null, null)
                : space.FreeBytes >= space.TotalBytes * _options.MinimumFreeDiskPercent / 100 ? (space, null)
                : (space, string.Create(
                    CultureInfo.InvariantCulture,
                    $"The disk of the data folder has {space.FreeBytes >> 20} MiB free, less than {_options.MinimumFreeDiskPercent} %; free some space, or lower {StoreOptions.Section}:MinimumFreeDiskPercent."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"The disk of the data folder cannot be asked for its free space: {exception.Message}");
        }
    }

    private (string? Code, string? Fault, Memory Memory) JudgeMemory(Memory memory)
    {
        if (memory.HeadAddress > EmbeddedStore.FirstAddress)
        {
            if (memory.HeadAddress > _headAddress)
            {
                LogDropped(memory.HeadAddress - EmbeddedStore.FirstAddress);
                _headAddress = memory.HeadAddress;
            }

            return (ErrorCodes.StoreFull,
                "The embedded store has dropped data because its memory budget was too small. Stop, restore a backup, and raise "
                + $"{StoreOptions.Section}:MemoryBudgetBytes.",
                memory);
        }

        var budget = EmbeddedStore.BudgetOf(_options);
        return memory.UsedBytes > budget * _options.RefuseAtShareOfBudget
            ? (ErrorCodes.StoreFull,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The embedded store fills {memory.UsedBytes >> 20} of {budget >> 20} MiB, more than {_options.RefuseAtShareOfBudget:P0}; raise {StoreOptions.Section}:MemoryBudgetBytes, or delete fleets."),
                memory)
            : (null, null, memory);
    }

    /// <summary>An acknowledged write must survive the death of Redis' process: that takes its append-only file.</summary>
    private async Task<(string? Code, string? Fault, Memory Memory)> JudgeRedisAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var info = (string?)await database.ExecuteAsync("INFO", "persistence").WaitAsync(s_checkTimeout, _time, cancellationToken) ?? "";
        return info.Contains("aof_enabled:0", StringComparison.Ordinal)
            ? (ErrorCodes.StoreUnavailable,
                "Redis runs without its append-only file, so an acknowledged sample would die with it. Set 'appendonly yes'.",
                default)
            : (null, null, default);
    }

    private StoreStatus Status(bool ready, string? fault, Memory memory, (long FreeBytes, long TotalBytes)? disk) => new()
    {
        Kind = _options.Kind,
        Ready = ready,
        Fault = fault,
        Durability = _options.Kind == StoreOptions.Embedded
            ? "An acknowledged write is in the append-only file: it survives the death of this process, not the loss of power."
            : "An acknowledged write is in Redis' append-only file: it survives the death of this process and, with appendfsync always, the loss of power.",
        UsedBytes = _options.Kind == StoreOptions.Embedded ? memory.UsedBytes : null,
        BudgetBytes = _options.Kind == StoreOptions.Embedded ? EmbeddedStore.BudgetOf(_options) : null,
        DiskFreeBytes = disk?.FreeBytes,
        DiskTotalBytes = disk?.TotalBytes,
    };

    /// <summary>What the embedded store says of its memory.</summary>
    private readonly record struct Memory(long UsedBytes, long HeadAddress)
    {
        public static Memory Parse(string info) => new(
            Field(info, "Log.CurrentMemorySizeBytes") + Field(info, "Log.CurrentHeapSizeBytes"), Field(info, "Log.HeadAddress"));

        private static long Field(string info, string name)
        {
            var line = info.Split('\n').FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))
                ?? throw new InvalidOperationException($"The embedded store's INFO STORE has no field {name}.");
            return long.Parse(line.AsSpan(name.Length + 1).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }
    }

    [LoggerMessage(EventId = 3000, Level = LogLevel.Error, Message = "The store is not ready and intake is refused. {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "The store is ready.")]
    private partial void LogReady();

    [LoggerMessage(EventId = 3002, Level = LogLevel.Critical, Message = "The embedded store has dropped {Bytes} bytes of its log, and the data in them.")]
    private partial void LogDropped(long bytes);
}
