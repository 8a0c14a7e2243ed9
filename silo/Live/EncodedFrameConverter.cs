using System.Text.Json;
using System.Text.Json.Serialization;

namespace MinerMonitor.Silo.Live;

/// <summary>Hands a frame's ready JSON to SignalR as it is: a payload is encoded once, however many watch.</summary>
internal sealed class EncodedFrameConverter : JsonConverter<EncodedFrame>
{
    /// <inheritdoc/>
    public override EncodedFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Frames go from the server to viewers only.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EncodedFrame value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Json.Span, skipInputValidation: true);
}
