using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Model.Units;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>
/// What the sources of daily history answer, made of a history that the test has: candles of Bitstamp, Coinbase, Kraken and Binance with their
/// limits and manners, a chain server with mempool.space's API, and Fear and Greed.
/// </summary>
/// <remarks>
/// Like the real ones, a venue is off by up to 0.1 %, the chain server rounds the mean height of a day and measures the day's hashrate over
/// the time between two blocks: both by a fixed rule, so that two runs are alike.
/// </remarks>
/// <param name="history">What the sources know.</param>
/// <param name="today">The running day, of which they know a part.</param>
public sealed class HistoryStub(DailyHistory history, Func<DateOnly> today) : IProviderStub
{
    private const long SecondsPerDay = 86_400;
    private const double VenueNoise = 0.001;
    private const double HashrateNoise = 0.008;

    /// <summary>Path of the chain server's history.</summary>
    public const string ChainPath = "/mempool/api/v1/mining/";

    /// <summary>Changes the close of a venue on a day, as a liar would; null: the day is missing there.</summary>
    public Func<string, DateOnly, double, double?> Close { get; set; } = (_, _, close) => close;

    /// <summary>Sources of an invented history since 2015.</summary>
    /// <param name="time">Clock of the sources.</param>
    public static HistoryStub Invented(TimeProvider time)
    {
        DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return new HistoryStub(InventedHistory.Make(new DateOnly(2015, 1, 1), Today().AddDays(1)), Today);
    }

