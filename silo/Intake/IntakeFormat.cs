using MinerMonitor.Model.Telemetry;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Intake;

/// <summary>What a surface takes.</summary>
internal abstract class IntakeFormat
{
    /// <summary>JSON: an array, an object, or an object a line.</summary>
    public static IntakeFormat Json { get; } = new JsonFormat();

    /// <summary>Its senders give up at any 4xx, 429 included, so that "later" must be said with a 5xx.</summary>
    public virtual bool RetriesServerErrorsOnly => false;

    /// <summary>Line protocol.</summary>
    /// <param name="precision">Unit of the timestamps.</param>
    /// <param name="retriesServerErrorsOnly">See <see cref="RetriesServerErrorsOnly"/>.</param>
    public static IntakeFormat LineProtocol(TimestampPrecision precision, bool retriesServerErrorsOnly) =>
        new LineProtocolFormat(precision, retriesServerErrorsOnly);

    /// <summary>A parser for one request.</summary>
    public abstract ISampleParser CreateParser();

    /// <summary>A splitter for a body that looks like that.</summary>
    /// <exception cref="BodyRefusedException">The surface does not take such a body.</exception>
    public abstract RecordSplitter CreateSplitter(BodyKind kind, HttpRequest request, IRecordSink sink, int maxRecordBytes);

    private static BodyRefusedException Refused(string detail) => new(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Body not understood", detail);

    private static BodyRefusedException Refused(BodyKind kind, string wanted) => Refused(kind switch
    {
        BodyKind.Empty or BodyKind.Blank => $"The body is empty; send {wanted}.",
        BodyKind.Gzip => "The body is gzip; send the header Content-Encoding: gzip with it.",
        BodyKind.Binary => $"The body is no text; send {wanted}, in UTF-8.",
        _ => $"The body begins like something else; send {wanted}.",
    });

    private sealed class JsonFormat : IntakeFormat
    {
        public override ISampleParser CreateParser() => new SampleJsonParser();

        public override RecordSplitter CreateSplitter(BodyKind kind, HttpRequest request, IRecordSink sink, int maxRecordBytes)
        {
            // A label that says "a line each" is believed; "application/json" is on everything.
            var isLabelledLines = request.ContentType?.Contains("ndjson", StringComparison.OrdinalIgnoreCase) == true
                || request.ContentType?.Contains("jsonl", StringComparison.OrdinalIgnoreCase) == true;
            return kind switch
            {
                BodyKind.JsonArray => new JsonItemSplitter(sink, maxRecordBytes, isArray: true),
                BodyKind.JsonObjects when !isLabelledLines => new JsonItemSplitter(sink, maxRecordBytes, isArray: false),
                BodyKind.JsonObjects or BodyKind.JsonLines => new LineSplitter(sink, maxRecordBytes),
                _ => throw Refused(kind, "a JSON array of samples, one object, or NDJSON (line protocol goes to /api/v2/write?bucket=FLEET)"),
            };
        }
    }

    private sealed class LineProtocolFormat(TimestampPrecision precision, bool retriesServerErrorsOnly) : IntakeFormat
    {
        public override bool RetriesServerErrorsOnly => retriesServerErrorsOnly;

        public override ISampleParser CreateParser() => new LineProtocolParser(precision);

        public override RecordSplitter CreateSplitter(BodyKind kind, HttpRequest request, IRecordSink sink, int maxRecordBytes) => kind switch
        {
            BodyKind.Text or BodyKind.Blank => new LineSplitter(sink, maxRecordBytes),
            _ => throw Refused(kind, "line protocol (JSON goes to /api/v1/fleets/FLEET/samples)"),
        };
    }
}
