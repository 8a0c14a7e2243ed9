using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>What belongs on charts of a time.</summary>
internal static class AnnotationEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void Map(RouteGroupBuilder api) => api.MapGet("/annotations", ListAsync).RequireSectorRead()
        .Describe(
            "ListAnnotations", "What belongs on charts of a time, oldest first.",
            "Regimes as bands; retargets, halvings, support breaks and ETF reversals as marks. A regime without `endMs` lasts.")
        .Answers<Page<ChartAnnotation>>("annotations.json");

    private static async Task<IResult> ListAsync(
        string? world, string? from, string? to, string? kind, IWorldDirectory worlds, AnnotationReader reader)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (!TimeParameter.TryParse(from, out var fromMs) || !TimeParameter.TryParse(to, out var toMs))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad time", TimeParameter.Remedy);
        if (fromMs >= toMs) return Problems.Result(400, ErrorCodes.OutOfRange, "Empty span", "from lies before to.");
        if (kind is not null && !AnnotationReader.Kinds.Contains(kind))
            return Problems.Result(400, ErrorCodes.OutOfRange, "Unknown kind", $"kind '{kind}' is not one of {string.Join(", ", AnnotationReader.Kinds)}.");
        var all = await reader.ReadAsync(world ?? WorldName.Live);
        var page = new Page<ChartAnnotation>
        {
            Items = [.. all.Where(one => (kind is null || one.Kind == kind) && Touches(one, fromMs, toMs)).OrderBy(one => one.AtMs)],
        };
        return Results.Json(page, ProtocolJson.Default.PageChartAnnotation);
    }

    /// <summary>A band touches a span when any of it lies inside; one that lasts ends with time.</summary>
    private static bool Touches(ChartAnnotation one, long? fromMs, long? toMs) =>
        one.AtMs < (toMs ?? long.MaxValue) && (one.Kind == AnnotationKinds.Regime ? one.EndMs ?? long.MaxValue : one.AtMs) >= (fromMs ?? long.MinValue);
}
