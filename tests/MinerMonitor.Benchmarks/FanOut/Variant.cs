namespace MinerMonitor.Benchmarks.FanOut;

/// <summary>Who else is connected while viewers are measured.</summary>
/// <param name="Name">Words for the table; empty for nobody else.</param>
/// <param name="Slow">Viewers that never read.</param>
/// <param name="Storm">Viewers that lose their connections in the middle of it and come back all at once.</param>
internal sealed record Variant(string Name, int Slow, int Storm)
{
    /// <summary>Only the viewers that are measured.</summary>
    public static Variant Nobody { get; } = new("", 0, 0);

    /// <summary>The variants asked for.</summary>
    public static IReadOnlyList<Variant> Of(FanOutOptions options) =>
    [
        Nobody,
        .. options.Slow > 0 ? [new Variant($"{options.Slow:N0} more never read", options.Slow, 0)] : Array.Empty<Variant>(),
        .. options.Storm > 0 ? [new Variant($"{options.Storm:N0} more reconnect at once", 0, options.Storm)] : Array.Empty<Variant>(),
    ];
}
