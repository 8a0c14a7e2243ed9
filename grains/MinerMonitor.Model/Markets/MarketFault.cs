namespace MinerMonitor.Model.Markets;

/// <summary>Kinds of faults of an observation.</summary>
public enum MarketFaultKind
{
    /// <summary>A member is missing, or is not what it should be.</summary>
    Malformed = 0,

    /// <summary>A number, a day or a name is outside what makes sense.</summary>
    OutOfRange = 1,
}

/// <summary>Why an observation was refused: what is wrong and what would mend it. Bad input is a value here, never an exception.</summary>
/// <param name="Kind">Kind of fault.</param>
/// <param name="Text">One sentence that names the fault and the remedy.</param>
public sealed record MarketFault(MarketFaultKind Kind, string Text)
{
    /// <summary>A member is missing or not what it should be.</summary>
    public static MarketFault Malformed(string text) => new(MarketFaultKind.Malformed, text);

    /// <summary>A value outside what makes sense.</summary>
    public static MarketFault OutOfRange(string text) => new(MarketFaultKind.OutOfRange, text);
}
