using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Good payloads made bad: bytes changed, cut and doubled; members removed, and values replaced by what no provider should send.</summary>
internal static class Mutations
{
    private static readonly string[] s_values =
        ["null", "-1", "0", "1e999", "-1e308", "\"NaN\"", "\"\"", "{}", "[]", "true", "99999999999999999999999", "0.5", "\"-5\"", "[[]]"];

    /// <summary>Mutated forms of a payload, the same for the same seed.</summary>
    public static IEnumerable<byte[]> Of(string payload, int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return random.Next(3) == 0 ? Bytes(payload, random) : Encoding.UTF8.GetBytes(Json(payload, random));
        }
    }

    private static byte[] Bytes(string payload, Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(payload);
        switch (random.Next(3))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. bytes];
            default:
                for (var change = 0; change < 4; change++)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return bytes;
        }
    }

    private static string Json(string payload, Random random)
    {
        var root = JsonNode.Parse(payload)!;
        var places = Places(root).ToList();
        for (var change = random.Next(1, 4); change > 0 && places.Count > 0; change--)
        {
            var (parent, name, index) = places[random.Next(places.Count)];
            var value = JsonNode.Parse(s_values[random.Next(s_values.Length)]);
            switch (parent)
            {
                case JsonObject members when random.Next(4) == 0:
                    members.Remove(name!);
                    break;
                case JsonObject members:
                    members[name!] = value;
                    break;
                case JsonArray items when index < items.Count:
                    items[index] = value;
                    break;
            }
        }

        return root.ToJsonString();
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode? node) => node switch
    {
        JsonObject members => members.ToList().SelectMany(member => Places(member.Value).Prepend((node, member.Key, 0))),
        JsonArray items => items.ToList().SelectMany((item, index) => Places(item).Prepend((node, null, index))),
        _ => [],
    };

    /// <summary>True for what the feeds' bases take for a malformed message, and for nothing else.</summary>
    public static bool IsFormatFault(Exception exception) => exception
        is JsonException or MinerMonitor.Silo.Feeds.FeedFormatException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException;
}
