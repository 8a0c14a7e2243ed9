using System.Globalization;
using System.Text;
using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Miners;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Public forms of ledgers, as JSON's types and as tables.</summary>
internal static class LedgerWire
{
    /// <summary>A day of a fleet.</summary>
    /// <param name="day">The day.</param>
    /// <param name="asOfMs">World time, Unix milliseconds: how far a day under way has come.</param>
    public static LedgerDay Of(FleetDay day, long asOfMs)
    {
        var sums = day.Sums;
        var lengthMs = Math.Min(ShardDay.LengthMs, asOfMs - (day.Day * ShardDay.LengthMs));
        return new LedgerDay
        {
            Date = DateOf(day.Day),
            Closed = day.IsClosed,
            EnergyKwh = EnergyKwh(sums),
            ExpectedBtc = Known(sums, LedgerParts.Revenue, sums.ExpectedBtc),
            RevenueUsd = Known(sums, LedgerParts.Revenue, sums.RevenueUsd),
            CostUsd = Known(sums, LedgerParts.Cost, sums.CostUsd),
            MarginUsd = Known(sums, LedgerParts.Margin, sums.MarginUsd),
            MeanHashrateThs = lengthMs > 0 ? Known(sums, LedgerParts.Work, sums.WorkTh / (lengthMs / 1000.0)) : null,
            Coverage = Coverage(sums),
            Samples = day.Samples,
            Sites = [.. day.Sites.Select(site => new SiteLedgerDay
            {
                Site = site.Site,
                EnergyKwh = EnergyKwh(site.Sums),
                ExpectedBtc = Known(site.Sums, LedgerParts.Revenue, site.Sums.ExpectedBtc),
                RevenueUsd = Known(site.Sums, LedgerParts.Revenue, site.Sums.RevenueUsd),
                CostUsd = Known(site.Sums, LedgerParts.Cost, site.Sums.CostUsd),
                MarginUsd = Known(site.Sums, LedgerParts.Margin, site.Sums.MarginUsd),
                Coverage = Coverage(site.Sums),
            })],
        };
    }

    /// <summary>A day of a miner.</summary>
    public static MinerSeriesPoint Of(MinerDay day)
    {
        var seconds = day.Sums.CoveredMs / 1000.0;
        return new MinerSeriesPoint
        {
            AtMs = day.Day * ShardDay.LengthMs,
            HashrateThs = seconds > 0 ? Known(day.Sums, LedgerParts.Work, day.Sums.WorkTh / seconds) : null,
            PowerW = seconds > 0 ? Known(day.Sums, LedgerParts.Energy, day.Sums.EnergyJ / seconds) : null,
            EnergyKwh = EnergyKwh(day.Sums),
            ExpectedBtc = Known(day.Sums, LedgerParts.Revenue, day.Sums.ExpectedBtc),
            RevenueUsd = Known(day.Sums, LedgerParts.Revenue, day.Sums.RevenueUsd),
            CostUsd = Known(day.Sums, LedgerParts.Cost, day.Sums.CostUsd),
            MarginUsd = Known(day.Sums, LedgerParts.Margin, day.Sums.MarginUsd),
            Coverage = Coverage(day.Sums),
            Closed = day.IsClosed,
        };
    }

    /// <summary>A ledger as a table: each day, then its sites.</summary>
    public static string Csv(IEnumerable<LedgerDay> days)
    {
        var csv = new StringBuilder("date,site,closed,energy_kwh,expected_btc,revenue_usd,cost_usd,margin_usd,coverage,samples\n");
        foreach (var day in days)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{day.Date},,{Flag(day.Closed)},{day.EnergyKwh},{day.ExpectedBtc},{day.RevenueUsd},{day.CostUsd},{day.MarginUsd},{day.Coverage},{day.Samples}\n");
            foreach (var site in day.Sites)
            {
                csv.Append(CultureInfo.InvariantCulture, $"{day.Date},{Quote(site.Site)},{Flag(day.Closed)},{site.EnergyKwh},{site.ExpectedBtc},{site.RevenueUsd},{site.CostUsd},{site.MarginUsd},{site.Coverage},\n");
            }
        }

        return csv.ToString();
    }

    /// <summary>A miner's history as a table.</summary>
    public static string Csv(MinerSeries series)
    {
        var csv = new StringBuilder("time_utc,at_ms,hashrate_ths,power_w,energy_kwh,expected_btc,revenue_usd,cost_usd,margin_usd,coverage\n");
        foreach (var point in series.Points)
        {
            csv.Append(CultureInfo.InvariantCulture, $"{DateTimeOffset.FromUnixTimeMilliseconds(point.AtMs):yyyy-MM-dd'T'HH:mm:ss'Z'},{point.AtMs},{point.HashrateThs},{point.PowerW},");
            csv.Append(CultureInfo.InvariantCulture, $"{point.EnergyKwh},{point.ExpectedBtc},{point.RevenueUsd},{point.CostUsd},{point.MarginUsd},{point.Coverage}\n");
        }

        return csv.ToString();
    }

    /// <summary>ISO date of a day.</summary>
    public static string DateOf(int day) => DateOnly.FromDayNumber(day + DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double? EnergyKwh(in LedgerSums sums) => Known(sums, LedgerParts.Energy, sums.EnergyJ / 3.6e6);

    private static double? Coverage(in LedgerSums sums) => sums.ExpectedMs > 0 ? Math.Min(1, (double)sums.CoveredMs / sums.ExpectedMs) : null;

    private static double? Known(in LedgerSums sums, LedgerParts part, double value) => sums.Known.HasFlag(part) ? value : null;

    private static string Flag(bool value) => value ? "true" : "false";

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
