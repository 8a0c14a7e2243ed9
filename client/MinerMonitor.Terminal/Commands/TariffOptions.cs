using System.CommandLine;
using System.Globalization;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Commands;

/// <summary>Options for tariffs that move.</summary>
internal sealed class TariffOptions
{
    private static readonly string[] s_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    private readonly Option<string?> _timeZone = new("--time-zone") { Description = "IANA time zone of the bands, for example America/Chicago" };

    private readonly Option<string[]> _bands = new("--band")
    {
        Description = "A band as DAYS,FROM-TO,USD_KWH[,NAME], for example mon-fri,14:00-20:00,0.12,peak; DAYS is daily, mon-fri, sat+sun or the like; "
            + "a band that ends before it begins runs into the next day; may be given many times",
    };

    private readonly Option<double?> _otherwise = new("--otherwise-usd-kwh") { Description = "Price of the hours that no band holds, USD per kWh" };
    private readonly Option<string?> _zone = new("--index-zone") { Description = "Zone of the energy market that the tariff follows, for example ERCOT/HB_WEST" };
    private readonly Option<string> _market = new("--index-market") { Description = "Energy market", DefaultValueFactory = _ => "energy" };
    private readonly Option<double?> _multiplier = new("--index-multiplier") { Description = "Factor on the market's price (1)" };
    private readonly Option<double?> _adder = new("--index-adder-usd-kwh") { Description = "Added for each kWh, USD (0)" };
    private readonly Option<double?> _floor = new("--floor-usd-kwh") { Description = "Lowest price, USD per kWh" };
    private readonly Option<double?> _cap = new("--cap-usd-kwh") { Description = "Highest price, USD per kWh" };
    private readonly Option<double?> _maxAge = new("--max-age-sec") { Description = "Age up to which the market's price holds, seconds (7200)" };
    private readonly Option<double?> _fallback = new("--fallback-usd-kwh") { Description = "Price while the market is stale or missing, USD per kWh" };
    private readonly Option<double?> _fallbackFor = new("--fallback-for-sec") { Description = "How long the fallback may stand in, seconds; no end without it" };

    private Option<double?>[] OfIndex => [_multiplier, _adder, _floor, _cap, _maxAge, _fallback, _fallbackFor];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        Option[] all = [_timeZone, _bands, _otherwise, _zone, _market, .. OfIndex];
        foreach (var option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>The bands that were given, or null.</summary>
    /// <exception cref="InputException">They are not complete, or not readable.</exception>
    public TimeOfUseTariff? Bands(ParseResult parse)
    {
        var (zone, bands, otherwise) = (parse.GetValue(_timeZone), parse.GetValue(_bands) ?? [], parse.GetValue(_otherwise));
        if (zone is null && bands.Length == 0 && otherwise is null)
        {
            return null;
        }

        return zone is not null && bands.Length > 0
            ? new TimeOfUseTariff { TimeZone = zone, Bands = [.. bands.Select(Band)], OtherwiseUsdKwh = otherwise }
            : throw new InputException("--band, --time-zone and --otherwise-usd-kwh belong together: give --time-zone and at least one --band.");
    }

    /// <summary>The index that was given, or null.</summary>
    /// <exception cref="InputException">It names no zone.</exception>
    public IndexedTariff? Index(ParseResult parse)
    {
        if (parse.GetValue(_zone) is not { } zone)
        {
            return Array.Find(OfIndex, option => parse.GetValue(option) is not null) is { } lonely
                ? throw new InputException($"{lonely.Name} and its like need --index-zone, the zone of the energy market.")
                : null;
        }

        var usual = new IndexedTariff { Zone = zone };
        return new IndexedTariff
        {
            Market = parse.GetValue(_market)!,
            Zone = zone,
            Multiplier = parse.GetValue(_multiplier) ?? usual.Multiplier,
            AdderUsdKwh = parse.GetValue(_adder) ?? usual.AdderUsdKwh,
            FloorUsdKwh = parse.GetValue(_floor),
            CapUsdKwh = parse.GetValue(_cap),
            MaxAgeSec = parse.GetValue(_maxAge) ?? usual.MaxAgeSec,
            FallbackUsdKwh = parse.GetValue(_fallback),
            FallbackForSec = parse.GetValue(_fallbackFor),
        };
    }

    private static TariffBand Band(string text)
    {
        var parts = text.Split(',', 4, StringSplitOptions.TrimEntries);
        if (parts.Length < 3 || parts[1].Split('-') is not [var from, var to]
            || !double.TryParse(parts[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var usdKwh))
        {
            throw new InputException($"--band '{text}' is not readable; write DAYS,FROM-TO,USD_KWH[,NAME], for example mon-fri,14:00-20:00,0.12,peak.");
        }

        return new TariffBand { Name = parts.Length > 3 ? parts[3] : null, Days = Days(parts[0], text), From = from, To = to, UsdKwh = usdKwh };
    }

    /// <summary>Days as one writes them: <c>daily</c>, and ranges and days joined by <c>+</c>; a range may pass Sunday.</summary>
    private static List<string>? Days(string text, string band)
    {
        if (text == "daily")
        {
            return null;
        }

        var days = new List<string>();
        foreach (var part in text.Split('+'))
        {
            var ends = Array.ConvertAll(part.Split('-'), day => Array.IndexOf(s_days, day));
            if (ends.Length > 2 || ends.Contains(-1))
            {
                throw new InputException($"--band '{band}': '{text}' names no days; write daily, mon-fri or sat+sun.");
            }

            for (var day = ends[0]; ; day = (day + 1) % s_days.Length)
            {
                days.Add(s_days[day]);
                if (day == ends[^1])
                {
                    break;
                }
            }
        }

        return days;
    }
}
