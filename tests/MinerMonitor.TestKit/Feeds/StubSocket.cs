using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>The server's side of one WebSocket, frame by frame (RFC 6455), so that a test can send what no well-behaved library would.</summary>
public sealed class StubSocket : IAsyncDisposable
{
    private const byte Final = 0x80;
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, section 1.3

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly HttpContext _context;
    private readonly Stream _stream;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<string> _texts = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _pongs = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();

    private StubSocket(HttpContext context, Stream stream) => (_context, _stream) = (context, stream);

    /// <summary>The request that was upgraded.</summary>
    public HttpRequest Request => _context.Request;

    /// <summary>Pongs so far, their payloads as text.</summary>
    public IReadOnlyList<string> Pongs => [.. _pongs];

    /// <summary>Completes when the client closed or dropped the connection.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Close code that the client sent; null when it sent none.</summary>
    public int? CloseCode { get; private set; }

    /// <summary>Next text of the client.</summary>
    /// <exception cref="TimeoutException">None came.</exception>
    /// <exception cref="ChannelClosedException">The client is gone.</exception>
    public Task<string> ReceiveAsync() => _texts.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    /// <summary>Next text of the client, or until cancelled.</summary>
    /// <exception cref="ChannelClosedException">The client is gone.</exception>
    public ValueTask<string> ReceiveAsync(CancellationToken cancellationToken) => _texts.Reader.ReadAsync(cancellationToken);

    /// <summary>Texts of the client as they come, until it is gone.</summary>
    public IAsyncEnumerable<string> ReceiveAllAsync() => _texts.Reader.ReadAllAsync();

    /// <summary>Sends a text.</summary>
    public Task SendAsync(string text) => SendFrameAsync(Final | 0x1, Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as a text, valid UTF-8 or not.</summary>
    public Task SendTextAsync(byte[] bytes) => SendFrameAsync(Final | 0x1, bytes);

    /// <summary>Sends a text in fragments of so many bytes.</summary>
    public async Task SendInFragmentsAsync(string text, int bytesEach)
    {
        var parts = Encoding.UTF8.GetBytes(text).Chunk(bytesEach).ToArray();
        for (var i = 0; i < parts.Length; i++)
        {
            await SendFrameAsync((i == parts.Length - 1 ? Final : 0) | (i == 0 ? 0x1 : 0x0), parts[i]);
        }
    }

    /// <summary>Sends a text byte by byte.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pause">Waits after each byte.</param>
    public async Task DripAsync(string text, Func<Task> pause)
    {
        var frame = new MemoryStream();
        await WriteFrameAsync(frame, Final | 0x1, Encoding.UTF8.GetBytes(text), CancellationToken.None);
        foreach (var part in frame.ToArray())
        {
            await _stream.WriteAsync(new[] { part }, _context.RequestAborted);
            await _stream.FlushAsync(_context.RequestAborted);
            await pause();
        }
    }

    /// <summary>Sends a binary message.</summary>
    public Task SendBinaryAsync(byte[] bytes) => SendFrameAsync(Final | 0x2, bytes);

    /// <summary>Sends a protocol ping.</summary>
    public Task PingAsync(string payload) => SendFrameAsync(Final | 0x9, Encoding.UTF8.GetBytes(payload));

    /// <summary>Sends a close frame and waits until the client closed too.</summary>
    public async Task CloseAsync(int code, string reason = "")
    {
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        await SendFrameAsync(Final | 0x8, payload);
        await Closed.WaitAsync(s_patience);
    }

    /// <summary>Drops the connection without a word.</summary>
    public void Abort() => _context.Abort();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _over.Dispose();
        _sending.Dispose();
        return _stream.DisposeAsync();
    }

    internal static async Task<StubSocket> AcceptAsync(HttpContext context, IHttpUpgradeFeature upgrade)
    {
        var key = context.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // the handshake of RFC 6455 is defined with SHA-1
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.SecWebSocketAccept = accept;
        return new StubSocket(context, await upgrade.UpgradeAsync());
    }

    internal async Task PlayAsync(Func<StubSocket, Task> script)
    {
        var reading = ReadAsync();
        try
        {
            await script(this);
            if (!_closed.Task.IsCompleted)
            {
                await SendFrameAsync(Final | 0x8, [0x03, 0xE8]);
            }
        }
        catch (Exception exception) when (exception is IOException or ChannelClosedException or OperationCanceledException)
        {
            // The client went away in the middle of the script; what the test expects of it, it asserts itself.
        }

        await _over.CancelAsync();
        await reading;
    }

    private static async Task WriteFrameAsync(Stream stream, int head, byte[] payload, CancellationToken cancellationToken)
    {
        var header = new byte[10];
        header[0] = (byte)head;
        var length = 2;
        if (payload.Length < 126)
        {
            header[1] = (byte)payload.Length;
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)payload.Length);
            length = 4;
        }
        else
        {
            header[1] = 127;
            BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), (ulong)payload.Length);
            length = 10;
        }

        await stream.WriteAsync(header.AsMemory(0, length), cancellationToken);
        await stream.WriteAsync(payload, cancellationToken);
    }

    private async Task SendFrameAsync(int head, byte[] payload)
    {
        await _sending.WaitAsync(_context.RequestAborted);
        try
        {
            await WriteFrameAsync(_stream, head, payload, _context.RequestAborted);
            await _stream.FlushAsync(_context.RequestAborted);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, _context.RequestAborted);
        var message = new List<byte>();
        try
        {
            while (true)
            {
                var (head, payload) = await ReadFrameAsync(either.Token);
                switch (head & 0x0F)
                {
                    case 0x8:
                        CloseCode = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : null;
                        return;
                    case 0x9:
                        await SendFrameAsync(Final | 0xA, payload);
                        break;
                    case 0xA:
                        _pongs.Enqueue(Encoding.UTF8.GetString(payload));
                        break;
                    default:
                        message.AddRange(payload);
                        if ((head & Final) != 0)
                        {
                            _texts.Writer.TryWrite(Encoding.UTF8.GetString(message.ToArray()));
                            message.Clear();
                        }

                        break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // Gone, or the script is over.
        }
        finally
        {
            _texts.Writer.TryComplete();
            _closed.TrySetResult();
        }
    }

    private async Task<(int Head, byte[] Payload)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        var head = await ReadBytesAsync(2, cancellationToken);
        var length = (head[1] & 0x7F) switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await ReadBytesAsync(2, cancellationToken)),
            127 => (int)BinaryPrimitives.ReadUInt64BigEndian(await ReadBytesAsync(8, cancellationToken)),
            var small => small,
        };
        var mask = await ReadBytesAsync(4, cancellationToken); // a client always masks
        var payload = await ReadBytesAsync(length, cancellationToken);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] ^= mask[i & 3];
        }

        return (head[0], payload);
    }

    private async Task<byte[]> ReadBytesAsync(int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
