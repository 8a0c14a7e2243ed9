using System.Text.Json;
using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>A venue's protocol on one connection: what is sent, and what is made of what comes. One object a connection, used by one thread at a time.</summary>
/// <param name="link">Where readings and health go.</param>
internal abstract class SocketSession(FeedLink link)
{
    private readonly List<string> _replies = [];

    /// <summary>Clock.</summary>
    protected TimeProvider Time => link.Time;

    /// <summary>Where readings go.</summary>
    protected FeedSink Sink => link.Sink;

    /// <summary>Where health goes.</summary>
    protected FeedMeter Meter => link.Meter;

    /// <summary>Timing of the venue.</summary>
    public abstract SocketTimes Times { get; }

    /// <summary>True from the first data or sign of life on: an acknowledgement is none.</summary>
    public bool IsAlive { get; private set; }

    /// <summary>Why the connection is to be replaced while it still works; null while it is not.</summary>
    public string? ReplaceReason { get; private set; }

    /// <summary>Why the connection is of no use any more, and when to come back; null while it is.</summary>
    public SocketFault? Fault { get; private set; }

    /// <summary>What the feed does not deliver although it is alive; null when nothing is amiss.</summary>
    public virtual string? DegradedReason { get; protected set; }

    /// <summary>Timestamp of the last sign of life.</summary>
    public long LivelyAt { get; private set; }

    /// <summary>Timestamp of the last answer to a ping.</summary>
    public long AnsweredAt { get; private set; }

    /// <summary>The whole address for a configured endpoint.</summary>
    public virtual Uri AddressOf(Uri endpoint) => endpoint;

    /// <summary>Messages sent once connected, in order.</summary>
    public abstract IEnumerable<string> Opening();

    /// <summary>A ping in the venue's own form; null where it has none.</summary>
    public virtual string? Ping() => null;

    /// <summary>Called once a second: for what has to happen after a while.</summary>
    public virtual void Look()
    {
        // Most venues have nothing of the kind.
    }

    /// <summary>Called once when the connection is lost after it was alive; not when another one has taken over.</summary>
    /// <param name="heardAtMs">Time of its last message, Unix milliseconds.</param>
    public virtual void Lose(long heardAtMs)
    {
        // Most feeds go stale by themselves.
    }

    /// <summary>Takes one message.</summary>
    /// <param name="message">UTF-8 text, whole.</param>
    /// <param name="receivedAtMs">Receipt, Unix milliseconds.</param>
    /// <exception cref="JsonException">It is not what it should be: it is counted, and the connection stays.</exception>
    /// <exception cref="FeedFormatException">The same.</exception>
    public abstract void Receive(ReadOnlyMemory<byte> message, long receivedAtMs);

    /// <summary>Replies that are to be sent now.</summary>
    public IReadOnlyList<string> TakeReplies()
    {
        if (_replies.Count == 0)
        {
            return [];
        }

        string[] replies = [.. _replies];
        _replies.Clear();
        return replies;
    }

    /// <summary>Notes that the stream lives: data of a stream that is never silent for long, or the venue's heartbeat.</summary>
    protected void HearLife()
    {
        IsAlive = true;
        LivelyAt = link.Time.GetTimestamp();
        Meter.HearLife();
    }

    /// <summary>Notes that the venue answered a ping.</summary>
    protected void HearAnswer() => AnsweredAt = link.Time.GetTimestamp();

    /// <summary>Sends a message after this one is done with.</summary>
    protected void Reply(string text) => _replies.Add(text);

    /// <summary>Asks for another connection before this one is closed.</summary>
    protected void Replace(string reason) => ReplaceReason ??= reason;

    /// <summary>Gives the connection up.</summary>
    /// <param name="code">Short name of the reason, counted with the reconnects.</param>
    /// <param name="sentence">What is wrong, for people, with the venue's own words.</param>
    /// <param name="again">When to come back at the earliest; null: as after any lost connection.</param>
    protected void Fail(string code, string sentence, TimeSpan? again = null) => Fault ??= new SocketFault(code, sentence, again);
}

/// <summary>Why a connection ended or could not be made.</summary>
/// <param name="Code">Short name: <c>closed</c>, <c>silent</c>, <c>refused</c>, <c>blocked</c> …</param>
/// <param name="Sentence">For people.</param>
/// <param name="RetryAfter">When to come back at the earliest; null: as the back-off says.</param>
internal sealed record SocketFault(string Code, string Sentence, TimeSpan? RetryAfter = null)
{
    /// <summary>True when the venue refuses this address or region.</summary>
    public bool IsBlocked => Code == "blocked";

    /// <summary>True when the venue refused everything that was asked for.</summary>
    public bool IsRefused => Code == "refused";

    /// <summary>True when a connection that works brings nothing: retired paths and misspelt streams are acknowledged too.</summary>
    public bool IsDeadSubscription => Code is "no-data" or "no-life";
}
