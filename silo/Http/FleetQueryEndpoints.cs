using System.Collections.Immutable;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>Questions to all miners of a fleet at once.</summary>
internal static class FleetQueryEndpoints
{
    private static readonly ImmutableArray<CellColumn> s_columns = [.. Enum.GetValues<CellColumn>()];
    private static readonly string[] s_states = [.. Enumerable.Range(0, Model.Pulse.MinerStates.Count).Select(state => ((MinerState)state).Name())];

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets/{fleet}/miners", ListAsync).RequireFleetRead()
            .Describe("ListMiners", "Machines of a fleet, filtered and sorted over the whole fleet.", "`total` counts all that the filters let through. Margins of all pages are taken at the hashprice of the first one.")
            .Answers<Page<MinerRow>>("miners.json");
        api.MapGet("/fleets/{fleet}/cells", CellsAsync).RequireFleetRead()
            .Describe("GetCells", "All machines of a fleet as columns of numbers, in one binary answer.", "Its layout stands in [the documentation](/docs/http).")
            .AnswersText(CellsHeader.MediaType, null);
        api.MapGet("/fleets/{fleet}/models", ModelsAsync).RequireFleetRead()
            .Describe("ListModels", "Models of a fleet, the highest break-even first.").Answers<Page<ModelSnapshot>>("models.json");
    }

    private static async Task<IResult> ListAsync(string fleet, [AsParameters] MinerListQuery parameters, FleetReader reader, IGrainFactory grains)
    {
        if (parameters.Fault() is { } fault) return fault;
        if (await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is not { } description) return FleetEndpoints.UnknownFleet(fleet);
        var place = parameters.Place;
        var hashprice = place is null ? await grains.GetGrain<ISectorGrain>(description.World).GetHashpriceAsync() : place.HashpriceUsdPhDay;
        var page = parameters.Cell is { } cell
            ? OnePage(await reader.ReadCellAsync(fleet, cell))
            : await reader.ListAsync(fleet, parameters.At(hashprice), parameters.MinerOrder, place, parameters.PageSize);
        return Results.Json(
            new Page<MinerRow>
            {
                Items = [.. page.Miners.Select(miner => FleetWire.Row(fleet, miner, hashprice))],
                Next = page.Next?.Write(parameters.MinerOrder),
                Total = page.Total,
            },
            ProtocolJson.Default.PageMinerRow);

        static MinerPage OnePage(MinerReadout? miner) => miner is null ? new MinerPage([], null, 0) : new MinerPage([miner], null, 1);
    }

    private static async Task<IResult> CellsAsync(string fleet, string? columns, FleetReader reader, IGrainFactory grains)
    {
        var names = columns?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var wanted = names.Select(name => s_columns.Where(column => CellsResult.Describe(column).Name == name).Cast<CellColumn?>().SingleOrDefault()).ToList();
        if (wanted.IndexOf(null) is >= 0 and var unknown)
        {
            return Problems.Result(
                400, ErrorCodes.OutOfRange, "No such column",
                $"There is no column '{names[unknown]}'; use some of {string.Join(',', s_columns.Select(column => CellsResult.Describe(column).Name))}.");
        }

        if (wanted.Distinct().Count() < wanted.Count) return Problems.Result(400, ErrorCodes.OutOfRange, "A column twice", "Name each column once.");
        if (await grains.GetGrain<IFleetGrain>(fleet).GetFiguresAsync() is not { } figures) return FleetEndpoints.UnknownFleet(fleet);
        var asked = wanted.Count == 0 ? s_columns : [.. wanted.OfType<CellColumn>()];
        var hashprice = await grains.GetGrain<ISectorGrain>(figures.Description.World).GetHashpriceAsync();
        var cells = await reader.CellsAsync(fleet, asked, hashprice);
        return new CellsResult(
            new CellsHeader
            {
                V = 1,
                World = figures.Description.World,
                Fleet = fleet,
                AtMs = figures.AsOfMs,
                Count = cells.Sum(shard => shard.Count),
                HashpriceUsdPhDay = hashprice,
                States = s_states,
                Columns = [.. asked.Select(CellsResult.Describe)],
            },
            asked,
            cells);
    }

    private static async Task<IResult> ModelsAsync(string fleet, FleetReader reader, IGrainFactory grains)
    {
        if (await grains.GetGrain<IFleetGrain>(fleet).GetAsync() is not { } description) return FleetEndpoints.UnknownFleet(fleet);
        var models = await reader.ModelsAsync(fleet, await grains.GetGrain<ISectorGrain>(description.World).GetHashpriceAsync());
        return Results.Json(new Page<ModelSnapshot> { Items = [.. models.Select(FleetWire.Of)] }, ProtocolJson.Default.PageModelSnapshot);
    }
}
