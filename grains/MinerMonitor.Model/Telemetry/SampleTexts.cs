using System.Text;

namespace MinerMonitor.Model.Telemetry;

/// <summary>Text members that every format shares.</summary>
internal static class SampleTexts
{
    private const int LongestExcerpt = 60;

    /// <summary>Sets a text member; a word that means nothing is a fault.</summary>
    public static bool TrySet(SampleMember member, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, ref RawSample sample, ref ParseFault fault)
    {
        switch (member)
        {
            case SampleMember.Site: sample.Site = text; break;
            case SampleMember.Model: sample.Model = text; break;
            case SampleMember.Firmware: sample.Firmware = text; break;
            case SampleMember.StateReason: sample.StateReason = text; break;
            case SampleMember.State when ReportedStates.TryParse(text, out var state):
                sample.State = state;
                sample.Present |= SampleFields.State;
                break;
            case SampleMember.State:
                fault = Unknown(name, text, ReportedStates.Words);
                return false;
            case SampleMember.PowerSource when PowerSources.TryParse(text, out var source):
                sample.PowerSource = source;
                sample.Present |= SampleFields.PowerSource;
                break;
            case SampleMember.PowerSource:
                fault = Unknown(name, text, PowerSources.Words);
                return false;
        }

        return true;
    }

    private static ParseFault Unknown(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text, string words) => new(
        ParseFaultCodes.OutOfRange,
        $"{Encoding.UTF8.GetString(name)} is '{Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestExcerpt)])}'; use {words}.");
}
