namespace MinerMonitor.Silo.Access;

/// <summary>Configuration section <c>Monitor:Reads</c>: how often one caller may ask.</summary>
internal sealed class ReadLimitOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Monitor:Reads";

    /// <summary>Reads of one key a second, or of one address without a key, in the long run; 0: without limit. Default: 200.</summary>
    public double PerSecond { get; set; } = 200;

    /// <summary>Reads that it may make at once after a rest. Default: 400.</summary>
    public int Burst { get; set; } = 400;
}
