using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using MinerMonitor.Grains.Journals;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Silo.Intake;
using Orleans.Persistence.Redis;
using Orleans.Storage;
using StackExchange.Redis;

namespace MinerMonitor.Silo.Http;

/// <summary>Turns what escaped an endpoint into a problem document. Faults of ours tell nothing but that they happened; the log has the rest.</summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            return true; // nobody is there to be told
        }

        if (exception is IntakeUnavailableException unavailable)
        {
            httpContext.Response.Headers.RetryAfter =
                Math.Ceiling(unavailable.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var problem = ToProblem(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            RequestFailed(logger, exception, httpContext.Request.Method, httpContext.Request.Path, problem.Code);
        }

        await Problems.WriteAsync(httpContext, problem);
        return true;
    }

    private static ProblemDocument ToProblem(Exception exception) => exception switch
    {
        BadHttpRequestException bad => OfBadRequest(bad),
        UnknownTopicException unknown => Problems.Document(StatusCodes.Status404NotFound, unknown.Code, "Not found", unknown.Message),
        IntakeUnavailableException intake => Problems.Document(intake.Status, intake.Code, "Not kept", intake.Message),
        RedisStorageException or RedisException or JournalUnavailableException or JournalFencedException => Problems.Document(
            StatusCodes.Status503ServiceUnavailable, ErrorCodes.StoreUnavailable, "Store unavailable",
            "The store cannot be reached now; try again. /health/ready says why."),
        InconsistentStateException => Problems.Document(
            StatusCodes.Status503ServiceUnavailable, ErrorCodes.StoreUnavailable, "Taken over",
            "Another silo has just written what this one was about to write; it is read anew, try again."),
        TimeoutException or OrleansMessageRejectionException or SiloUnavailableException => Problems.Document(
            StatusCodes.Status503ServiceUnavailable, ErrorCodes.Overloaded, "No answer in time",
            "The server is busy or a part of it is moving; try again in a few seconds."),
        _ => Problems.Document(
            StatusCodes.Status500InternalServerError, ErrorCodes.Internal, "Fault of the server",
            "The request failed for a reason that is the server's; its log says more."),
    };

    private static ProblemDocument OfBadRequest(BadHttpRequestException bad)
    {
        // The cause of unreadable JSON names the member and the line: what the sender needs, and the sender's own text.
        var cause = bad.InnerException is JsonException json ? $"{bad.Message} {json.Message}" : bad.Message;
        return StatusProblems.Of(bad.StatusCode, cause);
    }

    [LoggerMessage(700, LogLevel.Error, "{Method} {Path} failed and was answered with code {Code}.")]
    private static partial void RequestFailed(ILogger logger, Exception exception, string method, PathString path, string code);
}
