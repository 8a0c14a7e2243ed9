namespace MinerMonitor.Protocol.Markets;

/// <summary>What became of a pushed document with a <c>schema</c>: it is taken as a whole or not at all.</summary>
public sealed record PushResult
{
    /// <summary>Rows that changed something.</summary>
    public required int Accepted { get; init; }

    /// <summary>Rows that said what was known, or were older than what is known.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Rows that were refused: none, since then nothing is taken and the answer is a problem document.</summary>
    public IReadOnlyList<PushNote> Rejected { get; set; } = [];

    /// <summary>Rows that were taken and look wrong.</summary>
    public IReadOnlyList<PushNote> Warnings { get; set; } = [];
}

/// <summary>Something about one row.</summary>
public sealed record PushNote
{
    /// <summary>Index of the row, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>What is to be said about it.</summary>
    public required string Reason { get; init; }
}
