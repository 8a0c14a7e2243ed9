using System.Text.Json;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Http;

/// <summary>RFC 9457 problem documents: the only shape in which an HTTP surface says no.</summary>
internal static class Problems
{
    /// <summary>Media type of a problem document.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem as the result of an endpoint.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="code">One of <see cref="ErrorCodes"/>: stable, unlike the sentences.</param>
    /// <param name="title">Short name of the fault.</param>
    /// <param name="detail">Fault and remedy.</param>
    public static IResult Result(int status, string code, string title, string? detail = null) => Result(Document(status, code, title, detail));

    /// <summary>A document, for example with refused lines, as the result of an endpoint.</summary>
    public static IResult Result(ProblemDocument document) =>
        Results.Json(document, ProtocolJson.Default.ProblemDocument, MediaType, document.Status);

    /// <summary>A problem document, its type the address of the code's documentation.</summary>
    public static ProblemDocument Document(int status, string code, string title, string? detail = null) => new()
    {
        Type = $"/docs/errors#{code}",
        Title = title,
        Status = status,
        Detail = detail,
        Code = code,
    };

    /// <summary>Writes a problem outside of an endpoint: from middleware.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemDocument document)
    {
        context.Response.StatusCode = document.Status;
        context.Response.ContentType = MediaType;
        await context.Response.Body.WriteAsync(
            JsonSerializer.SerializeToUtf8Bytes(document, ProtocolJson.Default.ProblemDocument), context.RequestAborted);
    }
}
