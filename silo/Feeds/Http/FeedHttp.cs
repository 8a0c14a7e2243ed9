using System.Net;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;

namespace MinerMonitor.Silo.Feeds.Http;

/// <summary>Requests of one feed over HTTP: retries and limits are the resilience handler's; bodies are checked before they are parsed.</summary>
/// <param name="client">Client with a resilience handler.</param>
/// <param name="link">Where health goes.</param>
/// <param name="isBeside">True when the feed itself is connected to another host, which is the one to be shown.</param>
internal sealed class FeedHttp(HttpClient client, FeedLink link, bool isBeside = false)
{
    /// <summary>Longest body that is taken.</summary>
    public const int MaxBodyBytes = 16 << 20;

    /// <summary>Fetches a JSON document.</summary>
    /// <exception cref="FeedHttpException">The answer is not a success, or not JSON.</exception>
    public async Task<JsonDocument> GetJsonAsync(Uri address, CancellationToken cancellationToken) =>
        await SendJsonAsync(new HttpRequestMessage(HttpMethod.Get, address), cancellationToken);

    /// <summary>Sends a request and reads a JSON document.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="accept">Statuses beside 200 whose body is read: a node tells errors of calls by 500 and 404.</param>
    /// <exception cref="FeedHttpException">The answer is not a success, or not JSON.</exception>
    public async Task<JsonDocument> SendJsonAsync(HttpRequestMessage request, CancellationToken cancellationToken, params HttpStatusCode[] accept)
    {
        var body = await SendAsync(request, cancellationToken, accept);
        // Several providers answer HTML with status 200 behind bot protection.
        if (body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
        {
            link.Meter.Refuse("not-json", body, "The answer is not JSON.");
            throw new FeedHttpException("not-json", $"{request.RequestUri!.Host} answered something that is not JSON: is a login page or bot protection in between?");
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            link.Meter.Refuse("malformed", body, exception.Message);
            throw new FeedHttpException("malformed", $"{request.RequestUri!.Host} answered JSON that cannot be read: {exception.Message}");
        }
    }

    /// <summary>Sends a request and reads the body.</summary>
    /// <exception cref="FeedHttpException">The answer is not a success.</exception>
    public async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken, params HttpStatusCode[] accept)
    {
        var host = request.RequestUri!.Host;
        if (!isBeside)
        {
            link.Meter.ConnectedTo(request.RequestUri.Authority);
        }

        link.Tap.Add(fromServer: false, System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.RequestUri.GetLeftPart(UriPartial.Path)}")); // a query may hold a token
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode && !accept.Contains(response.StatusCode))
            {
                throw FeedHttpException.Of(host, response);
            }

            await response.Content.LoadIntoBufferAsync(MaxBodyBytes, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            link.Meter.Hear(body.Length);
            link.Tap.Add(fromServer: true, body);
            return body;
        }
        catch (HttpRequestException exception)
        {
            throw new FeedHttpException("unreachable", $"{host} cannot be reached: {exception.Message}");
        }
        catch (Exception exception) when (exception is Polly.Timeout.TimeoutRejectedException or Polly.CircuitBreaker.BrokenCircuitException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new FeedHttpException("timeout", $"{host} did not answer in time.");
        }
    }
}
