using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Intake;

/// <summary>The store or the server takes no samples now. Nothing of the request counts as kept; the sender tries again later.</summary>
internal sealed class IntakeUnavailableException : Exception
{
    /// <param name="code"><see cref="ErrorCodes.StoreUnavailable"/>, <see cref="ErrorCodes.StoreFull"/> or <see cref="ErrorCodes.Overloaded"/>.</param>
    /// <param name="message">Fault and remedy, one sentence.</param>
    /// <param name="retryAfter">When another try makes sense; told to the sender in whole seconds.</param>
    /// <param name="innerException">Cause, for the log.</param>
    public IntakeUnavailableException(string code, string message, TimeSpan retryAfter, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        RetryAfter = retryAfter;
    }

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>When another try makes sense.</summary>
    public TimeSpan RetryAfter { get; }

    /// <summary>HTTP status that says the same.</summary>
    public int Status => Code switch
    {
        ErrorCodes.Overloaded => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
