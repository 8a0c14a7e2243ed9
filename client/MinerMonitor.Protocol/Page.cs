namespace MinerMonitor.Protocol;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">Kind of item.</typeparam>
public sealed record Page<T>
{
    /// <summary>The items of this page.</summary>
    public required IReadOnlyList<T> Items { get; init; }

    /// <summary>Cursor of the next page, to be passed as <c>?after=</c>; null on the last page.</summary>
    public string? Next { get; init; }

    /// <summary>Items of all pages together, where that is counted.</summary>
    public long? Total { get; init; }
}
