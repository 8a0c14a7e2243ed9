using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>What the fake server answers about fleets, the server itself and who is signed in.</summary>
internal static class FakeFleets
{
    private const double HashpriceUsdPhDay = 32.37;
    private static readonly string[] s_states = ["unknown", .. MinerStates.All];

    private static readonly Dictionary<string, Func<MinerRow, IComparable?>> s_sorts = new(StringComparer.Ordinal)
    {
        ["miner"] = row => row.Miner, ["site"] = row => row.Site, ["model"] = row => row.Model, ["state"] = row => row.State,
        ["hashrate"] = row => row.HashrateThs, ["power"] = row => row.PowerW, ["efficiency"] = row => row.EfficiencyJth,
        ["chipTemperature"] = row => row.ChipTemperatureC, ["breakEven"] = row => row.BreakEvenHashpriceUsdPhDay,
        ["margin"] = row => row.MarginUsdPhDay, ["heard"] = row => row.ReceivedAtMs,
    };

    public static void Map(RouteGroupBuilder api, Func<FakeMonitor> monitor)
    {
        api.MapGet("/fleets",
            (string? world, string? after, int? limit) =>
            {
                var rest = monitor().Fleets.Where(one => one.World == (world ?? "live") && string.CompareOrdinal(one.Fleet, after) > 0).Take((limit ?? 100) + 1).ToList();
                return new Page<FleetSummary> { Items = [.. rest.Take(limit ?? 100)], Next = rest.Count > (limit ?? 100) ? rest[^2].Fleet : null };
            });
        api.MapGet("/fleets/{fleet}", (string fleet, string? world) => Json(monitor().Scene.Payload(world ?? "live", $"fleet/{fleet}")));
        api.MapGet("/fleets/{fleet}/miners", (HttpRequest request) => Miners(request.Query, monitor()));
        api.MapPatch("/fleets/{fleet}/miners/{miner}", (string fleet, string miner, JsonElement body) =>
        {
            monitor().Requests.Enqueue($"PATCH miners/{fleet}/{miner} {body.GetRawText()}");
            return Results.NoContent();
        });
        api.MapGet("/fleets/{fleet}/cells", (string? columns) =>
        {
            monitor().Requests.Enqueue($"GET cells columns={columns}");
            return Results.Bytes(Cells(monitor().Miners, monitor().CellsOfEach, columns!.Split(','), monitor().Scene.NowMs), "application/vnd.minermonitor.cells");
        });
        api.MapGet("/fleets/{fleet}/models", () => Json(Models(monitor().Miners)));
        api.MapGet("/fleets/{fleet}/supply-curve", (string fleet, double? tariffUsdKwh) => monitor().SupplyCurves.TryGetValue(fleet, out var curve)
            ? Results.Json(tariffUsdKwh is { } tariff ? At(curve, tariff) : curve, ProtocolJson.Default.SupplyCurveResult)
            : Json(Curve(fleet, monitor().Miners)));
        api.MapGet("/fleets/{fleet}/ledger", (HttpRequest request) => request.Headers.Accept == "text/csv" ? Results.Text("date,site\n2026-02-05,\n", "text/csv") : Json(new JsonObject { ["items"] = new JsonArray([.. monitor().Ledger.Select(day => day.DeepClone())]) }));
        api.MapGet("/fleets/{fleet}/miners/{miner}/series", () => Json(new JsonObject
        {
            ["stepSec"] = 86_400,
            ["points"] = new JsonArray([.. monitor().Ledger.Take(31).Reverse().Select(PointOf)]),
        }));
        api.MapGet("/operators", () => new Page<OperatorSnapshot> { Items = monitor().Operators });
        api.MapGet("/system", () => Results.Json(monitor().System, ProtocolJson.Default.SystemSnapshot));
        api.MapGet("/sign-in", () => Results.Json(monitor().SignedIn, ProtocolJson.Default.SignInStatus));
    }

