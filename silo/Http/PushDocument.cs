using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Silo.Http;

/// <summary>A pushed document with a <c>schema</c>: who says so, when, and rows that are taken as a whole or not at all.</summary>
/// <remarks><c>etf-flows/1</c> goes to the market <c>etf</c>, <c>miner-treasury/1</c> to <c>treasury</c>, <c>series/1</c> to <c>miner-flows</c>.</remarks>
internal static class PushDocument
{
    private const string MinerToExchange = "miner_to_exchange_btc";
    private const int MaxRows = 10_000;

    private static readonly Dictionary<string, (string Market, string Rows)> s_schemas = new(StringComparer.Ordinal)
    {
        ["etf-flows/1"] = (MarketName.Etf, "rows"),
        ["miner-treasury/1"] = (MarketName.Treasury, "rows"),
        ["series/1"] = (MarketName.MinerFlows, "points"),
    };

    /// <summary>True when a body is such a document.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("schema", out _)) return true;
        }
        catch (JsonException)
        {
            // One object a line, or nothing that can be read: whoever reads observations says so.
        }

        document?.Dispose();
        document = null;
        return false;
    }

    /// <summary>Reads a document for a market.</summary>
    /// <param name="root">The document.</param>
    /// <param name="market">Market that it was sent to.</param>
    /// <param name="fault">What is wrong with it as a whole, when null is answered.</param>
    /// <returns>A row each: an observation, or what is wrong with it.</returns>
    public static ImmutableArray<(MarketObservation? Seen, string? Fault)>? Read(JsonElement root, string market, out string? fault)
    {
        var schema = Text(root, "schema");
        if (schema is null || !s_schemas.TryGetValue(schema, out var known))
        {
            fault = $"schema is '{schema}': use one of {string.Join(", ", s_schemas.Keys)}.";
            return null;
        }

        fault = known.Market != market ? $"A document of schema {schema} goes to /api/v1/markets/{known.Market}/observations."
            : Text(root, "source") is not { Length: > 0 } ? "source is missing: say who publishes the numbers."
            : market == MarketName.Etf && Text(root, "asset") is { } asset && asset != "BTC" ? $"asset is '{asset}': only BTC is kept."
            : market == MarketName.MinerFlows && Text(root, "series") is var series && series != MinerToExchange ? $"series is '{series}': only {MinerToExchange} is kept."
            : root.TryGetProperty("asOf", out var time) && !TryTime(time, out _) ? "asOf is no time: write UTC such as 2026-02-04T14:05:00Z."
            : market != MarketName.MinerFlows && !root.TryGetProperty("asOf", out _) ? "asOf is missing: say when the numbers were so, in UTC, such as 2026-02-04T14:05:00Z."
            : !root.TryGetProperty(known.Rows, out var listed) || listed.ValueKind != JsonValueKind.Array || listed.GetArrayLength() is 0 or > MaxRows
                ? $"{known.Rows} is missing or empty: give an array of 1 to {MaxRows} objects."
            : null;
        if (fault is not null) return null;
        var whole = new MarketObservation
        {
            Source = Text(root, "source"), AtMs = root.TryGetProperty("asOf", out var asOf) && TryTime(asOf, out var atMs) ? atMs : null,
        };
        return [.. root.GetProperty(known.Rows).EnumerateArray().Select(row => Read(row, whole, market))];
    }

    private static (MarketObservation? Seen, string? Fault) Read(JsonElement row, MarketObservation whole, string market)
    {
        try
        {
            return row.ValueKind != JsonValueKind.Object ? (null, "It is no object.") : market switch
            {
                MarketName.Etf => (Flow(row, whole), null),
                MarketName.Treasury => (Month(row, whole), null),
                _ => Part(row, whole),
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException)
        {
            return (null, $"A member is of the wrong kind: {exception.Message}");
        }
    }

    private static MarketObservation Flow(JsonElement row, MarketObservation whole) => whole with
    {
        Date = Text(row, "date"),
        NetFlowUsdM = Number(row, "totalUsdM"),
        Provisional = row.TryGetProperty("final", out var final) ? !final.GetBoolean() : null,
        Funds = row.TryGetProperty("flowsUsdM", out var flows) && flows.ValueKind != JsonValueKind.Null
            ? flows.EnumerateObject().ToImmutableDictionary(flow => flow.Name, flow => flow.Value.ValueKind == JsonValueKind.Null ? (double?)null : flow.Value.GetDouble())
            : null,
    };

    private static MarketObservation Month(JsonElement row, MarketObservation whole) => whole with
    {
        Ticker = Text(row, "ticker"),
        Month = Text(row, "period"),
        MinedBtc = Number(row, "btcMined"),
        HeldBtc = Number(row, "btcHeld"),
        SoldBtc = Number(row, "btcSold"),
        HashrateEhs = Number(row, "hashrateEh"),
    };

    private static (MarketObservation? Seen, string? Fault) Part(JsonElement row, MarketObservation whole)
    {
        if (!row.TryGetProperty("start", out var start) || !TryTime(start, out var fromMs) || !row.TryGetProperty("end", out var end) || !TryTime(end, out var toMs))
            return (null, "start or end is no time: write UTC such as 2026-02-05T01:00:00Z.");
        return (whole with { FromMs = fromMs, ToMs = toMs, ToExchangesBtc = Number(row, "value") }, null);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetDouble() : null;

    private static bool TryTime(JsonElement value, out long atMs)
    {
        atMs = 0;
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var time)) return false;
        atMs = time.ToUnixTimeMilliseconds();
        return true;
    }
}
