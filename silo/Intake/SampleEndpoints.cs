using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Intake;

/// <summary>Samples as JSON.</summary>
internal static class SampleEndpoints
{
    /// <summary>Maps the endpoints into the group <c>/api/v1</c>. What the key covers is looked at for each fleet and site named.</summary>
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/fleets/{fleet}/samples", (string fleet, HttpContext context, IntakeReceiver receiver) =>
                receiver.ReceiveAsync(context, fleet, IntakeFormat.Json))
            .RequireAnyKey()
            .Describe("SendFleetSamples", "Takes samples of a fleet: a JSON array, an object, or NDJSON; gzip allowed.")
            .Takes<IReadOnlyList<Sample>>("samples.json").TakesText(RouteReference.Ndjson, "samples.ndjson").AnswersDone();

        api.MapPost("/samples", (HttpContext context, IntakeReceiver receiver) => receiver.ReceiveAsync(context, null, IntakeFormat.Json))
            .RequireAnyKey()
            .Describe("SendSamples", "Takes samples that each name their fleet: a JSON array, an object, or NDJSON; gzip allowed.")
            .TakesText(RouteReference.Ndjson, "samples.fleets.ndjson").AnswersDone();
    }
}
