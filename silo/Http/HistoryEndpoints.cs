using Microsoft.AspNetCore.Mvc;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>Daily history as CSV, in and out.</summary>
internal static class HistoryEndpoints
{
    private const int MaxBodyBytes = 16 << 20;
    private const int MaxSourceLength = 64;

    private static readonly Dictionary<string, HistoryTableKind> s_tables = new(StringComparer.Ordinal)
    {
        ["daily"] = HistoryTableKind.Days,
        ["epochs"] = HistoryTableKind.Epochs,
        ["fear-greed"] = HistoryTableKind.FearGreed,
        ["etf"] = HistoryTableKind.EtfFlows,
        ["efficiency"] = HistoryTableKind.Efficiency,
    };

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/worlds/{world}/history", ImportAsync).RequireAdmin().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .Describe("ImportHistory", "Takes a table of daily history, recognised by its header.", "Rows that are already there are replaced. Good rows are kept when others are refused.")
            .TakesText(RouteReference.Csv, "history.csv").AnswersDone();
        api.MapGet("/worlds/{world}/history", ExportAsync).RequireSectorRead()
            .Describe("ExportHistory", "A table of daily history, as it can be imported again.").AnswersText(RouteReference.Csv, "history.csv");
    }

    private static async Task<IResult> ImportAsync(HttpRequest request, string world, string? source, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseReadOnlyAsync(world) is { } refusal) return refusal;
        if (source is { } name && (name.Length is 0 or > MaxSourceLength || name.Any(char.IsControl)))
            return Problems.Result(400, ErrorCodes.OutOfRange, "Bad source", $"source has 1 to {MaxSourceLength} characters and no control characters.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var outcome = await grains.GetGrain<IDailyHistoryGrain>(world).ImportAsync(body.ToArray(), source ?? "import");
        if (outcome.Fault is { } fault) return Problems.Result(422, ErrorCodes.Malformed, "Not a table of daily history", fault);
        if (outcome.RefusedCount == 0) return Results.NoContent();
        return Problems.Result(Problems.Document(
            422, ErrorCodes.PartlyRefused, "Rows refused", $"{outcome.RefusedCount} rows were refused; the other {outcome.Kept} were kept.") with
        {
            Acknowledged = outcome.Kept,
            RefusedCount = outcome.RefusedCount,
            Refused = [.. outcome.Refused.Select(row => new Refusal { Line = row.Line, Code = ErrorCodes.Malformed, Reason = row.Reason })],
        });
    }

    private static async Task<IResult> ExportAsync(string world, string? table, IWorldDirectory worlds, IGrainFactory grains)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (!s_tables.TryGetValue(table ?? "daily", out var kind))
            return Problems.Result(400, ErrorCodes.OutOfRange, "Unknown table", $"table '{table}' is not one of {string.Join(", ", s_tables.Keys)}.");
        return Results.Bytes(await grains.GetGrain<IDailyHistoryGrain>(world).ExportAsync(kind), "text/csv; charset=utf-8");
    }
}
