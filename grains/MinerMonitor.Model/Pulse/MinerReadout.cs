using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Model.Pulse;

/// <summary>Everything that a shard knows about one miner. Absent is null.</summary>
[GenerateSerializer, Immutable, Alias("mm.pulse.readout")]
public sealed record MinerReadout
{
    [Id(0)] public required string Miner { get; init; }
    [Id(1)] public required string Site { get; init; }
    [Id(2)] public bool WeakIdentity { get; init; }
    [Id(3)] public string? Model { get; init; }
    [Id(4)] public string? Firmware { get; init; }
    [Id(5)] public MinerState State { get; init; }
    [Id(6)] public string? StateReason { get; init; }
    [Id(7)] public long StateSinceMs { get; init; }
    [Id(8)] public double? HashrateThs { get; init; }
    [Id(9)] public double? HashrateWindowSec { get; init; }
    [Id(10)] public double? NominalHashrateThs { get; init; }
    [Id(11)] public double? PowerW { get; init; }
    [Id(12)] public PowerSource PowerSource { get; init; }
    [Id(13)] public double? EfficiencyJth { get; init; }
    [Id(14)] public double? ChipTemperatureC { get; init; }
    [Id(15)] public double? InletTemperatureC { get; init; }
    [Id(16)] public double? UptimeSec { get; init; }
    [Id(17)] public double? SharesAccepted { get; init; }
    [Id(18)] public double? SharesRejected { get; init; }
    [Id(19)] public double? SharesStale { get; init; }
    [Id(20)] public double? ShareDifficulty { get; init; }
    [Id(21)] public long? LastShareAtMs { get; init; }

    /// <summary>Break-even hashprice, USD per PH/s and day, rounded up to the cent.</summary>
    [Id(22)] public double? BreakEvenHashpriceUsdPhDay { get; init; }

    /// <summary>Pool fee of the site, fraction.</summary>
    [Id(23)] public double PoolFee { get; init; }

    [Id(24)] public long? AtMs { get; init; }
    [Id(25)] public long? HeardAtMs { get; init; }

    /// <summary>Tariff of this machine alone, USD per kWh.</summary>
    [Id(26)] public double? TariffOverrideUsdKwh { get; init; }

    /// <summary>Name that a person gave.</summary>
    [Id(27)] public string? Label { get; init; }

    /// <summary>Margin at a hashprice, <c>(1 − fee)·(hashprice − break-even)</c>, USD per PH/s and day; null when not known.</summary>
    public double? MarginUsdPhDay(double? hashpriceUsdPhDay) => (1 - PoolFee) * (hashpriceUsdPhDay - BreakEvenHashpriceUsdPhDay);
}

public sealed partial class ShardPulse
{
    /// <summary>What is known of the miner in a slot, or null when the slot is free.</summary>
    public MinerReadout? Read(int slot)
    {
        if (slot >= SlotCount || _rows[slot].Id is null)
        {
            return null;
        }

        ref readonly var row = ref _rows[slot];
        var hasReported = row.AtMs != 0;
        return new MinerReadout
        {
            Miner = IdOf(slot),
            Site = _texts[_siteTexts[row.Site]],
            WeakIdentity = row.Flags.HasFlag(RowFlags.WeakIdentity),
            Model = TextOf(row.Model),
            Firmware = TextOf(row.Firmware),
            State = row.State,
            StateReason = TextOf(row.Reason),
            StateSinceMs = row.StateSinceMs,
            HashrateThs = NullIfNaN(row.HashrateThs),
            HashrateWindowSec = NullIfNaN(row.HashrateWindowSec),
            NominalHashrateThs = row.EffectiveNominalThs > 0 ? row.EffectiveNominalThs : null,
            PowerW = NullIfNaN(row.PowerW),
            PowerSource = row.PowerSource,
            EfficiencyJth = NullIfNaN(row.EfficiencyJth) ?? _terms[row.Site].AssumedEfficiencyJth,
            ChipTemperatureC = NullIfNaN(row.ChipTemperatureC),
            InletTemperatureC = NullIfNaN(row.InletTemperatureC),
            UptimeSec = NullIfNaN(row.UptimeSec),
            SharesAccepted = NullIfNaN(row.SharesAccepted),
            SharesRejected = NullIfNaN(row.SharesRejected),
            SharesStale = NullIfNaN(row.SharesStale),
            ShareDifficulty = NullIfNaN(row.ShareDifficulty),
            LastShareAtMs = row.LastShareAtMs == 0 ? null : row.LastShareAtMs,
            BreakEvenHashpriceUsdPhDay = row.BreakEvenBin == BreakEvenBins.None ? null : BreakEvenBins.UsdPhDay(row.BreakEvenBin),
            PoolFee = _terms[row.Site].PoolFee,
            AtMs = hasReported ? row.AtMs : null,
            HeardAtMs = hasReported ? row.HeardAtMs : null,
            TariffOverrideUsdKwh = _tariffOverrides.TryGetValue(slot, out var tariff) ? tariff : null,
            Label = _labels.GetValueOrDefault(slot),
        };
    }

    /// <summary>The row of a slot, for tests that count anew.</summary>
    internal Row RowAt(int slot) => _rows[slot];

    /// <summary>Text of a number, or null for 0.</summary>
    public string? TextOf(ushort number) => number == 0 ? null : _texts[number];

    /// <summary>Generation of a slot.</summary>
    public byte GenerationOf(int slot) => _rows[slot].Generation;

    /// <summary>Index of the site of a slot.</summary>
    public int SiteOf(int slot) => _rows[slot].Site;

    /// <summary>Name of a site.</summary>
    public string SiteName(int site) => _texts[_siteTexts[site]];

    /// <summary>State of a slot.</summary>
    public MinerState StateOf(int slot) => _rows[slot].State;

    /// <summary>The supply curve of each site, counted anew from the rows.</summary>
    public IReadOnlyList<SupplyCurve> CountCurves()
    {
        var curves = _tallies.Select(_ => new SupplyCurve()).ToList();
        for (var slot = 0; slot < SlotCount; slot++)
        {
            var contribution = ContributionOf(in _rows[slot]);
            if (_rows[slot].Id is not null && contribution.Bin != BreakEvenBins.None)
            {
                curves[_rows[slot].Site].Add(contribution.Bin, contribution.Weights);
            }
        }

        return curves;
    }

    /// <summary>By way of decimal, which has the seven digits that a float means: 56.92 is told as 56.92, not 56.91999816894531.</summary>
    private static double? NullIfNaN(float value) => float.IsNaN(value) ? null : Math.Abs(value) < 1e28f ? (double)(decimal)value : value;

    private static double? NullIfNaN(double value) => double.IsNaN(value) ? null : value;
}
