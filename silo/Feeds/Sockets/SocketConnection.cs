using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>One open connection: a reader that does nothing but read and parse, and a watch that pings and ends what is dead.</summary>
/// <remarks>Readings go to a sink that never waits, so the reader always comes back to its socket: .NET answers a server's ping only while reading.</remarks>
internal sealed partial class SocketConnection : IDisposable
{
    /// <summary>Longest message that is taken.</summary>
    public const int MaxMessageBytes = 4 << 20;

    /// <summary>Reason of a connection that is closed because another one has taken over.</summary>
    public const string Replaced = "replaced";

    private const string Stopped = "stopped";

    private readonly WebSocket _socket;
    private readonly SocketSession _session; // also the lock under which it is used: by the reader and by the watch
    private readonly FeedLink _link;
    private readonly CancellationTokenSource _ending;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly TaskCompletionSource _alive = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _replace = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _openedAt;
    private SocketFault? _fault;
    private (bool Alive, string? DegradedReason) _shown;
    private long _heardAt;

    private SocketConnection(WebSocket socket, SocketSession session, FeedLink link, CancellationToken stoppingToken)
    {
        (_socket, _session, _link) = (socket, session, link);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        _openedAt = _heardAt = link.Time.GetTimestamp();
        Ended = RunAsync();
    }

    /// <summary>Completes with the first data or sign of life.</summary>
    public Task Alive => _alive.Task;

    /// <summary>Completes, with the reason, when the connection is to be replaced by another.</summary>
    public Task<string> ReplaceWanted => _replace.Task;

    /// <summary>Completes, with the reason, when the connection is over.</summary>
    public Task<SocketFault> Ended { get; }

    /// <summary>How long it is still read when another one has taken over.</summary>
    public TimeSpan Overlap => _session.Times.Overlap;

    /// <summary>How long it has been live; zero before its first data.</summary>
    public TimeSpan LiveFor => _alive.Task.IsCompleted ? Since(_openedAt) : TimeSpan.Zero;

    /// <summary>Runs the session on a socket that is connected, until it is over or the feed stops.</summary>
    public static SocketConnection Start(WebSocket socket, SocketSession session, FeedLink link, CancellationToken stoppingToken) =>
        new(socket, session, link, stoppingToken);

    /// <summary>Ends it and lets go of it.</summary>
    public async Task CloseAsync(string reason)
    {
        End(new SocketFault(reason, "Closed by this side."));
        await Ended;
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _ending.Dispose();
        _sending.Dispose();
    }

    private TimeSpan Since(long timestamp) => _link.Time.GetElapsedTime(timestamp);

    private async Task<SocketFault> RunAsync()
    {
        await Task.Yield(); // the constructor is not the place to talk
        await Task.WhenAll(ReadAsync(), WatchAsync());
        if (_session.IsAlive && _fault!.Code is not (Replaced or Stopped))
        {
            _session.Lose(_link.Meter.NowMs - (long)Since(_heardAt).TotalMilliseconds);
        }

        return _fault!;
    }

    private void End(SocketFault fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is null)
        {
            _ending.Cancel();
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            foreach (var text in _session.Opening())
            {
                await SendAsync(text);
            }

            var buffer = new ArrayBufferWriter<byte>(16 << 10);
            while (await ReceiveAsync(buffer) is { } isText)
            {
                await TakeAsync(buffer.WrittenMemory, isText);
                buffer.ResetWrittenCount();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Over: the fault says why, or the feed stops.
        }
        catch (WebSocketException exception)
        {
            End(new SocketFault("lost", $"The connection was lost: {exception.Message}"));
        }
        finally
        {
            End(new SocketFault(Stopped, "The feed stops.")); // whatever ended the reader ends the watch
        }
    }

    /// <summary>Reads one whole message into the buffer; true for text, false for binary, null when there is nothing more to read.</summary>
    private async Task<bool?> ReceiveAsync(ArrayBufferWriter<byte> buffer)
    {
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.GetMemory(8 << 10), _ending.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await CloseOutputAsync(WebSocketCloseStatus.NormalClosure);
                End(FaultOfClose((int?)_socket.CloseStatus, _socket.CloseStatusDescription));
                return null;
            }

            buffer.Advance(received.Count);
            if (buffer.WrittenCount > MaxMessageBytes)
            {
                var sentence = $"A message is longer than {MaxMessageBytes >> 20} MiB.";
                _link.Meter.Refuse("too-large", buffer.WrittenSpan, sentence);
                await CloseOutputAsync(WebSocketCloseStatus.MessageTooBig);
                End(new SocketFault("too-large", sentence));
                return null;
            }

            if (received.EndOfMessage)
            {
                _heardAt = _link.Time.GetTimestamp(); // only whole messages: bytes that drip in for ever are silence too
                return received.MessageType == WebSocketMessageType.Text;
            }
        }
    }

    private async Task TakeAsync(ReadOnlyMemory<byte> message, bool isText)
    {
        _link.Meter.Hear(message.Length);
        if (!isText)
        {
            _link.Meter.Refuse("binary", message.Span, "A binary message came where the venue speaks text.");
            return;
        }

        _link.Tap.Add(fromServer: true, message.Span);
        IReadOnlyList<string> replies;
        lock (_session)
        {
            try
            {
                _session.Receive(message, _link.Meter.NowMs);
            }
            catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
            {
                _link.Meter.Refuse("malformed", message.Span, exception.Message);
            }

            replies = _session.TakeReplies();
        }

        foreach (var reply in replies)
        {
            await SendAsync(reply);
        }

        Judge();
    }

    /// <summary>Acts on what the session found.</summary>
    private void Judge()
    {
        SocketFault? fault;
        lock (_session)
        {
            fault = _session.Fault;
            if (fault is null && _session.IsAlive && _shown != (true, _session.DegradedReason))
            {
                _shown = (true, _session.DegradedReason);
                _link.Meter.Enter(_session.DegradedReason is null ? InputState.Live : FeedStates.Degraded, _session.DegradedReason);
                _alive.TrySetResult();
            }

            if (_session.ReplaceReason is { } reason)
            {
                _replace.TrySetResult(reason);
            }
        }

        if (fault is not null)
        {
            End(fault);
        }
    }

    private static SocketFault FaultOfClose(int? code, string? text) => code is null
        ? new SocketFault("closed", "The venue closed the connection without a code.")
        : new SocketFault($"closed-{code}", $"The venue closed the connection with code {code}{(string.IsNullOrEmpty(text) ? "" : $": {text}")}.");

    /// <summary>Says goodbye, to whom is still there.</summary>
    private async Task CloseOutputAsync(WebSocketCloseStatus status)
    {
        try
        {
            await _socket.CloseOutputAsync(status, null, _ending.Token);
        }
        catch (WebSocketException)
        {
            // The venue has gone without waiting for it.
        }
    }

    private async Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        _link.Tap.Add(fromServer: false, bytes);
        await _sending.WaitAsync(_ending.Token);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _ending.Token);
        }
        finally
        {
            _sending.Release();
        }
    }
}
