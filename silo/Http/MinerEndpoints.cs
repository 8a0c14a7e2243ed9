using System.Globalization;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>The miners of a fleet.</summary>
internal static class MinerEndpoints
{
    private const int LargestPage = 1000;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets/{fleet}/miners", ListAsync).RequireFleetRead()
            .Describe("ListMiners", "Machines of a fleet.").Answers<Page<MinerRow>>("miners.json");
        api.MapGet("/fleets/{fleet}/miners/{miner}", GetAsync).RequireFleetRead()
            .Describe("GetMiner", "One machine with its history and transitions.", "The payload of topic `miner/{fleet}/{miner}`.").Answers<MinerSnapshot>("miner.json");
        api.MapPatch("/fleets/{fleet}/miners/{miner}", PatchAsync).RequireFleetWrite()
            .Describe("PatchMiner", "Sets label, tariff override, maintenance or site of a machine.").Takes<MinerSettings>("miner.settings.json").AnswersDone();
        api.MapDelete("/fleets/{fleet}/miners/{miner}", DeleteAsync).RequireFleetWrite()
            .Describe("DeleteMiner", "Removes a machine; it comes back as a new one when it reports.").AnswersDone();
    }

    private static async Task<IResult> ListAsync(
        string fleet, string? state, string? site, bool? underWater, string? text, string? after, int? limit, FleetReader reader, IGrainFactory grains)
    {
        if (Paging.Fault(limit, LargestPage) is { } fault) return fault;
        var wanted = state is null ? null : Model.Pulse.MinerStates.Parse(state);
        if (state is not null && wanted is null)
        {
            return Problems.Result(
                400, ErrorCodes.OutOfRange, "No such state", $"'{state}' is no state; use one of {string.Join(", ", Protocol.Fleets.MinerStates.All)}.");
        }

        if (after is not null && Cursor(after) is null) return Problems.Result(400, ErrorCodes.Malformed, "Bad cursor", "Pass on the 'next' of the page before as it is.");
        if (await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is not { } description) return FleetEndpoints.UnknownFleet(fleet);
        var hashprice = await grains.GetGrain<ISectorGrain>(description.World).GetHashpriceAsync();
        var query = new MinerQuery(wanted, site, underWater, hashprice, text);
        var page = await reader.ListAsync(fleet, query, after is null ? null : Cursor(after), limit ?? Paging.DefaultLimit);
        return Results.Json(
            new Page<MinerRow>
            {
                Items = [.. page.Miners.Select(miner => FleetWire.Row(fleet, miner, hashprice))],
                Next = page.Next is { } next ? string.Create(CultureInfo.InvariantCulture, $"{next.Shard}-{next.Slot}") : null,
            },
            ProtocolJson.Default.PageMinerRow);
    }

    private static Task<IResult> GetAsync(string fleet, string miner, IGrainFactory grains) => TopicResult.ReadAsync(Grain(grains, fleet, miner));

    private static async Task<IResult> PatchAsync(string fleet, string miner, MinerSettings settings, IGrainFactory grains)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        if (settings.Site is { } site && !FleetName.IsValidSite(site, out var fault)) return Problems.Result(400, ErrorCodes.Malformed, "Bad site", fault);
        if (settings.TariffOverrideUsdKwh is { } tariff && !(tariff < 10))
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "Impossible tariff", "tariffOverrideUsdKwh is in USD per kWh, below 10; a negative one removes it.");
        }

        await Grain(grains, fleet, miner).ConfigureAsync(new MinerChange(
            settings.Label, settings.TariffOverrideUsdKwh < 0 ? double.NaN : settings.TariffOverrideUsdKwh, settings.Maintenance, settings.Site));
        return Results.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string fleet, string miner, IGrainFactory grains, FleetRouter router)
    {
        if (RefuseReplay(fleet) is { } refusal) return refusal;
        await Grain(grains, fleet, miner).DeleteAsync();
        router.Forget(fleet);
        return Results.NoContent();
    }

    private static IResult? RefuseReplay(string fleet) => WorldName.WorldOfSimulatedFleet(fleet) is null
        ? null
        : Problems.Result(409, ErrorCodes.ReadOnlyWorld, "A replay's fleet", "The miners of a replay cannot be changed.");

    /// <summary>The path keeps %2F as it was sent, because an id may hold a slash.</summary>
    private static IMinerGrain Grain(IGrainFactory grains, string fleet, string miner) =>
        grains.GetGrain<IMinerGrain>($"{fleet}/{Uri.UnescapeDataString(miner)}");

    private static MinerCursor? Cursor(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && int.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var slot)
                ? new MinerCursor(shard, slot)
                : null;
    }
}
