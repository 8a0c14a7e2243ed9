using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Roster;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>Fleets, their sites and operators.</summary>
internal static class FleetEndpoints
{
    private const int LargestPage = 1000;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets", ListAsync)
            .Describe("ListFleets", "Fleets that the caller may read.").Answers<Page<FleetSummary>>("fleets.json")
            .RequireSectorRead(); // lists what the caller may read; replays' fleets are public
        api.MapGet("/fleets/{fleet}", GetAsync).RequireFleetRead()
            .Describe("GetFleet", "Totals, counts, sites, economics.", "The payload of topic `fleet/{fleet}`.").Answers<FleetSnapshot>("fleet.json");
        api.MapPut("/fleets/{fleet}", PutAsync).RequireAdmin()
            .Describe("PutFleet", "Makes a fleet, or changes its settings.").Takes<FleetSettings>("fleet.settings.json").AnswersDone();
        api.MapDelete("/fleets/{fleet}", DeleteAsync).RequireAdmin()
            .Describe("DeleteFleet", "Removes a fleet with its miners and their history.").AnswersDone();
        api.MapGet("/fleets/{fleet}/sites", ListSitesAsync).RequireFleetRead()
            .Describe("ListSites", "Sites of a fleet.").Answers<Page<SiteSnapshot>>("sites.json");
        api.MapGet("/fleets/{fleet}/sites/{site}", GetSiteAsync).RequireFleetRead()
            .Describe("GetSite", "One site: its contract and totals.").Answers<SiteSnapshot>("site.json");
        api.MapPut("/fleets/{fleet}/sites/{site}", PutSiteAsync).RequireFleetWrite()
            .Describe("PutSite", "Sets the contract of a site; its miners are priced anew.", "The tariff is one of `tariffUsdKwh`, `timeOfUse` and `indexed`.").Takes<SiteContract>("site.contract.json").AnswersDone();
        api.MapDelete("/fleets/{fleet}/sites/{site}", DeleteSiteAsync).RequireFleetWrite()
            .Describe("DeleteSite", "Removes the contract of a site.").AnswersDone();
        api.MapGet("/fleets/{fleet}/supply-curve", GetCurveAsync).RequireFleetRead()
            .Describe("GetSupplyCurve", "Hashrate by break-even hashprice.").Answers<SupplyCurveResult>("supply-curve.json");
        api.MapGet("/operators", ListOperatorsAsync).RequireAnyKey()
            .Describe("ListOperators", "Groups of fleets that the caller may read.").Answers<Page<OperatorSnapshot>>("operators.json");
        api.MapGet("/operators/{operator}", GetOperatorAsync).RequireOperatorRead()
            .Describe("GetOperator", "A group of fleets: its totals and members.", "The payload of topic `operator/{operator}`.").Answers<OperatorSnapshot>("operator.json");
    }

    /// <summary>Answer for a fleet that is not there.</summary>
    public static IResult UnknownFleet(string fleet) => Problems.Result(
        404, ErrorCodes.UnknownFleet, "No such fleet", $"There is no fleet '{fleet}'; make it with PUT /api/v1/fleets/{fleet}.");

    private static async Task<IResult> ListAsync(
        HttpContext context, string? world, string? after, int? limit, FleetAccess access, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (Paging.Fault(limit, LargestPage) is { } fault) return fault;
        var grant = context.Grant();
        var names = WorldName.IsReplay(world ?? WorldName.Live)
            ? [new RosterFleet(WorldName.SimulatedFleetOf(world!), null)]
            : await grains.GetGrain<IRosterGrain>(IRosterGrain.Key).GetFleetsAsync();
        var items = new List<FleetSummary>();
        string? next = null;
        foreach (var entry in names.Where(entry => string.CompareOrdinal(entry.Fleet, after) > 0))
        {
            if (!await access.CanReadAsync(grant, entry.Fleet)) continue;
            if (items.Count == (limit ?? Paging.DefaultLimit))
            {
                next = items[^1].Fleet;
                break;
            }

            if (await grains.GetGrain<IFleetGrain>(entry.Fleet).GetFiguresAsync() is { } figures) items.Add(FleetWire.Summary(figures));
        }

        return Results.Json(new Page<FleetSummary> { Items = items, Next = next }, ProtocolJson.Default.PageFleetSummary);
    }

    private static Task<IResult> GetAsync(string fleet, IGrainFactory grains) => TopicResult.ReadAsync(grains.GetGrain<IFleetGrain>(fleet));

    private static async Task<IResult> PutAsync(string fleet, FleetSettings settings, IGrainFactory grains)
    {
        if (!FleetName.IsValid(fleet, out var fault)) return Problems.Result(400, ErrorCodes.Malformed, "Bad name", fault);
        if (settings.Operator is { } name && !FleetName.IsValid(name, out fault)) return Problems.Result(400, ErrorCodes.Malformed, "Bad operator", fault);
        if (settings.World != WorldName.Live)
        {
            return Problems.Result(409, ErrorCodes.ReadOnlyWorld, "Not a world for fleets", "Fleets belong to the world 'live'; a replay brings its own.");
        }

        if (!(settings.ReportIntervalSec is >= 1 and <= 3600))
        {
            return Problems.Result(400, ErrorCodes.OutOfRange, "Bad interval", "reportIntervalSec lies between 1 and 3600.");
        }

        var outcome = await grains.GetGrain<IFleetGrain>(fleet).ConfigureAsync(new FleetDescription(
            settings.World, settings.Operator, settings.CountInSector, TimeSpan.FromSeconds(settings.ReportIntervalSec), []));
        return outcome switch
        {
            ConfigureOutcome.Created => Results.Created($"/api/v1/fleets/{fleet}", null),
            ConfigureOutcome.Updated => Results.NoContent(),
            _ => Problems.Result(409, ErrorCodes.Conflict, "Another world", $"Fleet '{fleet}' belongs to another world, for good."),
        };
    }

    private static async Task<IResult> DeleteAsync(string fleet, IGrainFactory grains, FleetRouter router)
    {
        router.Forget(fleet);
        return await grains.GetGrain<IFleetGrain>(fleet).DeleteAsync() ? Results.NoContent() : UnknownFleet(fleet);
    }

    private static async Task<IResult> ListSitesAsync(string fleet, IGrainFactory grains) =>
        await grains.GetGrain<IFleetGrain>(fleet).GetFiguresAsync() is { } figures
            ? Results.Json(new Page<SiteSnapshot> { Items = [.. figures.Sites.Select(FleetWire.Of)] }, ProtocolJson.Default.PageSiteSnapshot)
            : UnknownFleet(fleet);

    private static async Task<IResult> GetSiteAsync(string fleet, string site, IGrainFactory grains)
    {
        if (await grains.GetGrain<IFleetGrain>(fleet).GetFiguresAsync() is not { } figures) return UnknownFleet(fleet);
        return figures.Sites.FirstOrDefault(known => known.Site == site) is { } found
            ? Results.Json(FleetWire.Of(found), ProtocolJson.Default.SiteSnapshot)
            : Problems.Result(404, ErrorCodes.UnknownSite, "No such site", $"Fleet '{fleet}' has no site '{site}'; make it with PUT.");
    }

    private static async Task<IResult> PutSiteAsync(string fleet, string site, SiteContract contract, IGrainFactory grains)
    {
        if (!FleetName.IsValidSite(site, out var fault)) return Problems.Result(400, ErrorCodes.Malformed, "Bad name", fault);
        if (SiteContracts.Read(contract, out var terms, out var tariff) is { } wrong) return Problems.Result(400, wrong.Code, "Impossible contract", wrong.Detail);
        return await SetSiteAsync(fleet, site, terms, tariff, grains);
    }

    private static Task<IResult> DeleteSiteAsync(string fleet, string site, IGrainFactory grains) => SetSiteAsync(fleet, site, null, null, grains);

    private static async Task<IResult> SetSiteAsync(string fleet, string site, SiteTerms? terms, TariffSchedule? tariff, IGrainFactory grains) =>
        WorldName.WorldOfSimulatedFleet(fleet) is not null
            ? Problems.Result(409, ErrorCodes.ReadOnlyWorld, "A replay's fleet", "The fleet of a replay cannot be changed.")
            : await grains.GetGrain<IFleetGrain>(fleet).SetSiteAsync(site, terms, tariff) ? Results.NoContent() : UnknownFleet(fleet);

    private static async Task<IResult> GetCurveAsync(string fleet, double? tariffUsdKwh, IGrainFactory grains)
    {
        if (tariffUsdKwh is { } assumed && !(assumed is >= 0 and <= SectorEndpoints.MaxTariffUsdKwh))
            return Problems.Result(400, ErrorCodes.OutOfRange, "Impossible tariff", $"tariffUsdKwh lies between 0 and {SectorEndpoints.MaxTariffUsdKwh} USD per kWh.");
        var grain = grains.GetGrain<IFleetGrain>(fleet);
        if (await grain.GetFiguresAsync() is not { } figures) return UnknownFleet(fleet);
        var curve = new SupplyCurveResult
        {
            World = figures.Description.World,
            Fleet = fleet,
            AsOfMs = figures.AsOfMs,
            HashpriceUsdPhDay = await grains.GetGrain<ISectorGrain>(figures.Description.World).GetHashpriceAsync(),
            NominalHashrateThs = figures.Totals.NominalHashrateThs,
            TariffUsdKwh = tariffUsdKwh,
            Steps = [.. (tariffUsdKwh is { } tariff ? await grain.GetCurveAtAsync(tariff) : await grain.GetCurveAsync()).Select(step => new SupplyCurveStep
            {
                BreakEvenHashpriceUsdPhDay = BreakEvenBins.UsdPhDay(step.Bin),
                FreshThs = FixedPoint.Terahashes(step.Weights.FreshMhs),
                NominalThs = FixedPoint.Terahashes(step.Weights.NominalMhs),
                OffThs = FixedPoint.Terahashes(step.Weights.OffMhs),
            })],
        };
        return Results.Json(curve, ProtocolJson.Default.SupplyCurveResult);
    }

    private static async Task<IResult> ListOperatorsAsync(HttpContext context, IGrainFactory grains)
    {
        var grant = context.Grant();
        var fleets = await grains.GetGrain<IRosterGrain>(IRosterGrain.Key).GetFleetsAsync();
        var items = new List<OperatorSnapshot>();
        foreach (var name in fleets.Select(fleet => fleet.Operator).OfType<string>().Distinct(StringComparer.Ordinal).Where(grant.CanReadOperator))
        {
            if (await grains.GetGrain<IOperatorGrain>(name).GetFiguresAsync() is { } figures) items.Add(FleetWire.Of(figures) with { Fleets = [] });
        }

        return Results.Json(new Page<OperatorSnapshot> { Items = items }, ProtocolJson.Default.PageOperatorSnapshot);
    }

    private static Task<IResult> GetOperatorAsync(string @operator, IGrainFactory grains) =>
        TopicResult.ReadAsync(grains.GetGrain<IOperatorGrain>(@operator));
}
