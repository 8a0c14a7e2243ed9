using System.Collections.Frozen;
using System.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>The words in which devices, firmware and collectors report a state.</summary>
public static class ReportedStates
{
    private const int LongestWord = 32;

    private static readonly FrozenDictionary<string, ReportedState> s_words = new Dictionary<string, ReportedState>
    {
        ["hashing"] = ReportedState.Hashing,
        ["mining"] = ReportedState.Hashing,
        ["ok"] = ReportedState.Hashing,
        ["normal"] = ReportedState.Hashing,
        ["running"] = ReportedState.Hashing,
        ["active"] = ReportedState.Hashing,
        ["online"] = ReportedState.Hashing,

        // Both are the monitor's to find out: a device that says so is up and hashing, at whatever rate it reports.
        ["degraded"] = ReportedState.Hashing,
        ["restricted"] = ReportedState.Hashing,
        ["tuning"] = ReportedState.Tuning,
        ["autotuning"] = ReportedState.Tuning,
        ["starting"] = ReportedState.Tuning,
        ["booting"] = ReportedState.Tuning,
        ["initializing"] = ReportedState.Tuning,
        ["warmup"] = ReportedState.Tuning,
        ["restarting"] = ReportedState.Tuning,
        ["idle"] = ReportedState.Idle,
        ["stopped"] = ReportedState.Idle,
        ["paused"] = ReportedState.Idle,
        ["notstarted"] = ReportedState.Idle,
        ["standby"] = ReportedState.Idle,
        ["curtailed"] = ReportedState.Curtailed,
        ["curtail"] = ReportedState.Curtailed,
        ["curtailment"] = ReportedState.Curtailed,
        ["sleep"] = ReportedState.Curtailed,
        ["sleeping"] = ReportedState.Curtailed,
        ["suspended"] = ReportedState.Curtailed,
        ["softoff"] = ReportedState.Curtailed,
        ["fault"] = ReportedState.Fault,
        ["faulty"] = ReportedState.Fault,
        ["error"] = ReportedState.Fault,
        ["failure"] = ReportedState.Fault,
        ["failed"] = ReportedState.Fault,
        ["broken"] = ReportedState.Fault,
        ["offline"] = ReportedState.Offline,
        ["unreachable"] = ReportedState.Offline,
        ["disconnected"] = ReportedState.Offline,
        ["maintenance"] = ReportedState.Maintenance,
        ["repair"] = ReportedState.Maintenance,
        ["unknown"] = ReportedState.Unknown,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ReportedState>.AlternateLookup<ReadOnlySpan<char>> s_lookup =
        s_words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What a refusal tells the sender to use.</summary>
    public const string Words = "hashing, tuning, idle, curtailed, fault, offline or maintenance";

    /// <summary>Reads a state: letters decide, their case and what stands between them do not ("Auto-Tuning", "SOFT_OFF").</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ReportedState state)
    {
        Span<char> word = stackalloc char[LongestWord];
        var length = 0;
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                continue;
            }

            if (length == LongestWord)
            {
                state = ReportedState.Unknown;
                return false;
            }

            word[length++] = (char)(letter | 0x20);
        }

        return s_lookup.TryGetValue(word[..length], out state);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{byte}, out ReportedState)"/>
    public static bool TryParse(string text, out ReportedState state) => TryParse(Encoding.UTF8.GetBytes(text), out state);
}

/// <summary>The words in which a power figure's origin is told.</summary>
public static class PowerSources
{
    /// <summary>What a refusal tells the sender to use.</summary>
    public const string Words = "meter, device, estimate or nameplate";

    /// <summary>Reads a source.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out PowerSource source)
    {
        source = text.SequenceEqual("meter"u8) ? PowerSource.Meter
            : text.SequenceEqual("device"u8) ? PowerSource.Device
            : text.SequenceEqual("estimate"u8) ? PowerSource.Estimate
            : text.SequenceEqual("nameplate"u8) ? PowerSource.Nameplate : PowerSource.Unknown;
        return source != PowerSource.Unknown;
    }
}
