using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Terminal.Load;

/// <summary>Sends the batches of a plan, a sender a connection, and counts what the server says.</summary>
/// <remarks>
/// Each sender has batches of its own, so the readings of one machine arrive in order. A batch to which the server says "not now" or nothing
/// is sent again as it was: its readings have times, so it counts once. The bodies go out plain: compression would cost more than the loopback.
/// </remarks>
public sealed class LoadSender : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly LoadPlan _plan;
    private readonly ILoadBodies _bodies;
    private readonly LoadTally _tally;
    private readonly LoadLedger? _ledger;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private readonly Uri _path;

    /// <summary>Makes a sender.</summary>
    /// <param name="plan">What to send.</param>
    /// <param name="tally">Where it is counted.</param>
    /// <param name="options">Server, key, clock.</param>
    /// <param name="bodies">Bodies of the plan; null: written as they are sent.</param>
    /// <param name="path">Path that takes the bodies, for a server that is none of ours; null: that of the plan's fleet and format.</param>
    public LoadSender(LoadPlan plan, LoadTally tally, MonitorClientOptions options, ILoadBodies? bodies = null, Uri? path = null)
        : this(plan, tally, ledger: null, options, bodies, path)
    {
    }

    internal LoadSender(LoadPlan plan, LoadTally tally, LoadLedger? ledger, MonitorClientOptions options, ILoadBodies? bodies = null, Uri? path = null)
    {
        (_plan, _tally, _ledger, _time) = (plan, tally, ledger, options.TimeProvider);
        _bodies = bodies ?? new LoadBatches(plan);
        _http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = plan.Connections }) { BaseAddress = options.Url, Timeout = options.RequestTimeout };
        if (options.Key is { } key) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var fleet = Uri.EscapeDataString(plan.Fleet);
        _path = path ?? new Uri(plan.Format == SampleFormat.LineProtocol ? $"api/v2/write?bucket={fleet}&precision=ms" : $"api/v1/fleets/{fleet}/samples", UriKind.Relative);
    }

    /// <summary>Sends until the time of the plan is over; batches under way are waited for.</summary>
    /// <param name="giveUp">How long a batch is sent again after the end before it counts as unknown.</param>
    /// <param name="cancellationToken">Ends it early, as if the time were over.</param>
    /// <exception cref="MonitorException">The server will never take these samples: key, fleet, path.</exception>
    public Task RunAsync(TimeSpan giveUp, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, _plan.Senders).Select(sender => Task.Run(() => SendAsync(sender, began, giveUp, cancellationToken), CancellationToken.None)));
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task SendAsync(int sender, long began, TimeSpan giveUp, CancellationToken cancellationToken)
    {
        var space = new ArrayBufferWriter<byte>();
        var lastAtMs = 0L;
        var sent = 0L;
        for (var round = 0; round < (_plan.MostRounds ?? int.MaxValue); round++)
        {
            // Times rise from round to round even where a round takes less than a millisecond.
            var atMs = lastAtMs = Math.Max(_time.GetUtcNow().ToUnixTimeMilliseconds(), lastAtMs + 1);
            for (var batch = sender; batch < _plan.BatchesPerRound; batch += _plan.Senders)
            {
                var due = Due((sent++ * _plan.Senders) + sender);
                if (due >= _plan.Duration) return;
                if (due > _time.GetElapsedTime(began) && !await WaitAsync(due - _time.GetElapsedTime(began), cancellationToken)) return;
                if (cancellationToken.IsCancellationRequested || _time.GetElapsedTime(began) >= _plan.Duration) return;
                var body = _bodies.Body(round, batch, atMs, space);
                var now = _time.GetElapsedTime(began);
                var since = _plan.RatePerSec is null || now < due ? now : due; // a timer may be a little early
                await SendAsync(round, batch, atMs, body, began, since, giveUp);
            }
        }
    }

    /// <summary>When the n-th batch of all senders is due, from the beginning; at once where no rate was asked for.</summary>
    private TimeSpan Due(long number) =>
        _plan.RatePerSec is { } rate ? TimeSpan.FromSeconds(number * (double)_plan.BatchSize / rate) : TimeSpan.Zero;

    private async Task SendAsync(int round, int batch, long atMs, ReadOnlyMemory<byte> body, long began, TimeSpan since, TimeSpan giveUp)
    {
        var samples = _plan.SamplesOf(batch);
        for (var tries = 1; ; tries++)
        {
            var (kept, refused, wait) = await PostAsync(body, samples);
            if (wait is null)
            {
                // Written down first: what counts as acknowledged can be proved.
                if (kept > 0) _ledger?.Add(round, batch, atMs, kept, tries);
                _tally.Answered(kept, refused, body.Length, (_time.GetElapsedTime(began) - since).TotalMilliseconds);
                return;
            }

            if (_time.GetElapsedTime(began) > _plan.Duration + giveUp)
            {
                _tally.GaveUp(samples);
                return;
            }

            _tally.SentAgain();
            await Task.Delay(wait.Value, _time);
        }
    }

    /// <summary>Posts a body. A wait means: nobody knows, or not now; send it again after that time.</summary>
    private async Task<(int Kept, int Refused, TimeSpan? Wait)> PostAsync(ReadOnlyMemory<byte> body, int samples)
    {
        try
        {
            using var content = new ReadOnlyMemoryContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(_plan.Format == SampleFormat.LineProtocol ? "text/plain" : "application/x-ndjson");
            using var answer = await _http.PostAsync(_path, content);
            switch (answer.StatusCode)
            {
                case HttpStatusCode.NoContent: return (samples, 0, null);
                case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable: return (0, 0, answer.Headers.RetryAfter?.Delta ?? s_pause);
                case HttpStatusCode.UnprocessableEntity:
                    var result = await CountsAsync(answer);
                    return (result.Acknowledged, result.RefusedCount, null);
                default:
                    var text = await answer.Content.ReadAsStringAsync();
                    throw new InputException(string.Create(CultureInfo.InvariantCulture, $"The server answered {(int)answer.StatusCode} to a batch: {text}"));
            }
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return (0, 0, s_pause);
        }
    }

    private static async Task<UploadResult> CountsAsync(HttpResponseMessage answer)
    {
        var problem = System.Text.Json.JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), Protocol.ProtocolJson.Default.ProblemDocument);
        return new UploadResult { Acknowledged = problem?.Acknowledged ?? 0, RefusedCount = problem?.RefusedCount ?? 0 };
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, _time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
