using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Http;

/// <summary>Every silo of the cluster with its load, asked at most every two seconds however many look.</summary>
internal sealed class SiloStatistics(IGrainFactory grains, ILocalSiloDetails local, TimeProvider time)
{
    private static readonly TimeSpan s_keep = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<IReadOnlyList<SiloSnapshot>>? _asked;
    private long _askedAt;

    /// <summary>Silos, those that answer first.</summary>
    public Task<IReadOnlyList<SiloSnapshot>> GetAsync()
    {
        lock (_lock)
        {
            if (_asked is null || _asked.IsFaulted || time.GetElapsedTime(_askedAt) >= s_keep)
            {
                _askedAt = time.GetTimestamp();
                _asked = AskAsync();
            }

            return _asked;
        }
    }

    private async Task<IReadOnlyList<SiloSnapshot>> AskAsync()
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var hosts = await management.GetDetailedHosts();
        var active = hosts.Where(host => host.Status == SiloStatus.Active).Select(host => host.SiloAddress).ToArray();
        var loads = new Dictionary<SiloAddress, SiloRuntimeStatistics>();
        foreach (var (address, load) in active.Zip(await management.GetRuntimeStatistics(active)))
        {
            loads[address] = load;
        }

        return
        [
            .. hosts.OrderBy(host => host.Status != SiloStatus.Active).ThenByDescending(host => host.StartTime).Take(20)
                .Select(host => Of(host, loads.GetValueOrDefault(host.SiloAddress))),
        ];
    }

    private SiloSnapshot Of(MembershipEntry host, SiloRuntimeStatistics? load) => new()
    {
        Address = host.SiloAddress.ToString(),
        Name = host.SiloName,
        Status = host.Status.ToString().ToLowerInvariant(),
        Answers = host.SiloAddress.Equals(local.SiloAddress),
        StartedAtMs = new DateTimeOffset(DateTime.SpecifyKind(host.StartTime, DateTimeKind.Utc)).ToUnixTimeMilliseconds(),
        CpuFraction = load is null ? null : Math.Round(load.EnvironmentStatistics.FilteredCpuUsagePercentage / 100.0, 4),
        MemoryBytes = load?.EnvironmentStatistics.FilteredMemoryUsageBytes is { } bytes ? (long)bytes : null,
        Grains = load?.ActivationCount,
    };
}
