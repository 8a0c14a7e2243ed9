using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>The chain: read it, and tell what was seen of it.</summary>
internal static class NetworkEndpoints
{
    private const int MaxBodyBytes = 1 << 20;
    private const int MaxRefusals = 100;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/network", GetAsync).RequireSectorRead()
            .Describe("GetNetwork", "The chain: tip, difficulty, epoch, hashrates, fees, forecast of the retarget.", "The payload of topic `network`.")
            .Answers<NetworkSnapshot>("network.json");
        api.MapPost("/network/observations", ObserveAsync).RequireAdmin().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .Describe("ObserveNetwork", "Takes what was seen of the chain: one observation, a JSON array of them, or one a line.", "Good ones are taken when others are refused.")
            .Takes<Protocol.Networks.NetworkObservation>("network.observation.json").AnswersDone();
    }

    private static async Task<IResult> GetAsync(string? world, IWorldDirectory worlds, IGrainFactory grains) =>
        await worlds.RefuseUnknownAsync(world) ?? await TopicResult.ReadAsync(grains.GetGrain<INetworkGrain>(world ?? WorldName.Live));

    private static async Task<IResult> ObserveAsync(HttpRequest request, string? world, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseReadOnlyAsync(world) is { } refusal) return refusal;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        if (!ObservationLines.TryRead(body.GetBuffer().AsMemory(0, (int)body.Length), ProtocolJson.Default.NetworkObservation, out var lines, out var fault))
            return Problems.Result(400, ErrorCodes.Malformed, "Malformed observations", fault);

        var good = lines.Where(line => line.Value is not null).ToList();
        var outcome = await grains.GetGrain<INetworkGrain>(world ?? WorldName.Live).ObserveAsync([.. good.Select(line => NetworkWire.ToGrain(line.Value!))]);
        var refused = lines
            .Where(line => line.Fault is not null)
            .Select(line => new Refusal { Line = line.Number, Code = ErrorCodes.Malformed, Reason = line.Fault! })
            .Concat(outcome.Refused.Select(no => new Refusal { Line = good[no.Index].Number, Code = no.Code, Reason = no.Reason }))
            .OrderBy(no => no.Line)
            .ToImmutableArray();
        return refused.IsEmpty
            ? Results.NoContent()
            : Problems.Result(Problems.Document(
                422, ErrorCodes.PartlyRefused, "Observations refused", $"{refused.Length} of {lines.Count} observations were refused; the others were taken.") with
            {
                Acknowledged = lines.Count - refused.Length,
                RefusedCount = refused.Length,
                Refused = [.. refused.Take(MaxRefusals)],
            });
    }
}
