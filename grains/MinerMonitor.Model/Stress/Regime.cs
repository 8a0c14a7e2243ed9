namespace MinerMonitor.Model.Stress;

/// <summary>How stressed miners are, in words. A band is the index read off the thresholds; a regime needs time to change.</summary>
[GenerateSerializer, Alias("mm.stress.regime")]
public enum Regime
{
    /// <summary>No valid observation yet.</summary>
    Unknown = 0,
    Calm = 1,
    Elevated = 2,
    Stressed = 3,
    Capitulation = 4,
}

/// <summary>Public names of regimes and pillars.</summary>
public static class RegimeNames
{
    /// <summary>Name on every surface: lower case.</summary>
    public static string Name(this Regime regime) => regime switch
    {
        Regime.Unknown => "unknown",
        Regime.Calm => "calm",
        Regime.Elevated => "elevated",
        Regime.Stressed => "stressed",
        Regime.Capitulation => "capitulation",
        _ => throw new ArgumentOutOfRangeException(nameof(regime), regime, "Not a regime."),
    };

    /// <summary>Name on every surface: lower case.</summary>
    public static string Name(this StressPillar pillar) => pillar switch
    {
        StressPillar.Economics => "economics",
        StressPillar.Network => "network",
        StressPillar.Market => "market",
        _ => throw new ArgumentOutOfRangeException(nameof(pillar), pillar, "Not a pillar."),
    };
}
