using System.Net.Mime;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http;
using MinerMonitor.Silo.Http.Reference;

namespace MinerMonitor.Silo.Intake;

/// <summary>Samples as InfluxDB line protocol, on the addresses and with the manners that Telegraf and other senders expect.</summary>
internal static class LineProtocolEndpoints
{
    // Senders read a version to choose how they write; the 1.8 line speaks both /write and /api/v2/write.
    private const string SpokenVersion = "1.8.10-miner-monitor";

    private static readonly string[] s_getAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps the endpoints at the root.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v2/write", (string? bucket, string? precision, HttpContext context, IntakeReceiver receiver) =>
                WriteAsync(context, receiver, bucket, precision, retriesServerErrorsOnly: false))
            .RequireAnyKey()
            .WithMetadata(AcceptsInfluxCredentials.Instance)
            .Describe("Write", "Takes line protocol of the fleet named as bucket, or of the fleet tag of each line.").TakesText(MediaTypeNames.Text.Plain, "lines.txt").AnswersDone();

        app.MapPost("/write", (string? db, string? precision, HttpContext context, IntakeReceiver receiver) =>
                WriteAsync(context, receiver, db, precision, retriesServerErrorsOnly: true))
            .RequireAnyKey()
            .WithMetadata(AcceptsInfluxCredentials.Instance)
            .Describe("WriteInManners1", "Takes line protocol of the fleet named as db, or of the fleet tag of each line: the manners of InfluxDB 1.x.")
            .TakesText(MediaTypeNames.Text.Plain, "lines.txt").AnswersDone();

        app.MapMethods("/ping", s_getAndHead, (HttpContext context) =>
            {
                AddVersion(context);
                return Results.NoContent();
            })
            .AllowPublic()
            .ExcludeFromDescription();

        app.MapMethods("/health", s_getAndHead, (HttpContext context) =>
            {
                AddVersion(context);
                return Results.Text(
                    $$"""{"name":"miner-monitor","message":"takes line protocol","status":"pass","version":"{{SpokenVersion}}"}""",
                    "application/json");
            })
            .AllowPublic()
            .ExcludeFromDescription();
    }

    private static Task<IResult> WriteAsync(
        HttpContext context, IntakeReceiver receiver, string? fleet, string? precision, bool retriesServerErrorsOnly)
    {
        AddVersion(context);
        return Timestamps.TryParsePrecision(precision, out var unit)
            ? receiver.ReceiveAsync(
                context, string.IsNullOrEmpty(fleet) ? null : fleet, IntakeFormat.LineProtocol(unit, retriesServerErrorsOnly))
            : Task.FromResult(Problems.Result(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Precision not known",
                $"precision '{precision}' is not known; use {Timestamps.Words}, or leave it out."));
    }

    private static void AddVersion(HttpContext context) => context.Response.Headers["X-Influxdb-Version"] = SpokenVersion;
}
