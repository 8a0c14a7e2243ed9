using System.Buffers;
using System.Text.Json;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Silo.Live.Wire;

/// <summary>Turns what grains know into the public JSON.</summary>
internal sealed class PayloadEncoder(WireMap map) : IPayloadEncoder
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? s_buffer;

    /// <inheritdoc/>
    public byte[] Encode<T>(T value) where T : notnull
    {
        var buffer = s_buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            map.Write(writer, value);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
