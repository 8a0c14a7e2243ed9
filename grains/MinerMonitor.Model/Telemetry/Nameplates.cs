using System.Collections.Frozen;

namespace MinerMonitor.Model.Telemetry;

/// <summary>What a maker publishes for a model.</summary>
/// <param name="Model">Name as makers write it.</param>
/// <param name="HashrateThs">Hashrate, TH/s, about ±3 %.</param>
/// <param name="PowerW">Power at the wall at 25 °C, W, about ±5 %.</param>
public sealed record Nameplate(string Model, double HashrateThs, double PowerW)
{
    /// <summary>Efficiency, J/TH.</summary>
    public double EfficiencyJth => PowerW / HashrateThs;
}

/// <summary>Nameplates by model text, for miners that report no nominal hashrate or no power.</summary>
/// <remarks>
/// Makers' published figures; where a model comes in bins, one of them. Measured machines are usually some percent worse. Bitaxe rows are
/// ESP-Miner's default frequency and self-test power (<c>main/device_config.h</c>).
/// </remarks>
public static class Nameplates
{
    private const int LongestKey = 48;

    private static readonly string[] s_makes = ["antminer", "whatsminer", "avalonminer", "avalon", "sealminer", "bitaxe", "bitmain"];

    private static readonly FrozenDictionary<string, Nameplate> s_byKey = Build();

    private static readonly FrozenDictionary<string, Nameplate>.AlternateLookup<ReadOnlySpan<char>> s_lookup =
        s_byKey.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All nameplates.</summary>
    public static IReadOnlyCollection<Nameplate> All { get; } = [.. s_byKey.Values.Distinct()];

    /// <summary>
    /// The nameplate of a model text, UTF-8, or null. Case, spaces and dashes do not count, the make may be missing where the model says
    /// enough, and a hardware version at the end ("V10", "VK30") is ignored.
    /// </summary>
    public static Nameplate? Find(ReadOnlySpan<byte> model)
    {
        Span<char> text = stackalloc char[LongestKey];
        if (model.Length > LongestKey)
        {
            return null;
        }

        // Names of models are ASCII; any other byte becomes a character that no key has.
        for (var i = 0; i < model.Length; i++)
        {
            text[i] = (char)model[i];
        }

        return Find(text[..model.Length]);
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public static Nameplate? Find(ReadOnlySpan<char> model)
    {
        if (model.Length > LongestKey)
        {
            return null;
        }

        Span<char> key = stackalloc char[LongestKey];
        model = model.Trim();
        if (Lookup(model, key) is { } found)
        {
            return found;
        }

        var lastWord = model.LastIndexOf(' ') + 1;
        return lastWord > 0 && model[lastWord] is 'V' or 'v' ? Lookup(model[..(lastWord - 1)], key) : null;
    }

    private static Nameplate? Lookup(ReadOnlySpan<char> model, Span<char> buffer)
    {
        var key = buffer[..Normalize(model, buffer)];
        return s_lookup.TryGetValue(key, out var nameplate) ? nameplate : null;
    }

    private static int Normalize(ReadOnlySpan<char> model, Span<char> key)
    {
        var length = 0;
        foreach (var letter in model)
        {
            if (char.IsAsciiLetterOrDigit(letter) || letter == '+' || letter > 127)
            {
                key[length++] = char.ToLowerInvariant(letter);
            }
        }

        return length;
    }

    private static FrozenDictionary<string, Nameplate> Build()
    {
        Nameplate[] nameplates =
        [
            new("Antminer S9", 13.5, 1_400),
            new("Antminer S19j Pro", 104, 3_068),
            new("Antminer S19 Pro", 110, 3_250),
            new("Antminer S19 XP", 140, 3_010),
            new("Antminer S19k Pro", 120, 2_760),
            new("Antminer T21", 190, 3_610),
            new("Antminer S21", 200, 3_500),
            new("Antminer S21+", 216, 3_564),
            new("Antminer S21 Pro", 234, 3_510),
            new("Antminer S21 XP", 270, 3_645),
            new("Antminer S21+ Hyd", 319, 4_785),
            new("Antminer S21 XP Hyd", 473, 5_676),
            new("Antminer S23 Hyd", 580, 5_510),
            new("Whatsminer M60S", 186, 3_441),
            new("Whatsminer M63S", 390, 7_215),
            new("Whatsminer M66S", 298, 5_513),
            new("Whatsminer M66S+", 314, 5_338),
            new("Avalon A1346", 110, 3_300),
            new("Avalon A1566", 185, 3_420),
            new("Avalon Q", 90, 1_674),
            new("Avalon Nano 3S", 6, 140),
            new("SealMiner A2", 226, 3_730),
            new("Bitaxe Max", 0.29, 12),
            new("Bitaxe Ultra", 0.43, 12),
            new("Bitaxe Supra", 0.63, 12),
            new("Bitaxe Gamma", 1.07, 19),
            new("Bitaxe GammaDuo", 1.63, 35),
            new("Bitaxe GammaTurbo", 2.14, 36),
            new("Bitaxe Hex", 2.60, 40),
            new("Bitaxe SupraHex", 3.75, 90),
        ];
        var byKey = new Dictionary<string, Nameplate>();
        foreach (var nameplate in nameplates)
        {
            foreach (var alias in Aliases(nameplate.Model))
            {
                byKey.TryAdd(alias, nameplate);
            }
        }

        return byKey.ToFrozenDictionary();
    }

    // "Avalon A1566" is printed as "AvalonMiner Avalon 1566", "AvalonMiner 1566", "Avalon 1566" and "A1566".
    private static List<string> Aliases(string model)
    {
        Span<char> buffer = stackalloc char[LongestKey];
        var full = buffer[..Normalize(model, buffer)].ToString();
        var make = s_makes.First(known => full.StartsWith(known, StringComparison.Ordinal));
        var bare = full[make.Length..];
        var names = new List<string> { bare };
        if (make == "avalon" && bare[0] == 'a')
        {
            names.Add(bare[1..]);
        }

        var keys = new List<string>();
        foreach (var name in names)
        {
            keys.Add(make + name);
            if (make == "avalon")
            {
                keys.Add("avalonminer" + name);
                keys.Add("avalonmineravalon" + name);
            }
            else if (make == "antminer")
            {
                keys.Add("bitmain" + name);
                keys.Add("bitmainantminer" + name);
            }

            // Without its make a name must be a model number to mean one thing: "Q", "A2" and "Max" do not.
            if (name.Length >= 2 && name.Any(char.IsAsciiDigit) && name != "a2")
            {
                keys.Add(name);
            }
        }

        return keys;
    }
}
