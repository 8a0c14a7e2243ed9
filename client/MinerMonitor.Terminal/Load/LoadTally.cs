using System.Runtime.InteropServices;

namespace MinerMonitor.Terminal.Load;

/// <summary>What came of a load so far. Senders add from their own threads.</summary>
public sealed class LoadTally
{
    private readonly Lock _gate = new();
    private readonly List<float> _latenciesMs = [];

    /// <summary>Samples that the server said are durable.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Samples that the server refused, by name.</summary>
    public long Refused { get; private set; }

    /// <summary>Samples of batches to which no answer came before the end: they may be there or not.</summary>
    public long Unknown { get; private set; }

    /// <summary>Times that a batch was sent again, because the server said "not now" or nothing.</summary>
    public long Resent { get; private set; }

    /// <summary>Bytes of acknowledged bodies.</summary>
    public long Bytes { get; private set; }

    /// <summary>Counts a batch that was answered.</summary>
    /// <param name="kept">Samples kept.</param>
    /// <param name="refused">Samples refused.</param>
    /// <param name="bytes">Length of the body.</param>
    /// <param name="latencyMs">From when it was due (without a rate: from when it was sent) to the answer, milliseconds.</param>
    public void Answered(int kept, int refused, int bytes, double latencyMs)
    {
        lock (_gate)
        {
            Acknowledged += kept;
            Refused += refused;
            Bytes += bytes;
            _latenciesMs.Add((float)latencyMs);
        }
    }

    /// <summary>Counts a batch that is sent again.</summary>
    public void SentAgain()
    {
        lock (_gate) Resent++;
    }

    /// <summary>Counts a batch that was given up.</summary>
    /// <param name="samples">Its samples.</param>
    public void GaveUp(int samples)
    {
        lock (_gate) Unknown += samples;
    }

    /// <summary>Latencies that shares of the batches stayed within, milliseconds; empty without batches.</summary>
    /// <param name="shares">Shares, such as 0.99.</param>
    public double[] LatenciesMs(params ReadOnlySpan<double> shares)
    {
        lock (_gate)
        {
            if (_latenciesMs.Count == 0) return [];
            CollectionsMarshal.AsSpan(_latenciesMs).Sort();
            var found = new double[shares.Length];
            for (var index = 0; index < shares.Length; index++)
                found[index] = _latenciesMs[Math.Min(_latenciesMs.Count - 1, (int)(_latenciesMs.Count * shares[index]))];
            return found;
        }
    }
}
