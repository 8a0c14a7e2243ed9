using System.Buffers;
using System.Buffers.Text;
using MinerMonitor.Terminal.Load;

namespace MinerMonitor.Benchmarks.Scale;

/// <summary>
/// Some rounds of a plan, written once and sent over and over with new times, so that the load costs the machine little and every system gets
/// the same readings in the same bytes.
/// </summary>
internal sealed class PreparedBodies : ILoadBodies
{
    private const int Rounds = 4;
    private const int Digits = 13; // of a time in Unix milliseconds, until the year 2286
    private const long AnyTimeMs = 1_000_000_000_000;
    private readonly Prepared[][] _bodies;

    /// <summary>Writes them.</summary>
    public PreparedBodies(LoadPlan plan)
    {
        var writer = new LoadBatches(plan);
        var space = new ArrayBufferWriter<byte>();
        var afterTime = plan.Format == Client.SampleFormat.LineProtocol ? 1 : 2; // line feed; brace and line feed
        _bodies = [.. Enumerable.Range(0, Rounds).Select(round => Enumerable.Range(0, plan.BatchesPerRound).Select(batch =>
        {
            writer.Write(round, batch, AnyTimeMs, space);
            return new Prepared(space.WrittenSpan, plan.SamplesOf(batch), afterTime);
        }).ToArray())];
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Body(int round, int batch, long atMs, ArrayBufferWriter<byte> space) => _bodies[round % Rounds][batch].At(atMs);

    /// <summary>A body and where the times in it stand.</summary>
    private sealed class Prepared
    {
        private readonly byte[] _bytes;
        private readonly int[] _times;

        public Prepared(ReadOnlySpan<byte> bytes, int samples, int afterTime)
        {
            _bytes = bytes.ToArray();
            _times = new int[samples];
            var start = 0;
            for (var sample = 0; sample < samples; sample++)
            {
                start += bytes[start..].IndexOf((byte)'\n') + 1;
                _times[sample] = start - afterTime - Digits;
            }
        }

        public ReadOnlyMemory<byte> At(long atMs)
        {
            Span<byte> time = stackalloc byte[Digits];
            Utf8Formatter.TryFormat(atMs, time, out _);
            foreach (var at in _times)
            {
                time.CopyTo(_bytes.AsSpan(at));
            }

            return _bytes;
        }
    }
}
