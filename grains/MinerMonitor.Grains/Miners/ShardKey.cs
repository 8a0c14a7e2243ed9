using System.Globalization;

namespace MinerMonitor.Grains.Miners;

/// <summary>Key of a shard: fleet/number.</summary>
internal static class ShardKey
{
    public static string Of(string fleet, int shard) => string.Create(CultureInfo.InvariantCulture, $"{fleet}/{shard}");

    public static (string Fleet, int Shard) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return (key[..slash], int.Parse(key.AsSpan(slash + 1), CultureInfo.InvariantCulture));
    }
}
