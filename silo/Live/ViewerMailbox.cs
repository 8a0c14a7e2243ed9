using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MinerMonitor.Silo.Live;

/// <summary>All topics of one connection, read in turn. Bounded: a topic is announced once, however much waits in it.</summary>
internal sealed class ViewerMailbox
{
    private readonly TimeProvider _time;

    // A relay that offers runs the waiting connection inline: a fifth cheaper than waking a thread for each viewer. A connection that
    // is stuck in a write is not waiting here, so nobody waits for it.
    private readonly Channel<ViewerTopic?> _announced =
        Channel.CreateUnbounded<ViewerTopic?>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly List<ViewerTopic> _topics = [];
    private byte[]? _lastWord;
    private int _open;
    private int _keepAliveDue;
    private Action? _whenEnded;

    /// <param name="time">Server clock for heartbeats.</param>
    /// <param name="beatsUntilStuck">Heartbeats of a topic in a row that find the one before still untaken before the viewer counts as stuck.</param>
    public ViewerMailbox(TimeProvider time, int beatsUntilStuck = 6)
    {
        _time = time;
        BeatsUntilStuck = beatsUntilStuck;
    }

    /// <summary>Heartbeats in a row that a viewer may leave untaken.</summary>
    public int BeatsUntilStuck { get; }

    /// <summary>Topics in the order asked for.</summary>
    public IReadOnlyList<ViewerTopic> Topics => _topics;

    /// <summary>Server clock, Unix milliseconds.</summary>
    public long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Adds a topic. Before reading begins.</summary>
    public ViewerTopic Add(TopicName name, bool isLatest, int capacity)
    {
        var topic = new ViewerTopic(this, name, isLatest, capacity);
        _topics.Add(topic);
        _open++;
        return topic;
    }

    /// <summary>Something waits in a topic.</summary>
    public void Announce(ViewerTopic topic) => _announced.Writer.TryWrite(topic);

    /// <summary>Asks for a sign of life that is no frame.</summary>
    public void KeepAlive()
    {
        if (Interlocked.Exchange(ref _keepAliveDue, 1) == 0)
        {
            _announced.Writer.TryWrite(null);
        }
    }

    /// <summary>Ends the whole watch now: what waits is dropped, the last word is an error frame.</summary>
    public void End(TopicName name, string code, string sentence)
    {
        if (Interlocked.CompareExchange(ref _lastWord, FrameWriter.WriteError(name, code, sentence, NowMs), null) is null)
        {
            _announced.Writer.TryComplete();
            Volatile.Read(ref _whenEnded)?.Invoke();
        }
    }

    /// <summary>Calls back when the whole watch was ended by <see cref="End"/>; at once if it was.</summary>
    public void WhenEnded(Action action)
    {
        Volatile.Write(ref _whenEnded, action);
        if (Volatile.Read(ref _lastWord) is not null)
        {
            action();
        }
    }

    /// <summary>Messages in the order in which their topics had something, until every topic has ended. One reader.</summary>
    public async IAsyncEnumerable<EncodedFrame> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (_open > 0 && Volatile.Read(ref _lastWord) is null && await _announced.Reader.WaitToReadAsync(cancellationToken))
        {
            while (Volatile.Read(ref _lastWord) is null && _announced.Reader.TryRead(out var topic))
            {
                if (topic is null)
                {
                    Volatile.Write(ref _keepAliveDue, 0);
                    yield return default;
                    continue;
                }

                var message = topic.Take(out var more, out var ended);
                if (more)
                {
                    _announced.Writer.TryWrite(topic);
                }

                if (!message.Json.IsEmpty)
                {
                    yield return message;
                }

                _open -= ended ? 1 : 0;
            }
        }

        if (_lastWord is { } lastWord)
        {
            yield return new EncodedFrame(lastWord, Moves: false);
        }
    }
}
