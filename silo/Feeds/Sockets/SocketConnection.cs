using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>One open connection: a reader that does nothing but read and parse, and a watch that pings and ends what is dead.</summary>
/// <remarks>Readings go to a sink that never waits, so the reader always comes back to its socket: .NET answers a server's ping only while reading.</remarks>
internal sealed class SocketConnection : IDisposable
{
    /// <summary>Longest message that is taken.</summary>
    public const int MaxMessageBytes = 4 << 20;

    private const int ReplaceJitterSec = 1_800;
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly WebSocket _socket;
    private readonly SocketSession _session;
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
            End(new SocketFault("stopped", "The feed stops.")); // whatever ended the reader ends the watch
        }
    }

    /// <summary>Reads one whole message into the buffer; true for text, false for binary, null when there is nothing more to read.</summary>
    private async Task<bool?> ReceiveAsync(ArrayBufferWriter<byte> buffer)
    {
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.GetMemory(8 << 10), _ending.Token);
            _heardAt = _link.Time.GetTimestamp();
            if (received.MessageType == WebSocketMessageType.Close)
            {
                var (code, text) = ((int?)_socket.CloseStatus, _socket.CloseStatusDescription);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ending.Token);
                End(new SocketFault($"closed-{code}", $"The venue closed the connection with code {code}{(string.IsNullOrEmpty(text) ? "" : $": {text}")}."));
                return null;
            }

            buffer.Advance(received.Count);
            if (buffer.WrittenCount > MaxMessageBytes)
            {
                var sentence = $"A message is longer than {MaxMessageBytes >> 20} MiB.";
                _link.Meter.Refuse("too-large", buffer.WrittenSpan, sentence);
                await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, _ending.Token);
                End(new SocketFault("too-large", sentence));
                return null;
            }

            if (received.EndOfMessage)
            {
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
        try
        {
            _session.Receive(message, _link.Meter.NowMs);
        }
        catch (Exception exception) when (exception
            is JsonException or FeedFormatException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException)
        {
            // What a parser of JSON throws at a member that is missing or of the wrong kind, range or form.
            _link.Meter.Refuse("malformed", message.Span, exception.Message);
        }

        foreach (var reply in _session.TakeReplies())
        {
            await SendAsync(reply);
        }

        Judge();
    }

    /// <summary>Acts on what the session found.</summary>
    private void Judge()
    {
        if (_session.Fault is { } fault)
        {
            End(fault);
            return;
        }

        if (_session.ReplaceReason is { } reason)
        {
            _replace.TrySetResult(reason);
        }

        if (_session.IsAlive && _shown != (true, _session.DegradedReason))
        {
            _shown = (true, _session.DegradedReason);
            _link.Meter.Enter(_session.DegradedReason is null ? InputState.Live : FeedStates.Degraded, _session.DegradedReason);
            _alive.TrySetResult();
        }
    }

    /// <summary>Once a second: pings, and ends what is dead.</summary>
    private async Task WatchAsync()
    {
        var times = _session.Times;
        var replaceAfter = times.ReplaceAfter + TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(2 * ReplaceJitterSec) - ReplaceJitterSec);
        var pingedAt = _openedAt;
        using var timer = new PeriodicTimer(s_look, _link.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ending.Token))
            {
                if (DeathOf(times) is { } death)
                {
                    End(death);
                }
                else if (Since(_openedAt) > replaceAfter)
                {
                    _replace.TrySetResult("planned");
                }

                if (Since(pingedAt) >= times.PingEvery && _session.Ping() is { } ping)
                {
                    pingedAt = _link.Time.GetTimestamp();
                    await SendAsync(ping);
                }

                Judge();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // Over.
        }
        catch (WebSocketException exception)
        {
            End(new SocketFault("lost", $"The connection was lost: {exception.Message}"));
        }
    }

    private SocketFault? DeathOf(SocketTimes times) =>
        Since(_heardAt) > times.Silence ? new SocketFault("silent", $"Nothing came for {times.Silence.TotalSeconds:0} s.")
        : !_session.IsAlive && Since(_openedAt) > times.FirstData
            ? new SocketFault("no-data", $"The venue took the subscription and sent no data for {times.FirstData.TotalSeconds:0} s.")
        : _session.IsAlive && Since(_session.LivelyAt) > times.LifeLimit
            ? new SocketFault("no-life", $"The stream that is never silent said nothing for {times.LifeLimit!.Value.TotalSeconds:0} s.")
        : null;

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
