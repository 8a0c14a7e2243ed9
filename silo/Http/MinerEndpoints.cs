using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Http;

/// <summary>Single miners of a fleet.</summary>
internal static class MinerEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets/{fleet}/miners/{miner}", GetAsync).RequireFleetRead()
            .Describe("GetMiner", "One machine with its history and transitions.", "The payload of topic `miner/{fleet}/{miner}`.").Answers<MinerSnapshot>("miner.json");
        api.MapPatch("/fleets/{fleet}/miners/{miner}", PatchAsync).RequireFleetWrite()
            .Describe("PatchMiner", "Sets label, tariff override, maintenance, site, model or nominal hashrate of a machine.").Takes<MinerSettings>("miner.settings.json").AnswersDone();
        api.MapDelete("/fleets/{fleet}/miners/{miner}", DeleteAsync).RequireFleetWrite()
            .Describe("DeleteMiner", "Removes a machine; it comes back as a new one when it reports.").AnswersDone();
    }

    /// <summary>Refusal of a change of a replay's fleet, or null.</summary>
    public static IResult? RefuseReplay(string fleet) => WorldName.WorldOfSimulatedFleet(fleet) is null
        ? null
        : Problems.Result(409, ErrorCodes.ReadOnlyWorld, "A replay's fleet", "The miners of a replay cannot be changed.");

    private static Task<IResult> GetAsync(string fleet, string miner, IGrainFactory grains) => TopicResult.ReadAsync(Grain(grains, fleet, miner));

    private static async Task<IResult> PatchAsync(string fleet, string miner, MinerSettings settings, IGrainFactory grains)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        if (MinerSettingsRules.FaultOf(settings) is { } fault) return Problems.Result(400, fault.Code, "Impossible setting", fault.Reason);
        await Grain(grains, fleet, miner).ConfigureAsync(MinerSettingsRules.ToGrain(settings));
        return Results.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string fleet, string miner, IGrainFactory grains, FleetRouter router)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        await Grain(grains, fleet, miner).DeleteAsync();
        router.Forget(fleet);
        return Results.NoContent();
    }

    /// <summary>The path keeps %2F as it was sent, because an id may hold a slash.</summary>
    private static IMinerGrain Grain(IGrainFactory grains, string fleet, string miner) =>
        grains.GetGrain<IMinerGrain>($"{fleet}/{Uri.UnescapeDataString(miner)}");
}
