using MinerMonitor.Grains.Fleets;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Silo.Http;

/// <summary>What a person may set of a miner, whatever surface it comes by.</summary>
internal static class MinerSettingsRules
{
    private const int LongestLabel = 128;
    private const int LongestModel = 64;
    private const double HighestTariffUsdKwh = 10;

    /// <summary>What is wrong with settings, or null.</summary>
    public static (string Code, string Reason)? FaultOf(MinerSettings settings)
    {
        if (settings.Site is { } site && !FleetName.IsValidSite(site, out var fault)) return (ErrorCodes.Malformed, fault);
        if (settings.Label is { } label && (label.Length > LongestLabel || label.Any(char.IsControl)))
            return (ErrorCodes.OutOfRange, $"label has at most {LongestLabel} characters and no control characters.");
        if (settings.Model is { } model && (model.Length > LongestModel || model.Any(char.IsControl)))
            return (ErrorCodes.OutOfRange, $"model has at most {LongestModel} characters and no control characters.");
        if (settings.TariffOverrideUsdKwh is { } tariff && !(tariff < HighestTariffUsdKwh))
            return (ErrorCodes.OutOfRange, "tariffOverrideUsdKwh is in USD per kWh, below 10; a negative one removes it.");
        return settings.NominalHashrateThs is { } nominal && !(nominal <= SampleRules.MaxHashrateThs)
            ? (ErrorCodes.OutOfRange, "nominalHashrateThs is in TH/s, at most 1e9; a negative one removes it.")
            : null;
    }

    /// <summary>Settings without fault as a miner's shard takes them.</summary>
    public static MinerChange ToGrain(MinerSettings settings) => new(
        settings.Label, NaNIfNegative(settings.TariffOverrideUsdKwh), settings.Maintenance, settings.Site, settings.Model, NaNIfNegative(settings.NominalHashrateThs));

    private static double? NaNIfNegative(double? value) => value < 0 ? double.NaN : value;
}
