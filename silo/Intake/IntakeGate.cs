using Microsoft.Extensions.Options;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Intake;

/// <summary>Bounds the bytes that all requests in progress hold together.</summary>
internal sealed class IntakeGate(IOptions<IntakeOptions> options)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly long _limit = options.Value.MaxConcurrentBytes;
    private long _held;

    /// <summary>Bytes held now.</summary>
    public long HeldBytes => Volatile.Read(ref _held);

    /// <summary>Enters a request, which holds nothing yet.</summary>
    public Lease Enter() => new(this);

    /// <summary>What one request holds; disposing gives it back.</summary>
    internal sealed class Lease(IntakeGate gate) : IDisposable
    {
        private long _bytes;

        /// <summary>Holds more.</summary>
        /// <exception cref="IntakeUnavailableException">All requests together would hold too much.</exception>
        public void Grow(long bytes)
        {
            var held = Interlocked.Add(ref gate._held, bytes);
            _bytes += bytes;
            if (held > gate._limit)
            {
                throw new IntakeUnavailableException(
                    ErrorCodes.Overloaded,
                    $"Requests in progress hold more than {gate._limit} bytes together; nothing of this one was kept, send it again later "
                        + "(limit Monitor:Intake:MaxConcurrentBytes).",
                    s_retryAfter);
            }
        }

        public void Dispose()
        {
            Interlocked.Add(ref gate._held, -_bytes);
            _bytes = 0;
        }
    }
}
