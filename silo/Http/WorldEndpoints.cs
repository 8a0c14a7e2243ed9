using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary><c>/api/v1/worlds</c>: the present, the shared replays, and a viewer's own copies of them.</summary>
/// <remarks>Private copies are not listed: who knows a copy's name controls it, and the name cannot be guessed.</remarks>
internal static class WorldEndpoints
{
    private const double MaxSpeed = 3600;

    /// <summary>Maps the routes.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        var worlds = api.MapGroup("/worlds").RequireSectorRead().WithTags("Worlds");
        worlds.MapGet("", List).Describe("ListWorlds", "The live world and the shared replays.").Answers<Page<WorldSnapshot>>("worlds.json");
        worlds.MapGet("/{world}", GetAsync).Describe("GetWorld", "One world and its clock.").Answers<WorldSnapshot>("world.json");
        worlds.MapPost("", CreateAsync).Describe("CreateWorld", "Makes a private copy of a replay, which its viewer controls.")
            .Takes<WorldRequest>("world.request.json").Answers<WorldSnapshot>("world.private.json", StatusCodes.Status201Created);
        worlds.MapPatch("/{world}", ControlAsync)
            .Describe("ControlWorld", "Sets speed and position of a private copy.").Takes<WorldControl>("world.control.json").Answers<WorldSnapshot>("world.private.json");
        worlds.MapDelete("/{world}", DropAsync).Describe("DropWorld", "Ends a private copy.").AnswersDone();
    }

    private static IResult List(TimeProvider time)
    {
        // A shared replay stands at its opening for ever, so that nothing need be built to list it.
        var shared = ScenarioLibrary.Names.Select(name => WorldWire.Shared(ScenarioLibrary.Find(name)!));
        return Results.Json(new Page<WorldSnapshot> { Items = [WorldWire.Live(time.GetUtcNow()), .. shared] }, ProtocolJson.Default.PageWorldSnapshot);
    }

    private static async Task<IResult> GetAsync(string world, IGrainFactory grains, TimeProvider time)
    {
        if (!WorldName.IsReplay(world))
        {
            return Json(WorldWire.Live(time.GetUtcNow()));
        }

        return Replay(grains, world) is { } replay && await replay.OpenAsync() is { } view ? Json(WorldWire.ToWire(view)) : Unknown(world);
    }

    private static async Task<IResult> CreateAsync(WorldRequest request, IGrainFactory grains)
    {
        if (ScenarioLibrary.Find(request.Scenario) is not { } scenario)
        {
            return Problems.Result(
                StatusCodes.Status404NotFound, ErrorCodes.UnknownWorld, "No such scenario",
                $"There is no scenario '{request.Scenario}'; there are {string.Join(", ", ScenarioLibrary.Names)}.");
        }

        if (FaultOf(scenario, request.Speed, request.FromMs, "fromMs") is { } fault)
        {
            return fault;
        }

        return await grains.GetGrain<IWorldListGrain>(IWorldListGrain.Key).CreateAsync(request.Scenario, request.Speed, request.FromMs) is { } view
            ? Results.Json(WorldWire.ToWire(view), ProtocolJson.Default.WorldSnapshot, statusCode: StatusCodes.Status201Created)
            : Problems.Result(
                StatusCodes.Status429TooManyRequests, ErrorCodes.Overloaded, "Too many copies",
                $"{IWorldListGrain.MaxCopies} private copies exist already; one that nobody watches ends after 30 minutes. Watch the shared replay '{request.Scenario}' or try again later.");
    }

    private static async Task<IResult> ControlAsync(string world, WorldControl control, IGrainFactory grains)
    {
        if (RefuseShared(world) is { } refusal)
        {
            return refusal;
        }

        if (Replay(grains, world) is not { } replay)
        {
            return Unknown(world);
        }

        return FaultOf(ScenarioLibrary.Find(WorldName.ScenarioOf(world))!, control.Speed, control.JumpToMs, "jumpToMs")
            ?? (await replay.ControlAsync(control.Speed, control.JumpToMs) is { } view ? Json(WorldWire.ToWire(view)) : Unknown(world));
    }

    private static async Task<IResult> DropAsync(string world, IGrainFactory grains)
    {
        if (RefuseShared(world) is { } refusal)
        {
            return refusal;
        }

        if (Replay(grains, world) is not { } replay)
        {
            return Unknown(world);
        }

        await replay.DropAsync();
        return Results.NoContent();
    }

    private static IReplayGrain? Replay(IGrainFactory grains, string world) =>
        ScenarioLibrary.Find(WorldName.ScenarioOf(world)) is null ? null : grains.GetGrain<IReplayGrain>(world);

    private static IResult? FaultOf(Scenario scenario, double? speed, long? atMs, string member)
    {
        if (speed is { } pace && !(pace is >= 0 and <= MaxSpeed))
        {
            return Problems.Result(
                StatusCodes.Status400BadRequest, ErrorCodes.OutOfRange, "Out of range", "speed is world seconds per second, 0 (pause) to 3600.");
        }

        return atMs is { } moment && (moment < scenario.StartMs || moment > scenario.EndMs)
            ? Problems.Result(
                StatusCodes.Status400BadRequest, ErrorCodes.OutOfRange, "Out of range",
                $"{member} is Unix milliseconds from {scenario.StartMs} to {scenario.EndMs}, the span of '{scenario.Name}'.")
            : null;
    }

    private static IResult? RefuseShared(string world) => WorldName.IsPrivateCopy(world)
        ? null
        : Problems.Result(
            StatusCodes.Status409Conflict, ErrorCodes.ReadOnlyWorld, "Shared world",
            $"'{world}' is shared and cannot be controlled; POST /api/v1/worlds makes a private copy of a replay.");

    private static IResult Unknown(string world) => Problems.Result(
        StatusCodes.Status404NotFound, ErrorCodes.UnknownWorld, "No such world",
        $"There is no world '{world}'; a private copy ends when nobody watches it for 30 minutes. GET /api/v1/worlds lists the others.");

    private static IResult Json(WorldSnapshot world) => Results.Json(world, ProtocolJson.Default.WorldSnapshot);
}
