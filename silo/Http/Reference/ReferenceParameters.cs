using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace MinerMonitor.Silo.Http.Reference;

/// <summary>Parameters of routes: a name means the same on every route.</summary>
internal static class ReferenceParameters
{
    private static readonly FrozenDictionary<string, Parameter> s_known = new Dictionary<string, Parameter>(StringComparer.Ordinal)
    {
        ["world"] = new("World: `live` (the default), a shared replay such as `feb-2026`, or a private copy.", "feb-2026"),
        ["asOf"] = new("A closed UTC day of the daily history to evaluate in place of now.", "2026-02-05"),
        ["market"] = new("`spot`, `liquidations`, `etf`, `sentiment`, `treasury`, `miner-flows` or `energy`.", "spot"),
        ["feed"] = new("Id of a feed, as `GET /api/v1/feeds` lists them.", "kraken-spot"),
        ["seconds"] = new("How long to record, seconds.", 60),
        ["table"] = new("`daily` (the default), `epochs`, `fear-greed`, `etf` or `efficiency`.", "daily"),
        ["source"] = new("Who says so; kept with the rows.", "my archive"),
        ["series"] = new("Name of a series, as `GET /api/v1/series` lists them.", "stress"),
        ["from"] = new("Begin, included: Unix milliseconds or an ISO time.", "2026-02-05T00:00:00Z"),
        ["to"] = new("End, not included: Unix milliseconds or an ISO time.", "2026-02-06T00:00:00Z"),
        ["kind"] = new("Only `regime`, `retarget`, `halving`, `support-broken` or `etf-reversal`.", "retarget"),
        ["step"] = new("Width of a point: seconds, or a number with s, m, h or d.", "10m"),
        ["topic"] = new("Topic; the stream takes it many times.", "sector"),
        ["mode"] = new("`latest` (the default: the newest value wins, at most 4 a second) or `every`.", "latest"),
        ["after"] = new("`next` of the page before; for events, the number of the last one known.", null),
        ["limit"] = new("Most items of the page.", 100),
        ["fleet"] = new("Name of a fleet.", "acme"),
        ["site"] = new("Name of a site of the fleet.", "north"),
        ["miner"] = new("Identity of a machine within its fleet.", "r12-07"),
        ["operator"] = new("Name of a group of fleets.", "north-pool"),
        ["rule"] = new("Name of an alert rule, in the manner of fleets' names.", "coverage"),
        ["date"] = new("UTC day.", "2026-02-04"),
        ["id"] = new("Id of a key, as `GET /api/v1/keys` lists them.", null),
        ["bucket"] = new("Fleet of lines that name none by a tag `fleet`.", "acme"),
        ["db"] = new("Fleet of lines that name none by a tag `fleet`.", "acme"),
        ["precision"] = new("Unit of time stamps: `ns` (the default), `us`, `ms` or `s`.", "s"),
        ["state"] = new("Only miners in this state.", "fault"),
        ["tariffUsdKwh"] = new("Tariff that every site is assumed to pay in place of its own, USD per kWh.", null),
        ["underWater"] = new("Only miners that lose money at the present hashprice.", true),
        ["all"] = new("`true`: every miner of the fleet is meant, in place of filters.", false),
        ["text"] = new("Only miners whose identity or model holds this text.", "r12"),
        ["model"] = new("Only miners of this model; empty: those that do not say theirs.", "Antminer S21"),
        ["minMarginUsdPhDay"] = new("Only miners with at least this margin, USD per PH/s and day.", -5),
        ["maxMarginUsdPhDay"] = new("Only miners with at most this margin, USD per PH/s and day.", 5),
        ["sort"] = new("`miner`, `site`, `model`, `state`, `hashrate`, `power`, `efficiency`, `chipTemperature`, `breakEven`, `margin` or `heard`; left out: the order in which they joined.", "margin"),
        ["order"] = new("`asc` (the default) or `desc`. What is not known comes last either way.", "asc"),
        ["cell"] = new("Only the miner of this cell; other filters do not count then.", null),
        ["columns"] = new("Columns, separated by commas; left out: all.", "state,marginUsdPhDay"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a parameter means, or null when nobody has said it yet.</summary>
    public static string? Meaning(string name) => s_known.GetValueOrDefault(name)?.Text;

    /// <summary>An example, where one helps.</summary>
    public static JsonNode? Example(string name) => s_known.GetValueOrDefault(name)?.Value switch
    {
        string text => JsonValue.Create(text),
        int number => JsonValue.Create(number),
        bool flag => JsonValue.Create(flag),
        _ => null,
    };

    private sealed record Parameter(string Text, object? Value);
}
