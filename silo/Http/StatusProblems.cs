using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>Problem documents of statuses that the framework gives by itself.</summary>
internal static class StatusProblems
{
    /// <summary>The document of a status.</summary>
    /// <param name="status">Status, 400 or more.</param>
    /// <param name="detail">What is known of the fault; null: the usual sentence.</param>
    public static ProblemDocument Of(int status, string? detail = null) => status switch
    {
        StatusCodes.Status404NotFound => Problems.Document(
            status, ErrorCodes.NotFound, "No such route", detail ?? "Nothing is here; /openapi/v1.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => Problems.Document(
            status, ErrorCodes.MethodNotAllowed, "Wrong method", detail ?? "The route takes other methods; the Allow header names them."),
        StatusCodes.Status413PayloadTooLarge => Problems.Document(
            status, ErrorCodes.TooLarge, "Body too large", detail ?? "Send the body in smaller parts."),
        StatusCodes.Status415UnsupportedMediaType => Problems.Document(
            status, ErrorCodes.UnsupportedMediaType, "Wrong kind of body", detail ?? "Send JSON with Content-Type: application/json."),
        StatusCodes.Status401Unauthorized => Problems.Document(
            status, ErrorCodes.Unauthenticated, "Key needed", detail ?? "Send a key as Authorization: Bearer KEY."),
        StatusCodes.Status403Forbidden => Problems.Document(
            status, ErrorCodes.Forbidden, "Not covered by the key", detail ?? "The key's scopes do not cover this."),
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => Problems.Document(
            status, ErrorCodes.Overloaded, "Too much at once", detail ?? "Try again in a few seconds."),
        >= 500 => Problems.Document(
            status, ErrorCodes.Internal, "Fault of the server", detail ?? "The request failed for a reason that is the server's; its log says more."),
        _ => Problems.Document(status, ErrorCodes.Malformed, "Bad request", detail ?? "The request is not what the route takes."),
    };
}
