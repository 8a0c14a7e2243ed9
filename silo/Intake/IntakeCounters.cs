using System.Diagnostics.Metrics;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Intake;

/// <summary>What intake of this silo did since it started: for <c>/api/v1/system</c> and metrics.</summary>
internal sealed class IntakeCounters : IIntakeCounters
{
    private const int RateSeconds = 10;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly long[] _perSecond = new long[RateSeconds + 1];
    private readonly Counter<long> _samples;
    private readonly Counter<long> _refusals;
    private long _second;
    private long _acknowledged;
    private long _refused;
    private long _skewed;

    public IntakeCounters(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create("MinerMonitor");
        _samples = meter.CreateCounter<long>("minermonitor.intake.samples", "{sample}", "Samples made durable.");
        _refusals = meter.CreateCounter<long>("minermonitor.intake.refused", "{line}", "Lines refused with a reason.");
    }

    /// <inheritdoc/>
    public IntakeStatus Current
    {
        get
        {
            lock (_lock)
            {
                MoveOn();
                var open = _second % _perSecond.Length;
                var sum = _perSecond.Where((_, index) => index != open).Sum();
                return new IntakeStatus
                {
                    Acknowledged = _acknowledged,
                    Refused = _refused,
                    SamplesPerSec = (double)sum / RateSeconds,
                    ClockSkewed = _skewed,
                };
            }
        }
    }

    /// <summary>Counts one batch.</summary>
    public void Count(int acknowledged, int refused, int skewed)
    {
        lock (_lock)
        {
            MoveOn();
            _perSecond[_second % _perSecond.Length] += acknowledged;
            _acknowledged += acknowledged;
            _refused += refused;
            _skewed += skewed;
        }

        _samples.Add(acknowledged);
        _refusals.Add(refused);
    }

    private void MoveOn()
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        for (var steps = Math.Min(now - _second, _perSecond.Length); steps > 0; steps--)
        {
            _perSecond[(now - steps + 1) % _perSecond.Length] = 0;
        }

        _second = Math.Max(now, _second);
    }
}
