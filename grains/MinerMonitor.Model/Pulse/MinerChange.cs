namespace MinerMonitor.Model.Pulse;

/// <summary>What a person changes of a miner; null members stay as they are.</summary>
/// <param name="Label">Name; empty removes.</param>
/// <param name="TariffOverrideUsdKwh">Tariff of this machine alone, USD per kWh; NaN removes.</param>
/// <param name="Maintenance">True while a person works on it.</param>
/// <param name="Site">Site to move to, until a sample says another.</param>
/// <param name="Model">Model, until a sample says another; empty removes.</param>
/// <param name="NominalHashrateThs">Nominal hashrate, TH/s, until a sample says another; NaN removes.</param>
[GenerateSerializer, Immutable, Alias("mm.miner.change")]
public sealed record MinerChange(
    [property: Id(0)] string? Label = null,
    [property: Id(1)] double? TariffOverrideUsdKwh = null,
    [property: Id(2)] bool? Maintenance = null,
    [property: Id(3)] string? Site = null,
    [property: Id(4)] string? Model = null,
    [property: Id(5)] double? NominalHashrateThs = null)
{
    /// <summary>Changes nothing.</summary>
    public static MinerChange None { get; } = new();
}
