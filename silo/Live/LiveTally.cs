using System.Diagnostics.Metrics;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Silo.Live;

/// <summary>Adds up the instruments of live delivery, which themselves only tell what changed: for <c>/api/v1/system</c>.</summary>
internal sealed class LiveTally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Instrument[] _instruments =
        [LiveInstruments.Viewers, LiveInstruments.Topics, LiveInstruments.Skipped, LiveInstruments.Slow, LiveInstruments.Repairs];

    private readonly long[] _sums = new long[5];

    /// <summary>Begins to count; make it before the first viewer comes.</summary>
    public LiveTally()
    {
        _listener.SetMeasurementEventCallback<long>((instrument, change, _, _) => Interlocked.Add(ref _sums[Array.IndexOf(_instruments, instrument)], change));
        foreach (var instrument in _instruments)
        {
            _listener.EnableMeasurementEvents(instrument);
        }

        _listener.Start();
    }

    /// <summary>Sums now.</summary>
    public LiveStatus Current => new()
    {
        Viewers = Interlocked.Read(ref _sums[0]),
        Topics = Interlocked.Read(ref _sums[1]),
        Skipped = Interlocked.Read(ref _sums[2]),
        Slow = Interlocked.Read(ref _sums[3]),
        Repairs = Interlocked.Read(ref _sums[4]),
    };

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
