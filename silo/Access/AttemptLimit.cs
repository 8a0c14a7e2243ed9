using System.Net;
using Microsoft.Extensions.Options;

namespace MinerMonitor.Silo.Access;

/// <summary>Counts failed attempts with a key, per address and minute. Bounded: beyond its room, addresses share one count.</summary>
internal sealed class AttemptLimit(TimeProvider time, IOptions<AccessOptions> options)
{
    private const int MaxAddresses = 10_000;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _failures = [];
    private long _windowBegan = time.GetTimestamp();

    /// <summary>True when the address has used up its failed attempts of this minute.</summary>
    public bool IsExceeded(IPAddress? address)
    {
        lock (_gate)
        {
            BeginWindowWhenDue();
            return _failures.GetValueOrDefault(SlotOf(address)) >= options.Value.FailedAttemptsPerMinute;
        }
    }

    /// <summary>Counts a failed attempt.</summary>
    public void Count(IPAddress? address)
    {
        lock (_gate)
        {
            BeginWindowWhenDue();
            var slot = SlotOf(address);
            _failures[slot] = _failures.GetValueOrDefault(slot) + 1;
        }
    }

    private IPAddress SlotOf(IPAddress? address) =>
        address is not null && (_failures.ContainsKey(address) || _failures.Count < MaxAddresses) ? address : IPAddress.None;

    private void BeginWindowWhenDue()
    {
        if (time.GetElapsedTime(_windowBegan) >= s_window)
        {
            _failures.Clear();
            _windowBegan = time.GetTimestamp();
        }
    }
}
