using System.Collections.Immutable;
using System.Globalization;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Live.Wire;
using Wire = MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Http;

/// <summary>Reads contracts of sites as people send them.</summary>
internal static class SiteContracts
{
    /// <summary>Reads a contract.</summary>
    /// <param name="contract">What was sent.</param>
    /// <param name="terms">Its terms; without a fault.</param>
    /// <param name="tariff">Its tariff, where it moves.</param>
    /// <returns>What is wrong with it, as code and sentence; null when nothing is.</returns>
    public static (string Code, string Detail)? Read(Wire.SiteContract contract, out SiteTerms terms, out TariffSchedule? tariff)
    {
        terms = new SiteTerms(contract.TariffUsdKwh, contract.Pue, contract.PoolFee, contract.OtherCostUsdPhDay, contract.AssumedEfficiencyJth);
        tariff = null;
        if (FaultOf(contract) is { } wrong) return (ErrorCodes.OutOfRange, wrong);
        if (contract.Indexed is { } sent && sent.Market != MarketName.Energy) return (ErrorCodes.UnknownMarket, MarketFault(sent.Market));

        var bands = Read(contract.TimeOfUse, out var malformed);
        if (malformed is not null) return (ErrorCodes.Malformed, malformed);
        if (bands?.FaultOf() is { } faultOfBands) return (ErrorCodes.OutOfRange, $"timeOfUse: {faultOfBands}");
        var indexed = contract.Indexed is { } index ? Read(index) : null;
        if (indexed?.FaultOf() is { } faultOfIndex) return (ErrorCodes.OutOfRange, $"indexed: {faultOfIndex}");

        tariff = bands is null && indexed is null ? null : new TariffSchedule(bands, indexed, 0);
        return null;
    }

    private static string? FaultOf(Wire.SiteContract contract) =>
        contract.TariffUsdKwh is { } tariff && !(tariff is > -10 and < 10) ? "tariffUsdKwh is in USD per kWh, between -10 and 10."
        : !(contract.Pue is >= 1 and <= 10) ? "pue lies between 1 and 10."
        : !(contract.PoolFee is >= 0 and < 1) ? "poolFee is a fraction: 0.02 = 2 %."
        : !(contract.OtherCostUsdPhDay is >= 0 and < 1000) ? "otherCostUsdPhDay lies between 0 and 1000."
        : contract.AssumedEfficiencyJth is { } efficiency && !(efficiency is > 0 and < 10_000) ? "assumedEfficiencyJth lies above 0 and below 10000."
        : (contract.TariffUsdKwh is null ? 0 : 1) + (contract.TimeOfUse is null ? 0 : 1) + (contract.Indexed is null ? 0 : 1) > 1
            ? "A contract has one tariff: give tariffUsdKwh, timeOfUse or indexed, and leave out the others."
        : null;

    private static string MarketFault(string market) => MarketName.All.Contains(market)
        ? $"indexed: the market '{market}' is not one of energy in USD per MWh: use '{MarketName.Energy}'."
        : $"indexed: there is no market '{market}': use '{MarketName.Energy}'.";

    private static TimeOfUseTariff? Read(Wire.TimeOfUseTariff? sent, out string? fault)
    {
        fault = null;
        if (sent is null) return null;
        var bands = ImmutableArray.CreateBuilder<TariffBand>();
        foreach (var (index, band) in sent.Bands.Index())
        {
            if (band is null)
            {
                fault = $"timeOfUse: bands[{index}] is null: give from, to and usdKwh.";
                return null;
            }

            if (Minute(band.From) is not { } from || Minute(band.To) is not { } to)
            {
                fault = $"timeOfUse: bands[{index}]: '{(Minute(band.From) is null ? band.From : band.To)}' is no time of a day: write HH:mm, from 00:00 to 24:00.";
                return null;
            }

            var days = band.Days is null ? TariffDays.Daily : TariffDays.None;
            foreach (var day in band.Days ?? [])
            {
                if (TariffWire.Days.Index().FirstOrDefault(one => one.Item == day) is not { Item: not null } found)
                {
                    fault = $"timeOfUse: bands[{index}]: '{day}' is no day: write {string.Join(", ", TariffWire.Days)}.";
                    return null;
                }

                days |= (TariffDays)(1 << found.Index);
            }

            bands.Add(new TariffBand(band.Name ?? "", days, from, to, band.UsdKwh));
        }

        return new TimeOfUseTariff(sent.TimeZone, bands.ToImmutable(), sent.OtherwiseUsdKwh);
    }

    private static IndexedTariff Read(Wire.IndexedTariff sent) => new(
        sent.Market, sent.Zone, sent.Multiplier, sent.AdderUsdKwh, sent.FloorUsdKwh, sent.CapUsdKwh, sent.FallbackUsdKwh,
        Span(sent.MaxAgeSec), sent.FallbackForSec is { } seconds ? Span(seconds) : null);

    /// <summary>Seconds as a span; what fits into none becomes one that the limits refuse.</summary>
    private static TimeSpan Span(double seconds) => Math.Abs(seconds) <= 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MinValue;

    private static int? Minute(string clock)
    {
        if (clock == "24:00") return 24 * 60;
        return TimeOnly.TryParseExact(clock, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? (time.Hour * 60) + time.Minute : null;
    }
}
