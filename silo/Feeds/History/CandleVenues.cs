using System.Globalization;
using System.Text.Json;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>The venues whose daily candles are public.</summary>
internal static class CandleVenues
{
    private const long SecondsPerDay = 86_400;
    private const long MillisecondsPerSecond = 1_000;

    /// <summary>Bitstamp: since 2011; numbers are strings.</summary>
    public static CandleVenue Bitstamp(Uri address) => new(
        "bitstamp", true, new DateOnly(2011, 8, 18), null,
        (from, to) => With(address, $"step={SecondsPerDay}&limit={CandleVenue.MaxDays}&start={StartSec(from)}&end={StartSec(to)}"),
        root => root.GetProperty("data").GetProperty("ohlc").EnumerateArray(),
        row => new Candle(
            (long)Number(row.GetProperty("timestamp")), Number(row.GetProperty("low")), Number(row.GetProperty("high")),
            Number(row.GetProperty("close")), Number(row.GetProperty("volume"))));

    /// <summary>Coinbase: since July 2015, 300 candles a request, [time, low, high, open, close, volume], newest first.</summary>
    public static CandleVenue Coinbase(Uri address) => new(
        "coinbase", true, new DateOnly(2015, 7, 20), null,
        (from, to) => With(address, $"granularity={SecondsPerDay}&start={from:yyyy-MM-dd}T00:00:00Z&end={to:yyyy-MM-dd}T00:00:00Z"),
        root => root.EnumerateArray(),
        row => new Candle(row[0].GetInt64(), Number(row[1]), Number(row[2]), Number(row[4]), Number(row[5])));

    /// <summary>Kraken: the newest 720 days only, whatever is asked; an error comes with status 200.</summary>
    public static CandleVenue Kraken(Uri address) => new(
        "kraken", true, new DateOnly(2013, 10, 6), 720,
        (from, _) => With(address, $"pair=XBTUSD&interval={SecondsPerDay / 60}&since={StartSec(from) - 1}"),
        root => root.GetProperty("error") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
            ? throw new FeedFormatException($"kraken answered '{errors[0]}'.")
            : root.GetProperty("result").EnumerateObject().First(member => member.Value.ValueKind == JsonValueKind.Array).Value.EnumerateArray(),
        row => new Candle(row[0].GetInt64(), Number(row[3]), Number(row[2]), Number(row[4]), Number(row[6])));

    /// <summary>Binance: since August 2017, in USDT, [open time in ms, open, high, low, close, volume, …].</summary>
    public static CandleVenue Binance(Uri address) => new(
        "binance USDT", false, new DateOnly(2017, 8, 17), null,
        (from, to) => With(
            address,
            $"symbol=BTCUSDT&interval=1d&limit={CandleVenue.MaxDays}&startTime={StartSec(from) * MillisecondsPerSecond}&endTime={StartSec(to) * MillisecondsPerSecond}"),
        root => root.EnumerateArray(),
        row => new Candle(row[0].GetInt64() / MillisecondsPerSecond, Number(row[3]), Number(row[2]), Number(row[4]), Number(row[5])));

    private static Uri With(Uri address, FormattableString query) => new UriBuilder(address) { Query = FormattableString.Invariant(query) }.Uri;

    private static long StartSec(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds();

    private static double Number(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : value.GetDouble();
}
