namespace MinerMonitor.Client;

/// <summary>States of a watch's connection.</summary>
public enum ConnectionState
{
    /// <summary>The first connection is being made.</summary>
    Connecting = 0,

    /// <summary>Connected; frames arrive.</summary>
    Connected = 1,

    /// <summary>Lost; the next attempt comes after <see cref="ConnectionChange.RetryIn"/>.</summary>
    Reconnecting = 2,

    /// <summary>Connected, but frames were missed and asked for again.</summary>
    Resuming = 3,

    /// <summary>The watch ended.</summary>
    Ended = 4,
}

/// <summary>A change of a watch's connection, with its cause.</summary>
/// <param name="WatchId">Number of the watch within its client, from 1: each watch has a connection of its own.</param>
/// <param name="Topics">What it watches.</param>
/// <param name="State">State from now on.</param>
/// <param name="Cause">Why, one sentence; null when nothing went wrong.</param>
/// <param name="RetryIn">Wait before the next attempt; null when none is due.</param>
/// <param name="At">When.</param>
public sealed record ConnectionChange(
    int WatchId, IReadOnlyList<string> Topics, ConnectionState State, string? Cause, TimeSpan? RetryIn, DateTimeOffset At);
