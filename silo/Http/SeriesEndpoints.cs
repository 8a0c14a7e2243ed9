using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Series;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live;

namespace MinerMonitor.Silo.Http;

/// <summary>Histories of single numbers.</summary>
internal static class SeriesEndpoints
{
    private const int MaxPoints = 10_000;

    /// <summary>Maps the routes. Names hold slashes, so the last one takes the rest of the path.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/series", ListAsync).RequireSectorRead()
            .Describe("ListSeries", "Names, units and titles of the series of a world, and of a fleet where one is named.").Answers<Page<SeriesName>>("series.names.json");
        api.MapGet("/series/{**series}", GetAsync).RequireSectorRead()
            .Describe(
                "GetSeries", "History of one number.",
                "At most 10,000 points. A hole in the history is a hole in the points; `stepSec` of a point stands where it is wider than the step of the answer.")
            .Answers<SeriesResult>("series.json").AnswersText(RouteReference.Csv, "series.csv");
    }

    private static async Task<IResult> ListAsync(HttpContext context, string? world, string? fleet, IWorldDirectory worlds, FleetAccess access)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        IEnumerable<SeriesDescription> names = SeriesCatalogue.OfWorld;
        if (fleet is not null)
        {
            if (!await access.CanReadAsync(context.Grant(), fleet)) return UnknownFleet(fleet);
            names = names.Concat(SeriesCatalogue.OfFleet(fleet));
        }

        var page = new Page<SeriesName>
        {
            Items = [.. names.Select(name => new SeriesName { Series = name.Name, Unit = name.Unit, Title = name.Title })],
        };
        return Results.Json(page, ProtocolJson.Default.PageSeriesName);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string series, string? world, string? from, string? to, string? step, IWorldDirectory worlds, IGrainFactory grains, FleetAccess access)
    {
        if (await worlds.RefuseUnknownAsync(world) is { } refusal) return refusal;
        if (SeriesCatalogue.Find(series) is not { } description)
            return Problems.Result(404, ErrorCodes.UnknownSeries, "Unknown series", $"There is no series '{series}'; GET /api/v1/series lists them.");
        if (SeriesCatalogue.FleetOf(series) is { } fleet && !await access.CanReadAsync(context.Grant(), fleet)) return UnknownFleet(fleet);
        if (!TimeParameter.TryParse(from, out var fromMs) || !TimeParameter.TryParse(to, out var toMs))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad time", TimeParameter.Remedy);
        if (!TryStep(step, out var stepMs))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad step", $"step '{step}' is no width; write seconds, or a number with s, m, h or d, such as 10m.");
        if (fromMs >= toMs) return Problems.Result(400, ErrorCodes.OutOfRange, "Empty span", "from lies before to.");
        if (stepMs is { } width && fromMs is { } first && toMs is { } end && (end - first) / width > MaxPoints)
            return Problems.Result(400, ErrorCodes.OutOfRange, "Too many points", $"At most {MaxPoints} points at once; ask for a wider step or a shorter span.");

        var name = world ?? WorldName.Live;
        var slice = await grains.GetGrain<ISeriesGrain>($"{name}/{series}").GetAsync(fromMs, toMs, stepMs);
        return context.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
            ? Results.Text(Csv(slice), "text/csv", Encoding.UTF8)
            : Results.Json(ToWire(name, description, slice), ProtocolJson.Default.SeriesResult);
    }

    private static SeriesResult ToWire(string world, SeriesDescription description, SeriesSlice slice) => new()
    {
        World = world,
        Series = description.Name,
        Unit = description.Unit,
        StepSec = slice.StepMs / 1e3,
        Points =
        [
            .. slice.Points.Select(point => new SeriesPoint
            {
                AtMs = point.StartMs, Mean = point.Bucket.Mean, Min = point.Bucket.Min, Max = point.Bucket.Max, Last = point.Bucket.Last,
                StepSec = point.StepMs == slice.StepMs ? null : point.StepMs / 1e3,
            }),
        ],
    };

    private static string Csv(SeriesSlice slice)
    {
        var csv = new StringBuilder("time_utc,at_ms,mean,min,max,last,step_sec\n");
        foreach (var point in slice.Points)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(point.StartMs):yyyy-MM-dd'T'HH:mm:ss'Z'},{point.StartMs},");
            csv.Append(CultureInfo.InvariantCulture, $"{point.Bucket.Mean},{point.Bucket.Min},{point.Bucket.Max},{point.Bucket.Last},{point.StepMs / 1e3}\n");
        }

        return csv.ToString();
    }

    /// <summary>Width of a parameter, milliseconds, or null when it is left out; false when it is no width.</summary>
    public static bool TryStep(string? text, out long? stepMs)
    {
        stepMs = null;
        if (text is null) return true;
        if (text.Length == 0) return false;
        long? unitMs = text[^1] switch
        {
            's' or (>= '0' and <= '9') => 1_000,
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => null,
        };
        var digits = char.IsAsciiDigit(text[^1]) ? text : text[..^1];
        if (unitMs is null || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0) return false;
        stepMs = count * unitMs;
        return true;
    }

    private static IResult UnknownFleet(string fleet) =>
        Problems.Result(404, ErrorCodes.UnknownFleet, "Unknown fleet", $"There is no fleet '{fleet}', or the key does not cover it.");
}