    /// <summary>Days of a ledger, the last one open.</summary>
    public static IEnumerable<JsonObject> Days(int count, long now) => Enumerable.Range(0, count).Select(back =>
    {
        var day = DateTimeOffset.FromUnixTimeMilliseconds(now).UtcDateTime.Date.AddDays(-back);
        var part = back == 0 ? 0.6 : 1;
        var revenue = (64_000 + 6_000 * Math.Sin(back / 3.0)) * part;
        var cost = (61_000 + 2_500 * Math.Cos(back / 5.0)) * part;
        return new JsonObject
        {
            ["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["closed"] = back > 0, ["energyKwh"] = 812_000 * part,
            ["expectedBtc"] = 0.91 * part, ["revenueUsd"] = revenue, ["costUsd"] = cost, ["marginUsd"] = revenue - cost, ["coverage"] = 0.98,
        };
    });

    /// <summary>A curve of sites that pay five cents, at another tariff.</summary>
    private static SupplyCurveResult At(SupplyCurveResult curve, double tariffUsdKwh) => curve with
    {
        TariffUsdKwh = tariffUsdKwh,
        Steps = [.. curve.Steps.Select(step => step with { BreakEvenHashpriceUsdPhDay = Math.Round(step.BreakEvenHashpriceUsdPhDay * tariffUsdKwh / 0.05, 2) })],
    };

    private static JsonObject PointOf(JsonObject day)
    {
        var point = (JsonObject)day.DeepClone();
        point["atMs"] = new DateTimeOffset(DateTime.Parse(point["date"]!.GetValue<string>(), CultureInfo.InvariantCulture), TimeSpan.Zero).ToUnixTimeMilliseconds();
        point["hashrateThs"] = 187.5;
        foreach (var member in (string[])["energyKwh", "expectedBtc", "revenueUsd", "costUsd", "marginUsd"]) point[member] = point[member]!.GetValue<double>() / 10_000;
        return point;
    }

    private static IResult Miners(IQueryCollection query, FakeMonitor monitor)
    {
        string? Of(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        if (Of("cell") is { } cell)
        {
            monitor.Requests.Enqueue($"GET miners cell={cell}");
            return Json(Page([monitor.Miners[int.Parse(cell, CultureInfo.InvariantCulture) % monitor.Miners.Count]], null, 1));
        }

        monitor.Requests.Enqueue($"GET miners sort={Of("sort")} order={Of("order")} after={Of("after")} state={Of("state")} site={Of("site")} "
            + $"model={Of("model")} underWater={Of("underWater")} text={Of("text")}");
        var start = int.Parse(Of("after") ?? "0", CultureInfo.InvariantCulture);
        var limit = int.Parse(Of("limit") ?? "100", CultureInfo.InvariantCulture);
        IEnumerable<MinerRow> matching = monitor.Miners.Where(row => (Of("state") is null || row.State == Of("state"))
            && (Of("site") is null || row.Site == Of("site")) && (Of("model") is null || row.Model == Of("model"))
            && (Of("underWater") is null || row.UnderWater == true)
            && (Of("text") is not { } text || row.Miner.Contains(text, StringComparison.OrdinalIgnoreCase)));
        if (Of("sort") is { } sort)
        {
            matching = Of("order") == "desc" ? matching.OrderByDescending(s_sorts[sort]) : matching.OrderBy(s_sorts[sort]);
        }

        var all = matching.ToList();
        return Json(Page([.. all.Skip(start).Take(limit)], start + limit < all.Count ? start + limit : null, all.Count));
    }

    private static JsonObject Page(List<MinerRow> rows, int? next, int total) => new()
    {
        ["items"] = new JsonArray([.. rows.Select(row => JsonSerializer.SerializeToNode(row, ProtocolJson.Default.MinerRow))]),
        ["next"] = next?.ToString(CultureInfo.InvariantCulture),
        ["total"] = total,
    };

    private static JsonObject Models(List<MinerRow> rows) => new()
    {
        ["items"] = new JsonArray([.. rows.GroupBy(row => row.Model).OrderByDescending(model => model.Average(row => row.BreakEvenHashpriceUsdPhDay)).Select(model =>
            new JsonObject
            {
                ["model"] = model.Key,
                ["miners"] = JsonSerializer.SerializeToNode(FleetSnapshots.Counts([.. model]), ProtocolJson.Default.MinerCounts),
                ["totals"] = JsonSerializer.SerializeToNode(FleetSnapshots.Totals([.. model]), ProtocolJson.Default.FleetTotals),
            })]),
    };

    private static JsonObject Curve(string fleet, List<MinerRow> rows) => new()
    {
        ["world"] = "live", ["fleet"] = fleet, ["asOfMs"] = Snapshots.Hour, ["hashpriceUsdPhDay"] = HashpriceUsdPhDay,
        ["nominalHashrateThs"] = rows.Sum(row => row.NominalHashrateThs ?? 0),
        ["steps"] = new JsonArray([.. rows.Where(row => row.BreakEvenHashpriceUsdPhDay is not null).GroupBy(row => row.BreakEvenHashpriceUsdPhDay!.Value)
            .OrderBy(step => step.Key).Select(step => new JsonObject
            {
                ["breakEvenHashpriceUsdPhDay"] = step.Key,
                ["freshThs"] = step.Where(row => row.State == MinerStates.Hashing).Sum(row => row.HashrateThs ?? 0),
                ["nominalThs"] = step.Sum(row => row.NominalHashrateThs ?? 0),
                ["offThs"] = step.Where(row => row.State == MinerStates.Curtailed).Sum(row => row.NominalHashrateThs ?? 0),
            })]),
    };

    private static byte[] Cells(List<MinerRow> rows, int ofEach, string[] columns, long now)
    {
        var sites = rows.Select(row => row.Site).Distinct().ToList();
        var models = rows.Select(row => row.Model).OfType<string>().Distinct().ToList();
        var header = new JsonObject
        {
            ["v"] = 1, ["world"] = "live", ["fleet"] = "acme", ["atMs"] = now, ["count"] = rows.Count * ofEach, ["hashpriceUsdPhDay"] = HashpriceUsdPhDay,
            ["states"] = new JsonArray([.. s_states.Select(state => JsonValue.Create(state))]),
            ["sites"] = new JsonArray([.. sites.Select(site => JsonValue.Create(site))]),
            ["models"] = new JsonArray([.. models.Select(model => JsonValue.Create(model))]),
            ["columns"] = new JsonArray([.. columns.Select(column => new JsonObject { ["name"] = column, ["type"] = TypeOf(column) })]),
        };
        var json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using var body = new MemoryStream();
        using var writer = new BinaryWriter(body);
        writer.Write((uint)json.Length);
        writer.Write(json);
        Pad();
        foreach (var column in columns)
        {
            for (var cell = 0; cell < rows.Count * ofEach; cell++) Write(column, cell);
            Pad();
        }

        return body.ToArray();

        void Pad()
        {
            while (body.Length % 8 != 0) writer.Write((byte)0);
        }

        void Write(string column, int cell)
        {
            var row = rows[cell % rows.Count];
            switch (column)
            {
                case "cell": writer.Write((uint)cell); break;
                case "state": writer.Write((byte)Array.IndexOf(s_states, row.State)); break;
                case "site": writer.Write((ushort)sites.IndexOf(row.Site)); break;
                case "model": writer.Write(row.Model is null ? ushort.MaxValue : (ushort)models.IndexOf(row.Model)); break;
                case "heardSec": writer.Write((uint)((Snapshots.Hour - row.ReceivedAtMs!.Value) / 1000)); break;
                case "marginUsdPhDay": writer.Write((float)(row.MarginUsdPhDay ?? double.NaN)); break;
                case "hashrateThs": writer.Write((float)(row.HashrateThs ?? double.NaN)); break;
                case "nominalHashrateThs": writer.Write((float)(row.NominalHashrateThs ?? double.NaN)); break;
                case "chipTemperatureC": writer.Write((float)(row.ChipTemperatureC ?? double.NaN)); break;
                default: writer.Write((float)(row.BreakEvenHashpriceUsdPhDay ?? double.NaN)); break;
            }
        }
    }

    private static string TypeOf(string column) => column switch { "cell" or "heardSec" => "u32", "state" => "u8", "site" or "model" => "u16", _ => "f32" };

    private static IResult Json(JsonNode? node) => node is null ? Results.NotFound() : Results.Text(node.ToJsonString(), "application/json");
}
