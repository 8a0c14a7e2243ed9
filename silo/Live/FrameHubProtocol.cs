using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace MinerMonitor.Silo.Live;

/// <summary>SignalR's JSON protocol, but a frame that is JSON already is copied into its message as it is: a payload is encoded once, however many watch.</summary>
/// <remarks>
/// A message is one piece of memory. SignalR itself writes into blocks of 4 KB, and each block costs a WebSocket fragment with a flush of its own;
/// the frame of the sector is a little larger than one.
/// </remarks>
internal sealed class FrameHubProtocol(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private const byte RecordSeparator = 0x1e;
    private static readonly SearchValues<char> s_plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");

    private readonly JsonHubProtocol _json = new(options);

    /// <inheritdoc/>
    public string Name => _json.Name;

    /// <inheritdoc/>
    public int Version => _json.Version;

    /// <inheritdoc/>
    public TransferFormat TransferFormat => _json.TransferFormat;

    /// <inheritdoc/>
    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    /// <inheritdoc/>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        _json.TryParseMessage(ref input, binder, out message);

    /// <inheritdoc/>
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        if (message is StreamItemMessage { Item: EncodedFrame frame, InvocationId: { } id })
        {
            Write(id, frame.Json.Span, output);
        }
        else
        {
            _json.WriteMessage(message, output);
        }
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => HubProtocolExtensions.GetMessageBytes(this, message);

    private static void Write(string invocationId, ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        // Clients count their invocations, so there is hardly ever anything to escape.
        var id = invocationId.AsSpan().ContainsAnyExcept(s_plain) ? JsonEncodedText.Encode(invocationId).ToString() : invocationId;
        var before = "{\"type\":2,\"invocationId\":\""u8;
        var between = "\",\"item\":"u8;
        var room = output.GetSpan(before.Length + Encoding.UTF8.GetMaxByteCount(id.Length) + between.Length + json.Length + 2);
        var at = 0;
        Append(before, room, ref at);
        at += Encoding.UTF8.GetBytes(id, room[at..]);
        Append(between, room, ref at);
        Append(json, room, ref at);
        Append([(byte)'}', RecordSeparator], room, ref at);
        output.Advance(at);
    }

    private static void Append(ReadOnlySpan<byte> part, Span<byte> room, ref int at)
    {
        part.CopyTo(room[at..]);
        at += part.Length;
    }
}
