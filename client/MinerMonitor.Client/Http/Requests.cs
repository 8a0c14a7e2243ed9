using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MinerMonitor.Client.Http;

/// <summary>One request and its answer, with time-outs and problem documents turned into exceptions.</summary>
internal sealed class Requests
{
    private readonly HttpClient _http;
    private readonly MonitorClientOptions _options;
    private readonly CancellationToken _lifetime;

    public Requests(HttpClient http, MonitorClientOptions options, CancellationToken lifetime)
    {
        _http = http;
        _options = options;
        _lifetime = lifetime;
    }

    public Task<T> GetAsync<T>(string path, JsonTypeInfo<T> answer, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, null, answer, cancellationToken);

    public Task<TAnswer> SendAsync<TBody, TAnswer>(
        HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answer, CancellationToken cancellationToken) =>
        SendAsync(method, path, Json(body, bodyType), answer, cancellationToken);

    public async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.TimeProvider);
        using var response = await SendAsync(method, path, content, null, timeout, cancellationToken);
        return await ReadAsync(response, answer, cancellationToken);
    }

    /// <summary>Sends what has no answer of interest.</summary>
    public async Task SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.RequestTimeout, _options.TimeProvider);
        using var response = await SendAsync(method, path, content, null, timeout, cancellationToken);
    }

    /// <summary>Sends a body of any length and returns the answer's headers; the caller reads and disposes.</summary>
    public Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, string? accept, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, accept, null, cancellationToken);

    /// <inheritdoc cref="OpenAsync(HttpMethod, string, HttpContent?, string?, CancellationToken)"/>
    public Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, string? accept, CancellationTokenSource timeout, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, accept, timeout, cancellationToken);

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> answer, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, answer, cancellationToken) ?? throw new JsonException("The answer is null.");
        }
        catch (JsonException error)
        {
            throw new MonitorProtocolException(
                $"The answer of {response.RequestMessage?.RequestUri?.AbsolutePath} is not a {typeof(T).Name}: {error.Message} Is the address right?", error)
            {
                Status = (int)response.StatusCode,
            };
        }
    }

    public static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(body, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    /// <summary>A body with gzip: samples shrink to a tenth.</summary>
    public static ByteArrayContent Gzip(ReadOnlySpan<byte> body, string mediaType)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        var content = new ByteArrayContent(packed.GetBuffer(), 0, (int)packed.Length);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    /// <summary>Escapes one segment of a path or one value of a query.</summary>
    public static string Escape(string text) => Uri.EscapeDataString(text);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? accept, CancellationTokenSource? timeout, CancellationToken cancellationToken)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime, timeout?.Token ?? CancellationToken.None);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.ParseAdd(accept ?? "application/json");
        HttpResponseMessage? response = null;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, any.Token);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await ErrorMap.FromResponseAsync(response, _options.TimeProvider, any.Token);
            }
        }
        catch (OperationCanceledException error) when (timeout is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new MonitorUnreachableException(
                $"{_options.Url} did not answer {method} {path} within {_options.RequestTimeout.TotalSeconds:0.#} s.", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            response?.Dispose();
            throw ErrorMap.Unreachable(_options.Url, error);
        }
    }
}
