using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using MinerMonitor.Client.Http;
using MinerMonitor.Client.Watching;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Samples of one request: small enough for every server's body limit, large enough to be cheap.</summary>
    private const int SamplesPerRequest = 10_000;

    /// <summary>
    /// Uploads samples and returns when they are durable. While the server answers 429 or 503 or cannot be reached it tries again, at least
    /// as long after as the server says, for <see cref="MonitorClientOptions.UploadRetryFor"/>. Sending a sample twice is harmless when it
    /// has a time: the same miner and time merge.
    /// </summary>
    /// <param name="fleet">Fleet.</param>
    /// <param name="samples">Any number of samples; sent 10,000 a request.</param>
    /// <param name="cancellationToken">Stops it; what was acknowledged stays.</param>
    /// <returns>What was kept and what was refused; <see cref="Refusal.Line"/> is the place in <paramref name="samples"/>, from 1.</returns>
    /// <exception cref="MonitorUnavailableException">The server took nothing for the whole time.</exception>
    public async Task<UploadResult> UploadSamplesAsync(
        string fleet, IReadOnlyList<Sample> samples, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var total = new UploadResult { Acknowledged = 0, RefusedCount = 0 };
        for (var from = 0; from < samples.Count; from += SamplesPerRequest)
        {
            Sample[] part = [.. samples.Skip(from).Take(SamplesPerRequest)];
            var body = JsonSerializer.SerializeToUtf8Bytes(part, ProtocolJson.Default.IReadOnlyListSample);
            var result = await UploadAsync(SamplesPath(fleet), body, "application/json", part.Length, cancellationToken);
            total = Add(total, result, from);
        }

        return total;
    }

    /// <summary>Uploads one body of text lines, at most a few megabytes, with the same retries as <see cref="UploadSamplesAsync"/>.</summary>
    /// <param name="fleet">Fleet of the lines that name none.</param>
    /// <param name="format">What the lines are.</param>
    /// <param name="body">The lines, UTF-8.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was kept and what was refused, by line of this body, from 1.</returns>
    public Task<UploadResult> UploadTextAsync(
        string fleet, SampleFormat format, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default) => format switch
        {
            SampleFormat.Ndjson => UploadAsync(SamplesPath(fleet), body, "application/x-ndjson", CountLines(body.Span), cancellationToken),
            SampleFormat.LineProtocol => UploadAsync(
                $"api/v2/write?bucket={Requests.Escape(fleet)}", body, "text/plain", CountLines(body.Span), cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };

    private async Task<UploadResult> UploadAsync(
        string path, ReadOnlyMemory<byte> body, string mediaType, int count, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(_options.ReconnectMin, _options.ReconnectMax, new Random(NextSeed()));
        var startedAt = _options.TimeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return await UploadOnceAsync(path, body, mediaType, count, cancellationToken);
            }
            catch (MonitorException error) when (ErrorMap.IsTransient(error) && error.Code != ErrorCodes.StoreFull)
            {
                var wait = backoff.Next();
                if (error is MonitorUnavailableException { RetryAfter: { } asked } && asked > wait)
                {
                    wait = asked;
                }

                if (_options.TimeProvider.GetElapsedTime(startedAt) + wait > _options.UploadRetryFor)
                {
                    throw;
                }

                LogUploadRetry(error.Message, wait.TotalMilliseconds);
                await Task.Delay(wait, _options.TimeProvider, cancellationToken);
            }
        }
    }

    private async Task<UploadResult> UploadOnceAsync(
        string path, ReadOnlyMemory<byte> body, string mediaType, int count, CancellationToken cancellationToken)
    {
        using var content = Requests.Gzip(body.Span, mediaType);
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.TimeProvider);
        try
        {
            using var response = await _requests.OpenAsync(HttpMethod.Post, path, content, null, timeout, cancellationToken);
            return response.StatusCode == HttpStatusCode.OK
                ? await Requests.ReadAsync(response, ProtocolJson.Default.UploadResult, cancellationToken)
                : new UploadResult { Acknowledged = count, RefusedCount = 0 };
        }
        catch (MonitorRefusedException refused) when (Kept(refused) is { } result)
        {
            return result;
        }
    }

    /// <summary>Refused lines never cost the others: where the server counts both, that is an answer and no failure.</summary>
    private static UploadResult? Kept(MonitorRefusedException refused) => refused.Acknowledged is { } acknowledged
        ? new UploadResult { Acknowledged = acknowledged, RefusedCount = refused.RefusedCount ?? refused.Refused.Count, Refused = refused.Refused }
        : null;

    private static UploadResult Add(UploadResult total, UploadResult part, int before) => new()
    {
        Acknowledged = total.Acknowledged + part.Acknowledged,
        RefusedCount = total.RefusedCount + part.RefusedCount,
        Refused = [.. total.Refused, .. part.Refused.Select(refusal => refusal with { Line = refusal.Line + before })],
    };

    /// <summary>Lines that hold something; comments of line protocol do not count.</summary>
    private static int CountLines(ReadOnlySpan<byte> body)
    {
        var count = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            var line = body[range].Trim(" \t\r"u8);
            count += line.IsEmpty || line[0] == (byte)'#' ? 0 : 1;
        }

        return count;
    }

    private static string SamplesPath(string fleet) => $"{FleetPath(fleet)}/samples";

    [LoggerMessage(7010, LogLevel.Warning, "Upload not taken: {Cause} Trying again in {WaitMs} ms.")]
    private partial void LogUploadRetry(string cause, double waitMs);
}
