using MinerMonitor.Protocol.Fleets;

namespace MinerMonitor.Client;

/// <summary>Root of all errors of the SDK. The message is one sentence for people; <see cref="Code"/> is for programs.</summary>
public abstract class MonitorException : Exception
{
    private protected MonitorException(string code, string message, Exception? inner)
        : base(message, inner) => Code = code;

    /// <summary>Stable code, one of <see cref="Protocol.ErrorCodes"/>, or <c>unreachable</c> or <c>protocol</c>.</summary>
    public string Code { get; }

    /// <summary>HTTP status, where there was one.</summary>
    public int? Status { get; internal init; }
}

/// <summary>No key was given where one is needed, or it is unknown, revoked or expired. Trying again does not help.</summary>
public sealed class MonitorAuthenticationException : MonitorException
{
    internal MonitorAuthenticationException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }
}

/// <summary>The key's scopes do not cover the resource. Trying again does not help.</summary>
public sealed class MonitorForbiddenException : MonitorException
{
    internal MonitorForbiddenException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }
}

/// <summary>The fleet, miner, market, topic … does not exist or is not visible to the key.</summary>
public sealed class MonitorNotFoundException : MonitorException
{
    internal MonitorNotFoundException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }
}

/// <summary>The server refused what was sent. Nothing of it was kept but what <see cref="Acknowledged"/> counts.</summary>
public sealed class MonitorRefusedException : MonitorException
{
    internal MonitorRefusedException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }

    /// <summary>Lines or rows that were kept, where the surface takes many.</summary>
    public int? Acknowledged { get; internal init; }

    /// <summary>Lines or rows that were refused.</summary>
    public int? RefusedCount { get; internal init; }

    /// <summary>The first refusals, each with line, code and reason.</summary>
    public IReadOnlyList<Refusal> Refused { get; internal init; } = [];
}

/// <summary>The server is there but takes no such work now (store stopped or full, too many requests). Trying again later helps.</summary>
public sealed class MonitorUnavailableException : MonitorException
{
    internal MonitorUnavailableException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }

    /// <summary>When to try again, as the server says; null when it does not.</summary>
    public TimeSpan? RetryAfter { get; internal init; }
}

/// <summary>This program did not read its frames fast enough and was disconnected. Watch fewer topics, use mode <c>latest</c>, or read faster.</summary>
public sealed class MonitorSlowException : MonitorException
{
    internal MonitorSlowException(string code, string message, Exception? inner = null)
        : base(code, message, inner)
    {
    }
}

/// <summary>The server cannot be reached, or went silent.</summary>
public sealed class MonitorUnreachableException : MonitorException
{
    internal MonitorUnreachableException(string message, Exception? inner = null)
        : base("unreachable", message, inner)
    {
    }
}

/// <summary>The answer is not what this version of the SDK understands: no Miner Stress Monitor, or a fault of the server.</summary>
public sealed class MonitorProtocolException : MonitorException
{
    internal MonitorProtocolException(string message, Exception? inner = null)
        : base("protocol", message, inner)
    {
    }
}
