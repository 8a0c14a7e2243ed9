using System.Text;

namespace MinerMonitor.Model.Pulse;

/// <summary>Few distinct texts (sites, models, firmware, reasons) kept once and named by number. Number 0 is "not said".</summary>
/// <remarks>Bounded: beyond <see cref="Limit"/> texts every new one becomes <see cref="Overflow"/>, so a hostile sender cannot fill memory.</remarks>
public sealed class TextTable
{
    /// <summary>Most texts that a table holds.</summary>
    public const int Limit = 4096;

    /// <summary>What stands for texts beyond the limit.</summary>
    public const string Overflow = "(other)";

    private readonly List<string> _texts = [""];
    private readonly Dictionary<string, ushort> _numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>An empty table.</summary>
    public TextTable() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Texts in the order of their numbers; the first is empty.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Text of a number.</summary>
    public string this[ushort number] => _texts[number];

    /// <summary>Number of a text, made when new.</summary>
    public ushort Intern(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[256];
        var count = Encoding.UTF8.TryGetChars(utf8, chars, out var written) ? written : Encoding.UTF8.GetChars(utf8[..Math.Min(utf8.Length, 85)], chars);
        return Intern(chars[..count]);
    }

    /// <inheritdoc cref="Intern(ReadOnlySpan{byte})"/>
    public ushort Intern(ReadOnlySpan<char> text)
    {
        if (_lookup.TryGetValue(text, out var number))
        {
            return number;
        }

        return Add(_texts.Count < Limit - 1 ? text.ToString() : Overflow);
    }

    /// <summary>Number of a text that is there already, or null.</summary>
    public ushort? Find(string text) => _numbers.TryGetValue(text, out var number) ? number : null;

    private ushort Add(string text)
    {
        if (_numbers.TryGetValue(text, out var known))
        {
            return known;
        }

        var number = (ushort)_texts.Count;
        _texts.Add(text);
        _numbers.Add(text, number);
        return number;
    }
}
