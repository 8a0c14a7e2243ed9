using System.Collections.Immutable;
using System.Text;

namespace MinerMonitor.Grains.Feeds;

/// <summary>Keeps what a feed and its source say to each other while somebody records it. Thread-safe; costs one comparison while nobody does.</summary>
/// <param name="time">Clock.</param>
public sealed class FeedTap(TimeProvider time)
{
    /// <summary>Characters kept for a recorder that is late; older messages are dropped.</summary>
    public const int MaxChars = 4 << 20;

    private static readonly TimeSpan s_interest = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<TappedMessage> _messages = [];
    private long _number;
    private int _chars;
    private long _wantedAt;

    /// <summary>True while somebody records.</summary>
    public bool IsOpen => _wantedAt != 0 && time.GetElapsedTime(_wantedAt) < s_interest;

    /// <summary>Keeps one message.</summary>
    /// <param name="fromServer">False when this side sent it.</param>
    /// <param name="text">The message.</param>
    public void Add(bool fromServer, ReadOnlySpan<byte> text)
    {
        if (!IsOpen)
        {
            return;
        }

        var message = Encoding.UTF8.GetString(text);
        lock (_lock)
        {
            _messages.Enqueue(new TappedMessage(++_number, time.GetUtcNow().ToUnixTimeMilliseconds(), fromServer, message));
            for (_chars += message.Length; _chars > MaxChars && _messages.Count > 1;)
            {
                _chars -= _messages.Dequeue().Text.Length;
            }
        }
    }

    /// <summary>Messages after a number, and opens the tap for the next 30 s.</summary>
    public ImmutableArray<TappedMessage> Read(long after)
    {
        lock (_lock)
        {
            _wantedAt = time.GetTimestamp();
            return [.. _messages.Where(message => message.Number > after)];
        }
    }
}

/// <summary>One recorded message.</summary>
/// <param name="Number">Counts up by one; a gap means that the recorder was too late.</param>
/// <param name="AtMs">When, Unix milliseconds.</param>
/// <param name="FromServer">True when the source sent it, false when the feed did.</param>
/// <param name="Text">The message, verbatim.</param>
[GenerateSerializer, Immutable, Alias("mm.feed.tapped")]
public sealed record TappedMessage([property: Id(0)] long Number, [property: Id(1)] long AtMs, [property: Id(2)] bool FromServer, [property: Id(3)] string Text);
