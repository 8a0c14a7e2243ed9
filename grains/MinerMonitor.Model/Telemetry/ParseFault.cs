namespace MinerMonitor.Model.Telemetry;

/// <summary>Why a line was refused.</summary>
/// <param name="Code">One of <see cref="ParseFaultCodes"/>: stable, unlike the sentence.</param>
/// <param name="Reason">Fault and remedy, one sentence.</param>
public readonly record struct ParseFault(string Code, string Reason)
{
    internal static ParseFault Malformed(string reason) => new(ParseFaultCodes.Malformed, reason);
}

/// <summary>Codes of <see cref="ParseFault"/>: the same words as the wire contract's.</summary>
public static class ParseFaultCodes
{
    /// <summary>The text is not what the format allows.</summary>
    public const string Malformed = "malformed";

    /// <summary>A value is outside what makes sense.</summary>
    public const string OutOfRange = "out_of_range";

    /// <summary>The device does not mine SHA-256.</summary>
    public const string Algorithm = "algo";

    /// <summary>Nothing identifies the miner.</summary>
    public const string NoIdentity = "no_identity";

    /// <summary>An identity without a reading.</summary>
    public const string NoReading = "no_reading";
}

/// <summary>What a parser made of a line.</summary>
public enum ParseOutcome
{
    /// <summary>A comment or a blank line.</summary>
    Nothing,

    /// <summary>A sample.</summary>
    Sample,

    /// <summary>A fault.</summary>
    Fault,
}
