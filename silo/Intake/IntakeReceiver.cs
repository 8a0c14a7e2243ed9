using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Silo.Access;
using MinerMonitor.Silo.Http;

namespace MinerMonitor.Silo.Intake;

/// <summary>Takes one body of samples: reads it as it arrives, makes it durable, answers.</summary>
/// <remarks>
/// 204 when nothing was refused; 422 with each refused line when some were, the others being kept. Every other answer means that nothing
/// of the body was kept, so that its sender may send it again whole.
/// </remarks>
internal sealed class IntakeReceiver(
    IIntakeBatchFactory batches, IIntakeFleets fleets, IntakeGate gate, IOptions<IntakeOptions> options)
{
    private const int InflatedBlockBytes = 64 << 10;

    private readonly IntakeOptions _options = options.Value;

    /// <summary>Takes the body of a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="fleet">Fleet of samples that name none; null when each must name its own.</param>
    /// <param name="format">What the surface takes.</param>
    public async Task<IResult> ReceiveAsync(HttpContext context, string? fleet, IntakeFormat format)
    {
        try
        {
            return await ReceiveCoreAsync(context, fleet, format);
        }
        catch (IntakeUnavailableException exception)
        {
            return Unavailable(context, format, exception);
        }
        catch (BodyRefusedException exception)
        {
            return Problems.Result(exception.Status, exception.Code, exception.Title, exception.Message);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(context);
        }
        catch (BadHttpRequestException exception)
        {
            return Problems.Result(exception.StatusCode, ErrorCodes.Malformed, "Body broken off", $"{exception.Message} Nothing was kept.");
        }
        catch (Exception exception) when (context.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException)
        {
            // The sender is gone and reads no answer; nothing was acknowledged.
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }

    private async Task<IResult> ReceiveCoreAsync(HttpContext context, string? fleet, IntakeFormat format)
    {
        var request = context.Request;
        if (request.ContentLength > _options.MaxBodyBytes)
        {
            return TooLarge(context);
        }

        if (!TryReadEncoding(request, out var isGzip))
        {
            return Problems.Result(StatusCodes.Status415UnsupportedMediaType, ErrorCodes.UnsupportedMediaType, "Encoding not supported",
                $"Content-Encoding '{request.Headers.ContentEncoding}' is not supported; send gzip or no encoding.");
        }

        var guard = new FleetGuard(context.Grant(), fleets);
        if (fleet is not null && await guard.SetDefaultAsync(fleet, context.RequestAborted) is { IsAllowed: false } refusal)
        {
            return Problems.Result(refusal.Status, refusal.Code, "Fleet not writable", refusal.Reason);
        }

        // The sender's bytes are bounded too: a compressed stream can go on for ever and yield nothing.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = _options.MaxBodyBytes;
        }

        using var lease = gate.Enter();
        var batch = batches.Create(fleet);
        if (isGzip)
        {
            await using var inflated = new GZipStream(request.BodyReader.AsStream(), CompressionMode.Decompress);
            var body = PipeReader.Create(inflated, new StreamPipeReaderOptions(bufferSize: InflatedBlockBytes, leaveOpen: true));
            try
            {
                await ReadAsync(body, isGzip, request, format, new BatchTarget(batch, guard, lease), context.RequestAborted);
            }
            finally
            {
                await body.CompleteAsync();
            }
        }
        else
        {
            await ReadAsync(request.BodyReader, isGzip, request, format, new BatchTarget(batch, guard, lease), context.RequestAborted);
        }

        return Answer(await batch.CommitAsync(context.RequestAborted));
    }

    private async Task ReadAsync(
        PipeReader body, bool isGzip, HttpRequest request, IntakeFormat format, BatchTarget target, CancellationToken cancellationToken)
    {
        RecordSplitter? splitter = null;
        var bytes = 0L;
        try
        {
            while (true)
            {
                var result = await body.ReadAsync(cancellationToken);
                var buffer = result.Buffer;
                var consumed = buffer.End;
                try
                {
                    if (splitter is null)
                    {
                        var opening = BodyOpening.Look(buffer, result.IsCompleted, _options.MaxLineBytes);
                        if (opening.Kind == BodyKind.Unclear)
                        {
                            consumed = buffer.Start;
                            continue;
                        }

                        splitter = format.CreateSplitter(opening.Kind, request, target.CreateSink(format), _options.MaxLineBytes);
                        buffer = buffer.Slice(opening.MarkBytes);
                    }

                    bytes += buffer.Length;
                    if (bytes > _options.MaxBodyBytes)
                    {
                        throw new BodyRefusedException(StatusCodes.Status413PayloadTooLarge, ErrorCodes.TooLarge, "Body too large", TooLargeReason());
                    }

                    target.Lease.Grow(buffer.Length);
                    await FeedAsync(splitter, buffer, target.Guard, cancellationToken);
                }
                finally
                {
                    body.AdvanceTo(consumed, buffer.End); // refused or not: a body that is left in the middle of a read costs its sender the connection
                }

                if (result.IsCompleted)
                {
                    break;
                }
            }

            while (!splitter.Finish())
            {
                await target.Guard.DecideAsync(cancellationToken);
            }
        }
        catch (InvalidDataException exception) when (isGzip)
        {
            if (splitter is null)
            {
                throw new BodyRefusedException(StatusCodes.Status400BadRequest, ErrorCodes.Malformed, "Body is not gzip",
                    $"Content-Encoding says gzip, but the body is not, or is broken at its start; send gzip or leave the header out. ({exception.Message})");
            }

            // What was whole before the cut is kept; the record at the cut is not, it may be half of one.
            target.Batch.Refuse(splitter.Count + 1, ErrorCodes.Malformed,
                "the gzip body is cut off or broken here; the lines before are kept, send the rest again from this line.");
        }
    }

    private static async ValueTask FeedAsync(
        RecordSplitter splitter, ReadOnlySequence<byte> buffer, FleetGuard guard, CancellationToken cancellationToken)
    {
        var position = buffer.Start;
        while (buffer.TryGet(ref position, out var piece))
        {
            while (!splitter.Feed(piece.Span, out var consumed))
            {
                piece = piece[consumed..];
                await guard.DecideAsync(cancellationToken);
            }
        }
    }

    private static IResult Answer(UploadResult result) => result.RefusedCount == 0
        ? Results.NoContent()
        : Problems.Result(Problems.Document(
            StatusCodes.Status422UnprocessableEntity,
            ErrorCodes.PartlyRefused,
            "Lines refused",
            $"{result.RefusedCount} refused, {result.Acknowledged} kept; correct the refused ones and send only those again.") with
        {
            Acknowledged = result.Acknowledged,
            RefusedCount = result.RefusedCount,
            Refused = result.Refused,
        });

    private static IResult Unavailable(HttpContext context, IntakeFormat format, IntakeUnavailableException exception)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(exception.RetryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

        // Senders of InfluxDB 1.x drop their samples at every 4xx, 429 included, and try again at 5xx.
        var status = exception.Status == StatusCodes.Status429TooManyRequests && format.RetriesServerErrorsOnly
            ? StatusCodes.Status503ServiceUnavailable
            : exception.Status;
        return Problems.Result(status, exception.Code, "Not now", exception.Message);
    }

    private static bool TryReadEncoding(HttpRequest request, out bool isGzip)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase);
        return isGzip || encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
    }

    private IResult TooLarge(HttpContext context)
    {
        context.Response.Headers.Connection = "close"; // the rest is not read, so nothing can follow it
        return Problems.Result(StatusCodes.Status413PayloadTooLarge, ErrorCodes.TooLarge, "Body too large", TooLargeReason());
    }

    private string TooLargeReason() =>
        $"The body is larger than {_options.MaxBodyBytes} bytes, decompressed; nothing was kept, send smaller batches (limit Monitor:Intake:MaxBodyBytes).";

    /// <summary>Where the records of one request go.</summary>
    private sealed record BatchTarget(IIntakeBatch Batch, FleetGuard Guard, IntakeGate.Lease Lease)
    {
        public SampleSink CreateSink(IntakeFormat format) => new(format.CreateParser(), Guard, Batch);
    }
}
