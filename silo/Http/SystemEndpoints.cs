using System.Reflection;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Intake;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Storage;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/system</c> and the health routes: how the server is.</summary>
internal static class SystemEndpoints
{
    private static readonly string s_version =
        typeof(SystemEndpoints).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder root, IEndpointRouteBuilder api)
    {
        var startedAt = root.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
        var live = new LiveTally(); // now, before the first viewer
        root.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopped.Register(live.Dispose);
        api.MapGet("/system", async (
                HttpContext context, IStoreStatus store, IIntakeCounters intake, IClusterMembershipService membership, SiloStatistics silos, TimeProvider time) =>
                Results.Json(
                    Snapshot(store, intake, membership, time, startedAt) with
                    {
                        Operations = context.Grant().HasKey ? await OperationsAsync(silos, live, context.RequestServices.GetService<IJournalStatus>()) : null,
                    },
                    ProtocolJson.Default.SystemSnapshot))
            .RequireSectorRead().Describe("GetSystem", "Version, store, intake and silos; with a key, how they run inside.").Answers<SystemSnapshot>("system.json");
        root.MapGet("/health/live", () => Results.Text("live")).AllowPublic().ExcludeFromDescription();
        root.MapGet("/health/ready", Ready).AllowPublic().ExcludeFromDescription();
    }

    private static IResult Ready(IStoreStatus store, IClusterMembershipService membership, ILocalSiloDetails silo)
    {
        if (membership.CurrentSnapshot.GetSiloStatus(silo.SiloAddress) is not SiloStatus.Active and var status)
        {
            return NotReady(ErrorCodes.Overloaded, $"The silo is {status}, not yet or no longer active.");
        }

        return store.Current is { Ready: false, Fault: var fault }
            ? NotReady(ErrorCodes.StoreUnavailable, fault ?? "The store did not pass its check.")
            : Results.Text("ready");
    }

    private static IResult NotReady(string code, string reason) =>
        Problems.Result(StatusCodes.Status503ServiceUnavailable, code, "Not ready", reason);

    private static async Task<SystemOperations> OperationsAsync(SiloStatistics silos, LiveTally live, IJournalStatus? journal) => new()
    {
        Silos = await silos.GetAsync(),
        WorkingSetBytes = Environment.WorkingSet,
        MemoryLimitBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Processors = Environment.ProcessorCount,
        Live = live.Current,
        Journal = journal?.Current,
    };

    private static SystemSnapshot Snapshot(
        IStoreStatus store, IIntakeCounters intake, IClusterMembershipService membership, TimeProvider time, DateTimeOffset startedAt) => new()
        {
            Version = s_version,
            ServerAtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
            StartedAtMs = startedAt.ToUnixTimeMilliseconds(),
            Silos =
            [
                .. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active)
                    .Select(member => member.SiloAddress.ToString()).Order(StringComparer.Ordinal),
            ],
            Store = store.Current,
            Intake = intake.Current,
        };
}
