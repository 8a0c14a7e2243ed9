namespace MinerMonitor.Grains.Sectors;

/// <summary>Configuration section <c>Monitor:Sector</c>.</summary>
public sealed class SectorOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Sector";

    /// <summary>Support level of the price in <c>live</c>, USD per BTC. Default: none, the lowest daily close of days t-186 to t-7.</summary>
    public double? SupportUsd { get; set; }
}
