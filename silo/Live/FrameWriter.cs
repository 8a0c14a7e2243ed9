using System.Buffers;
using System.Text.Json;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Silo.Live;

/// <summary>Writes the JSON of <see cref="Frame"/> around a payload that is JSON already.</summary>
internal static class FrameWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    /// <summary>A frame of an owner; its payload is JSON in UTF-8, or empty for null.</summary>
    public static byte[] Write(
        TopicName name, string kind, string streamId, long seq, long skipped, long atMs, string? reason, ReadOnlySpan<byte> payload)
    {
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v"u8, 1);
            writer.WriteString("kind"u8, kind);
            writer.WriteString("world"u8, name.World);
            writer.WriteString("topic"u8, name.Topic);
            writer.WriteString("streamId"u8, streamId);
            writer.WriteNumber("seq"u8, seq);
            writer.WriteNumber("skipped"u8, skipped);
            writer.WriteNumber("atMs"u8, atMs);
            if (reason is not null)
            {
                writer.WriteString("reason"u8, reason);
            }

            writer.WritePropertyName("payload"u8);
            if (payload.IsEmpty)
            {
                writer.WriteNullValue();
            }
            else
            {
                writer.WriteRawValue(payload, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A heartbeat.</summary>
    /// <param name="name">Topic.</param>
    /// <param name="streamId">Stream of the viewer's last frame.</param>
    /// <param name="lastSeq">Number of the viewer's last frame.</param>
    /// <param name="atMs">World time of that frame: a heartbeat makes no value look younger.</param>
    /// <param name="serverAtMs">Server clock.</param>
    public static byte[] WriteHeartbeat(TopicName name, string streamId, long lastSeq, long atMs, long serverAtMs)
    {
        Span<byte> payload = stackalloc byte[96];
        System.Text.Unicode.Utf8.TryWrite(payload, $"{{\"serverAtMs\":{serverAtMs},\"lastSeq\":{lastSeq}}}", out var length);
        return Write(name, FrameKinds.Heartbeat, streamId, lastSeq, 0, atMs, null, payload[..length]);
    }

    /// <summary>The end of a topic for a viewer.</summary>
    /// <param name="name">Topic.</param>
    /// <param name="code">Stable code.</param>
    /// <param name="sentence">Fault and remedy.</param>
    /// <param name="atMs">Server clock.</param>
    public static byte[] WriteError(TopicName name, string code, string sentence, long atMs) =>
        Write(name, FrameKinds.Error, "", 0, 0, atMs, code, JsonSerializer.SerializeToUtf8Bytes(sentence));
}
