using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Silo.Http;

/// <summary>Options of the sector and its model.</summary>
internal static class SectorHosting
{
    /// <summary>Registers them, and the cache that fleets ask for hashprice and price.</summary>
    public static IServiceCollection AddMonitorSector(this IServiceCollection services)
    {
        services.AddOptions<StressModelOptions>()
            .BindConfiguration(StressModelOptions.SectionName)
            .Validate(
                options => options is { Energy.EnergyShare: > 0 and <= 1, Regimes.MinCoverage: >= 0 and <= 1 },
                $"{StressModelOptions.SectionName}: Energy:EnergyShare lies above 0 and at most at 1, Regimes:MinCoverage between 0 and 1.")
            .ValidateOnStart();
        services.AddOptions<SectorOptions>()
            .BindConfiguration(SectorOptions.Section)
            .Validate(options => options.SupportUsd is null or (> 0 and < 1e9), $"{SectorOptions.Section}:SupportUsd is a price in USD per BTC, above 0; leave it out for none.")
            .ValidateOnStart();
        services.AddSingleton<SectorPrices>();
        return services;
    }
}
