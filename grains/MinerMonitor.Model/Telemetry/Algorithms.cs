using System.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>Algorithms that devices name.</summary>
internal static class Algorithms
{
    /// <summary>True for SHA-256 in any spelling, and for no name at all.</summary>
    public static bool IsSha256(ReadOnlySpan<byte> name) =>
        name.IsEmpty
        || (name.Length >= 6 && Ascii.EqualsIgnoreCase(name[..3], "sha"u8)
            && name[3..].TrimStart("-_ "u8).StartsWith("256"u8));

    public static ParseFault Fault(ReadOnlySpan<byte> name) => new(
        ParseFaultCodes.Algorithm,
        $"the device mines {Encoding.UTF8.GetString(name[..Math.Min(name.Length, 40)])}; only SHA-256 devices are monitored, so leave it out.");
}
