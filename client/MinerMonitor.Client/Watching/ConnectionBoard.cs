using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MinerMonitor.Client.Watching;

/// <summary>Hands the connection changes of all watches of a client to whoever listens. A listener that falls behind loses the oldest changes.</summary>
internal sealed class ConnectionBoard
{
    /// <summary>Changes kept for a slow listener: minutes of the worst flapping.</summary>
    private const int KeptChanges = 256;

    private readonly ConcurrentDictionary<Channel<ConnectionChange>, byte> _listeners = new();
    private readonly TimeProvider _time;
    private int _watches;
    private long _serverAheadTicks;

    public ConnectionBoard(TimeProvider time) => _time = time;

    /// <summary>The server's clock as the last heartbeat told it; the local one before the first.</summary>
    public DateTimeOffset ServerNow => _time.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _serverAheadTicks));

    public IConnectionReporter Register(IReadOnlyList<string> topics) => new Reporter(this, Interlocked.Increment(ref _watches), topics);

    /// <summary>Listens from the moment of the call, not only from the first read on.</summary>
    public IAsyncEnumerable<ConnectionChange> ListenAsync()
    {
        var channel = Channel.CreateBounded<ConnectionChange>(
            new BoundedChannelOptions(KeptChanges) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        _listeners.TryAdd(channel, 0);
        return ReadAsync(channel);
    }

    public void Close()
    {
        foreach (var listener in _listeners.Keys)
        {
            listener.Writer.TryComplete();
        }
    }

    private async IAsyncEnumerable<ConnectionChange> ReadAsync(
        Channel<ConnectionChange> channel, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            _listeners.TryRemove(channel, out _);
        }
    }

    private sealed class Reporter : IConnectionReporter
    {
        private readonly ConnectionBoard _board;
        private readonly int _watchId;
        private readonly IReadOnlyList<string> _topics;

        public Reporter(ConnectionBoard board, int watchId, IReadOnlyList<string> topics)
        {
            _board = board;
            _watchId = watchId;
            _topics = topics;
        }

        public void Report(ConnectionState state, string? cause, TimeSpan? retryIn)
        {
            var change = new ConnectionChange(_watchId, _topics, state, cause, retryIn, _board._time.GetUtcNow());
            foreach (var listener in _board._listeners.Keys)
            {
                listener.Writer.TryWrite(change);
            }
        }

        public void ServerClock(long serverAtMs) =>
            Interlocked.Exchange(ref _board._serverAheadTicks, (DateTimeOffset.FromUnixTimeMilliseconds(serverAtMs) - _board._time.GetUtcNow()).Ticks);
    }
}
