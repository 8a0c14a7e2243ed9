using MinerMonitor.Silo.Access;

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
            .WithSummary("Takes samples of a fleet: a JSON array, an object, or NDJSON; gzip allowed.");

        api.MapPost("/samples", (HttpContext context, IntakeReceiver receiver) => receiver.ReceiveAsync(context, null, IntakeFormat.Json))
            .RequireAnyKey()
            .WithSummary("Takes samples that each name their fleet.");
    }
}
