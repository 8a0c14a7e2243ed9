namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>When a connection is pinged, given up and replaced. What a venue documents, or what we chose where it does not.</summary>
internal sealed record SocketTimes
{
    /// <summary>Time between two pings of ours; null when the venue needs none.</summary>
    public TimeSpan? PingEvery { get; init; }

    /// <summary>An answer to a ping (<see cref="SocketSession.HearAnswer"/>) comes within this time, or the connection is dead; null: not watched.</summary>
    public TimeSpan? AnswerWithin { get; init; }

    /// <summary>Without any whole message for so long the connection is dead.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without a sign of life (<see cref="SocketSession.HearLife"/>) for so long the subscription is dead, whatever else comes; null: not watched.</summary>
    public TimeSpan? LifeLimit { get; init; }

    /// <summary>Time from the subscription to its first data, or sign of life.</summary>
    public TimeSpan FirstData { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The connection is replaced at this age ± 30 min, before the venue ends it; null when it sets no limit.</summary>
    public TimeSpan? ReplaceAfter { get; init; }

    /// <summary>A connection that another one replaces is read for so long beside it, so that events on their way on one of both are not lost.</summary>
    public TimeSpan Overlap { get; init; }
}
