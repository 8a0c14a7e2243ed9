using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Client.Tests.Scripted;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Server;
using Xunit;

namespace MinerMonitor.Terminal.Tests;

public sealed class ReplayTests
{
    [Fact]
    public async Task Plays_a_private_copy_to_its_end_compares_and_cleans_up()
    {
        await using var server = await ScriptedServer.StartAsync();
        var world = new WorldSnapshot { World = "feb-2026~x", Kind = "replay", Title = "February 2026", AtMs = A.Hour, Speed = 3600, EndMs = A.Hour + 1 };
        server.OnWatch = (ask, stop) => Frames.ThenOpen(
            [Frames.Snapshot(1) with { World = world.World, Payload = JsonSerializer.SerializeToElement(A.Sector(), ProtocolJson.Default.SectorSnapshot) }], stop);
        server.OnRequest = (context, _) => (context.Request.Method, context.Request.Path.Value) switch
        {
            ("POST", "/api/v1/worlds") => Json(world, ProtocolJson.Default.WorldSnapshot),
            ("GET", "/api/v1/sector") => Json(A.Sector(), ProtocolJson.Default.SectorSnapshot),
            ("GET", "/api/v1/worlds/feb-2026~x") => EndOnceWatched(server, world),
            ("GET", "/api/v1/network") => Json(
                new NetworkSnapshot { World = world.World, AsOfMs = A.Hour, State = "live", EpochStartHeight = 935_424, LastRetargetChange = -0.1116, LastQuotedRetarget = A.Quote() },
                ProtocolJson.Default.NetworkSnapshot),
            ("DELETE", "/api/v1/worlds/feb-2026~x") => Results.NoContent(),
            _ => Results.NotFound(),
        };
        using var run = new Run();

        var code = await run.DoAsync("replay", "--speed", "3600", "--url", server.Url.AbsoluteUri);

        Assert.Equal(ExitCodes.Ok, code);
        Assert.Contains("Quoted (article: report of 5 February 2026): -14 %. Actual: -11.16 %", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("Actual: -11.16 %, inside the interval; the forecast was off by -3.01 percentage points.\n", run.Out, StringComparison.Ordinal);
        Assert.Equal("""{"scenario":"feb-2026","speed":3600}""", System.Text.Encoding.UTF8.GetString(server.Requests.First().Body));
        Assert.Equal("DELETE", server.Requests.Last().Method);
    }

    private static IResult EndOnceWatched(ScriptedServer server, WorldSnapshot world) =>
        Json(world with { Ended = server.Requests.Count(request => request.Path.EndsWith("~x", StringComparison.Ordinal)) > 1 }, ProtocolJson.Default.WorldSnapshot);

    private static IResult Json<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) => Results.Json(value, type);
}
