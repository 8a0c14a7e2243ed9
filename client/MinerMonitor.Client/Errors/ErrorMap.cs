using System.Net;
using System.Text.Json;
using MinerMonitor.Protocol;

namespace MinerMonitor.Client;

/// <summary>From codes and problem documents to the exceptions of the SDK.</summary>
internal static class ErrorMap
{
    private const int MaxProblemBytes = 256 * 1024;

    /// <summary>The exception for a code, with the sentence that came with it.</summary>
    public static MonitorException FromCode(string code, string sentence, int? status = null, Exception? inner = null) => code switch
    {
        ErrorCodes.Unauthenticated or ErrorCodes.InvalidKey => new MonitorAuthenticationException(code, sentence, inner) { Status = status },
        ErrorCodes.Forbidden => new MonitorForbiddenException(code, sentence, inner) { Status = status },
        ErrorCodes.Slow => new MonitorSlowException(code, sentence, inner) { Status = status },
        ErrorCodes.StoreUnavailable or ErrorCodes.StoreFull or ErrorCodes.Overloaded =>
            new MonitorUnavailableException(code, sentence, inner) { Status = status },
        _ when code.StartsWith("unknown_", StringComparison.Ordinal) => new MonitorNotFoundException(code, sentence, inner) { Status = status },
        _ => new MonitorRefusedException(code, sentence, inner) { Status = status },
    };

    /// <summary>True when a watch that ended with this error may simply come back later.</summary>
    public static bool IsTransient(MonitorException error) => error is MonitorUnavailableException or MonitorUnreachableException;

    /// <summary>Reads the problem document of an answer that is no success.</summary>
    public static async Task<MonitorException> FromResponseAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        var problem = await ReadProblemAsync(response, cancellationToken);
        var code = problem?.Code ?? CodeOf(response.StatusCode);
        var sentence = problem?.Detail ?? problem?.Title ?? $"The server answered {status} {response.ReasonPhrase} to {Describe(response)}.";
        if (code is null)
        {
            return new MonitorProtocolException(sentence) { Status = status };
        }

        return FromCode(code, sentence, status) switch
        {
            MonitorRefusedException => new MonitorRefusedException(code, sentence)
            {
                Status = status,
                Acknowledged = problem?.Acknowledged,
                RefusedCount = problem?.RefusedCount,
                Refused = problem?.Refused ?? [],
            },
            MonitorUnavailableException => new MonitorUnavailableException(code, sentence) { Status = status, RetryAfter = RetryAfter(response, time) },
            var other => other,
        };
    }

    /// <summary>The sentence for a server that cannot be reached.</summary>
    public static MonitorUnreachableException Unreachable(Uri url, Exception inner) =>
        new($"Cannot reach {url.GetLeftPart(UriPartial.Authority)}: {Innermost(inner)} Is the server running, and is the address right?", inner);

    private static string Innermost(Exception error)
    {
        while (error.InnerException is { } inner)
        {
            error = inner;
        }

        return error.Message.EndsWith('.') ? error.Message : error.Message + ".";
    }

    private static async Task<ProblemDocument?> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json")
            || response.Content.Headers.ContentLength > MaxProblemBytes)
        {
            return null;
        }

        try
        {
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(stream, ProtocolJson.Default.ProblemDocument, cancellationToken);
        }
        catch (JsonException)
        {
            return null; // some proxy's own document: the status still tells what happened
        }
    }

    private static string? CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest or HttpStatusCode.UnsupportedMediaType => ErrorCodes.Malformed,
        HttpStatusCode.Unauthorized => ErrorCodes.Unauthenticated,
        HttpStatusCode.Forbidden => ErrorCodes.Forbidden,
        HttpStatusCode.Conflict => ErrorCodes.Conflict,
        HttpStatusCode.RequestEntityTooLarge => ErrorCodes.TooLarge,
        HttpStatusCode.UnprocessableEntity => ErrorCodes.PartlyRefused,
        HttpStatusCode.TooManyRequests => ErrorCodes.Overloaded,
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => ErrorCodes.StoreUnavailable,
        HttpStatusCode.InsufficientStorage => ErrorCodes.StoreFull,
        _ => null,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow() is { Ticks: > 0 } wait ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static string Describe(HttpResponseMessage response) =>
        $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}";
}