    /// <inheritdoc/>
    public void Map(StubServer server)
    {
        server.OnRequest(Path("bitstamp"), BitstampAsync);
        server.OnRequest(Path("coinbase"), CoinbaseAsync);
        server.OnRequest(Path("kraken"), KrakenAsync);
        server.OnRequest(Path("binance"), BinanceAsync);
        server.OnRequest(ChainPath + "difficulty-adjustments/all", context => AnswerAsync(context, Adjustments()));
        server.OnRequest(ChainPath + "blocks/fees/all", context => AnswerAsync(context, Fees()));
        server.OnRequest(ChainPath + "hashrate/all", context => AnswerAsync(context, Hashrates()));
        server.OnRequest("/fng/", FearGreedAsync);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
    [
        ("History:Url", $"{server.HttpUrl}/mempool/api/"), ("History:FearGreedUrl", $"{server.HttpUrl}/fng/"), ("History:Pace", "00:00:00"),
        ("History:BitstampUrl", server.HttpUrl + Path("bitstamp")), ("History:CoinbaseUrl", server.HttpUrl + Path("coinbase")),
        ("History:KrakenUrl", server.HttpUrl + Path("kraken")), ("History:BinanceUrl", server.HttpUrl + Path("binance")),
    ];

    /// <summary>Path of a venue's candles.</summary>
    public static string Path(string venue) => venue switch
    {
        "bitstamp" => "/bitstamp/api/v2/ohlc/btcusd/",
        "coinbase" => "/coinbase/products/BTC-USD/candles",
        "kraken" => "/kraken/0/public/OHLC",
        "binance" => "/binance/api/v3/klines",
        _ => throw new ArgumentException($"There is no venue '{venue}'.", nameof(venue)),
    };

    private async Task BitstampAsync(HttpContext context)
    {
        var limit = (int)Long(context, "limit");
        if (limit is < 1 or > 1_000)
        {
            await AnswerAsync(context, new JsonObject { ["status"] = "error", ["reason"] = new JsonObject { ["limit"] = "between 1 and 1000" }, ["code"] = "400.002" }, 400);
            return;
        }

        // With an end the venue counts back from it, whatever the start.
        var rows = Days("bitstamp", Day(0), Day(Long(context, "end"))).TakeLast(limit).Select(day => (JsonNode)new JsonObject
        {
            ["close"] = Text(day.Close), ["high"] = Text(day.Close * 1.01), ["low"] = Text(day.Close * 0.99), ["open"] = Text(day.Close),
            ["timestamp"] = day.StartSec.ToString(CultureInfo.InvariantCulture), ["volume"] = "1234.5",
        });
        await AnswerAsync(context, new JsonObject { ["data"] = new JsonObject { ["ohlc"] = new JsonArray([.. rows]), ["pair"] = "BTC/USD" } });
    }

    private async Task CoinbaseAsync(HttpContext context)
    {
        var (from, to) = (Iso(context, "start"), Iso(context, "end"));
        if (to.DayNumber - from.DayNumber + 1 > 300)
        {
            await AnswerAsync(context, new JsonObject { ["message"] = "granularity too small for the requested time range. Count of aggregations requested exceeds 300" }, 400);
            return;
        }

        await AnswerAsync(context, new JsonArray([.. Days("coinbase", Max(from, new DateOnly(2015, 7, 20)), to).Reverse()
            .Select(day => (JsonNode)new JsonArray(day.StartSec, day.Close * 0.99, day.Close * 1.01, day.Close, day.Close, 4321.0))]));
    }

    private async Task KrakenAsync(HttpContext context)
    {
        var rows = Days("kraken", today().AddDays(-719), today()).Where(day => day.StartSec > Long(context, "since"))
            .Select(day => (JsonNode)new JsonArray(day.StartSec, Text(day.Close), Text(day.Close * 1.01), Text(day.Close * 0.99), Text(day.Close), Text(day.Close), "99.5", 1234));
        await AnswerAsync(context, new JsonObject
        {
            ["error"] = new JsonArray(), ["result"] = new JsonObject { ["XXBTZUSD"] = new JsonArray([.. rows]), ["last"] = StartSec(today().AddDays(-1)) },
        });
    }

    private async Task BinanceAsync(HttpContext context)
    {
        var (from, to) = (Day(Long(context, "startTime") / 1_000), Day(Long(context, "endTime") / 1_000));
        var rows = Days("binance", Max(from, new DateOnly(2017, 8, 17)), to).Take((int)Long(context, "limit")).Select(day => (JsonNode)new JsonArray(
            day.StartSec * 1_000, Text(day.Close), Text(day.Close * 1.01), Text(day.Close * 0.99), Text(day.Close), "77.7", day.StartSec * 1_000 + SecondsPerDay * 1_000 - 1,
            "0", 1, "0", "0", "0"));
        await AnswerAsync(context, new JsonArray([.. rows]));
    }

    private JsonArray Adjustments() => new([.. history.Epochs.Where(epoch => UtcDay.Of(epoch.StartMs) <= today()).Reverse()
        .Select(epoch => (JsonNode)new JsonArray(epoch.StartMs / 1_000, epoch.Height, epoch.Difficulty, 1 + (epoch.ChangePct ?? 0) / 100))]);

    private JsonArray Fees() => new([.. Chain(today()).Select(row => (JsonNode)new JsonObject
    {
        ["avgHeight"] = (int)Math.Round((2 * row.HeightEod!.Value - row.Blocks!.Value + 1) / 2.0, MidpointRounding.AwayFromZero),
        ["timestamp"] = StartSec(row.Date) + SecondsPerDay / 2 + 77,
        ["avgFees"] = (long)Math.Round(row.FeesBtc!.Value / row.Blocks.Value * 1e8),
        ["USD"] = 1,
    })]);

    private JsonObject Hashrates() => new()
    {
        ["hashrates"] = new JsonArray([.. Chain(today().AddDays(-1)).Select(row => (JsonNode)new JsonObject
        {
            ["timestamp"] = StartSec(row.Date) + SecondsPerDay,
            ["avgHashrate"] = row.Blocks!.Value * row.DifficultyMean!.Value * Difficulty.HashesPerUnit / SecondsPerDay * (1 + Noise("chain", row.Date, HashrateNoise)),
        })]),
        ["difficulty"] = new JsonArray(),
        ["currentHashrate"] = 0,
        ["currentDifficulty"] = 0,
    };

    private Task FearGreedAsync(HttpContext context)
    {
        var rows = history.FearGreed.Where(row => row.Date <= today()).Reverse();
        var limit = (int)Long(context, "limit");
        return AnswerAsync(context, new JsonObject
        {
            ["name"] = "Fear and Greed Index",
            ["data"] = new JsonArray([.. (limit > 0 ? rows.Take(limit) : rows).Select(row => (JsonNode)new JsonObject
            {
                ["value"] = row.Value.ToString(CultureInfo.InvariantCulture), ["value_classification"] = "Fear",
                ["timestamp"] = StartSec(row.Date).ToString(CultureInfo.InvariantCulture),
            })]),
            ["metadata"] = new JsonObject { ["error"] = null },
        });
    }

    private IEnumerable<DailyRow> Chain(DateOnly last) =>
        history.Rows.Where(row => row.Date <= last && row is { HeightEod: not null, Blocks: > 0, DifficultyMean: not null, FeesBtc: not null });

    private IEnumerable<(long StartSec, double Close)> Days(string venue, DateOnly first, DateOnly last) =>
        from row in history.Rows
        where row.Date >= first && row.Date <= last && row.Date <= today() && row.PriceUsd > 0
        let close = Close(venue, row.Date, Math.Round(row.PriceUsd!.Value * (1 + Noise(venue, row.Date, VenueNoise)), 2))
        where close is not null
        select (StartSec(row.Date), close.Value);

    /// <summary>Between -amplitude and amplitude, always the same for a day.</summary>
    private static double Noise(string what, DateOnly day, double amplitude) =>
        amplitude * Math.Sin(day.DayNumber * 12.9898 + what.Sum(letter => letter) * 78.233);

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Day(long sec) => UtcDay.Of(sec * 1_000);

    private static long StartSec(DateOnly day) => UtcDay.StartMs(day) / 1_000;

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static long Long(HttpContext context, string name) => long.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture);

    private static DateOnly Iso(HttpContext context, string name) =>
        DateOnly.FromDateTime(DateTimeOffset.Parse(context.Request.Query[name]!, CultureInfo.InvariantCulture).UtcDateTime);

    private static async Task AnswerAsync(HttpContext context, JsonNode body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }
}
