using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http.Reference;
using MinerMonitor.Silo.Live.Wire;

namespace MinerMonitor.Silo.Http;

/// <summary>What fleets and miners used, earned and spent.</summary>
internal static class LedgerEndpoints
{
    private const int LargestPage = 1000;
    private const int DefaultDays = 31;
    private static readonly int s_epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Maps the routes.</summary>
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fleets/{fleet}/ledger", ListAsync).RequireFleetRead()
            .Describe("GetLedger", "What a fleet used, earned and spent by UTC day, the newest first.", "The day under way stands first and is not `closed`. `from` and `to` are days here, both included.")
            .Answers<Page<LedgerDay>>("ledger.json").AnswersText(RouteReference.Csv, "ledger.csv");
        api.MapGet("/fleets/{fleet}/miners/{miner}/series", SeriesAsync).RequireFleetRead()
            .Describe("GetMinerSeries", "One machine's means of ten minutes over a day, or its ledger by day.", "`step` is `10m` (the default) or `1d`.")
            .Answers<MinerSeries>("miner.series.json").AnswersText(RouteReference.Csv, "miner.series.csv");
    }

    private static async Task<IResult> ListAsync(HttpContext context, string fleet, string? from, string? to, string? after, int? limit, IGrainFactory grains)
    {
        if (Paging.Fault(limit, LargestPage) is { } fault) return fault;
        if (!TryDay(from, 0, out var first) || !TryDay(to, int.MaxValue, out var last) || !TryDay(after, int.MaxValue, out var below))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad day", "from and to are UTC days such as 2026-02-05, after is the 'next' of the page before.");
        if (first > last) return Problems.Result(400, ErrorCodes.OutOfRange, "Empty span", "from does not lie behind to.");

        var book = await grains.GetGrain<IFleetGrain>(fleet).GetLedgerAsync(first, Math.Min(last, below == int.MaxValue ? below : below - 1), limit ?? DefaultDays);
        if (book is null) return FleetEndpoints.UnknownFleet(fleet);
        var days = book.Days.Select(day => LedgerWire.Of(day, book.AsOfMs)).ToList();
        return WantsCsv(context)
            ? Results.Text(LedgerWire.Csv(days), RouteReference.Csv, Encoding.UTF8)
            : Results.Json(new Page<LedgerDay> { Items = days, Next = book.HasMore ? days[^1].Date : null }, ProtocolJson.Default.PageLedgerDay);
    }

    private static async Task<IResult> SeriesAsync(HttpContext context, string fleet, string miner, string? from, string? to, string? step, IGrainFactory grains)
    {
        if (!TimeParameter.TryParse(from, out var fromMs) || !TimeParameter.TryParse(to, out var toMs))
            return Problems.Result(400, ErrorCodes.Malformed, "Bad time", TimeParameter.Remedy);
        if (fromMs >= toMs) return Problems.Result(400, ErrorCodes.OutOfRange, "Empty span", "from lies before to.");
        if (!SeriesEndpoints.TryStep(step, out var stepMs) || (stepMs ?? MeansColumn.WidthMs) is not (MeansColumn.WidthMs or ShardDay.LengthMs))
            return Problems.Result(400, ErrorCodes.OutOfRange, "No such step", $"A miner's history has a step of 10m or of 1d, not '{step}'.");

        var id = Uri.UnescapeDataString(miner);
        var grain = grains.GetGrain<IMinerGrain>($"{fleet}/{id}");
        var isByDay = stepMs == ShardDay.LengthMs;
        var figures = await grain.GetAsync();
        var points = isByDay
            ? (await grain.GetDaysAsync(ShardDay.Of(fromMs ?? 0), toMs is { } end ? ShardDay.Of(end - 1) : int.MaxValue)).Select(LedgerWire.Of)
            : figures.Record.History.Select(mean => new MinerSeriesPoint { AtMs = mean.AtMs, HashrateThs = mean.HashrateThs, PowerW = mean.PowerW });
        var series = new MinerSeries
        {
            World = figures.World,
            Fleet = fleet,
            Miner = id,
            StepSec = (stepMs ?? MeansColumn.WidthMs) / 1e3,
            Points = [.. points.Where(point => isByDay || ((fromMs is null || point.AtMs >= fromMs) && (toMs is null || point.AtMs < toMs)))],
        };
        return WantsCsv(context)
            ? Results.Text(LedgerWire.Csv(series), RouteReference.Csv, Encoding.UTF8)
            : Results.Json(series, ProtocolJson.Default.MinerSeries);
    }

    private static bool WantsCsv(HttpContext context) =>
        context.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals(RouteReference.Csv, StringComparison.OrdinalIgnoreCase));

    /// <summary>Day of a text, days since 1970-01-01; the other value when there is none.</summary>
    private static bool TryDay(string? text, int otherwise, out int day)
    {
        var isDate = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = isDate ? date.DayNumber - s_epoch : otherwise;
        return text is null || isDate;
    }
}
