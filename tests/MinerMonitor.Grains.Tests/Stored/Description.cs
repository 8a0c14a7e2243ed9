using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace MinerMonitor.Grains.Tests.Stored;

/// <summary>Tells what a stored object holds, a line a value, by the numbers of members and not by names: a new name is no other value.</summary>
internal static class Description
{
    /// <summary>The lines.</summary>
    public static IReadOnlyList<string> Of(object value)
    {
        var lines = new List<string>();
        Tell(value, "", lines);
        return lines;
    }

    private static void Tell(object? value, string path, List<string> lines)
    {
        switch (value)
        {
            case null:
                lines.Add($"{path} = null");
                break;
            case byte[] bytes:
                lines.Add($"{path} = {Convert.ToHexStringLower(bytes)}");
                break;
            case string text:
                lines.Add($"{path} = {text}");
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Tell(entry.Key, $"{path}{{key}}", lines);
                    Tell(entry.Value, $"{path}{{value}}", lines);
                }

                break;
            case var numbered when SerializedMember.IsNumbered(value.GetType()):
                foreach (var member in SerializedMember.Of(value.GetType())) Tell(member.Field.GetValue(numbered), path.Length == 0 ? member.Path : $"{path}.{member.Path}", lines);
                break;
            case ITuple tuple:
                for (var index = 0; index < tuple.Length; index++) Tell(tuple[index], $"{path}({index})", lines);
                break;
            case IEnumerable items:
                foreach (var (index, item) in items.Cast<object?>().Index()) Tell(item, $"{path}[{index}]", lines);
                break;
            case Enum state:
                lines.Add($"{path} = {state:D}");
                break;
            case IFormattable plain:
                lines.Add($"{path} = {plain.ToString(plain is DateOnly or DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture)}");
                break;
            default:
                lines.Add($"{path} = {value}");
                break;
        }
    }
}
