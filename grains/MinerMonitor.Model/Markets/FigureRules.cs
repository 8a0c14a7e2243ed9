namespace MinerMonitor.Model.Markets;

/// <summary>What every reported figure has to obey: finite, not negative, and below a limit.</summary>
internal static class FigureRules
{
    /// <summary>The first figure that does not, or null. A figure that was not reported has no fault.</summary>
    public static MarketFault? FaultOf(params ReadOnlySpan<(string Figure, double? Value, double Limit)> figures)
    {
        foreach (var (figure, value, limit) in figures)
        {
            if (value is { } number && !(number >= 0 && number <= limit))
            {
                return MarketFault.OutOfRange($"{figure} is {MarketDates.Say(number)}: give 0 to {MarketDates.Say(limit)}.");
            }
        }

        return null;
    }
}
