using System.Buffers;
using System.Buffers.Text;
using MinerMonitor.Client;

namespace MinerMonitor.Terminal.Load;

/// <summary>Writes the bodies of a load. A reading depends on seed, machine and round alone, so a batch can be written again.</summary>
public sealed class LoadBatches : ILoadBodies
{
    private const int MostBytesOfSample = 256;
    private static readonly string[] s_models = ["Antminer S19j Pro", "Antminer S21", "Whatsminer M50S", "Whatsminer M60S"];
    private static readonly (double HashrateThs, double PowerW)[] s_nameplates = [(104, 3068), (200, 3500), (126, 3276), (186, 3441)];
    private static readonly byte[][] s_lineModels = [.. s_models.Select(model => System.Text.Encoding.UTF8.GetBytes(model.Replace(" ", "\\ ", StringComparison.Ordinal)))];
    private static readonly byte[][] s_jsonModels = [.. s_models.Select(System.Text.Encoding.UTF8.GetBytes)];
    private readonly LoadPlan _plan;
    private readonly long _stride;

    /// <summary>Makes the writer of a plan.</summary>
    public LoadBatches(LoadPlan plan)
    {
        _plan = plan;
        _stride = plan.Order == LoadOrder.Site ? 1 : CoprimeTo(plan.Miners);
    }

    /// <summary>Writes one batch.</summary>
    /// <param name="round">Round, from 0.</param>
    /// <param name="batch">Batch within the round.</param>
    /// <param name="atMs">Time of all its readings, Unix milliseconds.</param>
    /// <param name="body">Where to; it is cleared first.</param>
    public void Write(int round, int batch, long atMs, ArrayBufferWriter<byte> body)
    {
        body.ResetWrittenCount();
        var first = (long)batch * _plan.BatchSize;
        for (var index = 0; index < _plan.SamplesOf(batch); index++)
        {
            var miner = (int)((first + index) * _stride % _plan.Miners);
            var span = body.GetSpan(MostBytesOfSample);
            body.Advance(_plan.Format == SampleFormat.LineProtocol ? WriteLine(span, miner, round, atMs) : WriteJson(span, miner, round, atMs));
        }
    }

    ReadOnlyMemory<byte> ILoadBodies.Body(int round, int batch, long atMs, ArrayBufferWriter<byte> space)
    {
        Write(round, batch, atMs, space);
        return space.WrittenMemory;
    }

    private int WriteLine(Span<byte> to, int miner, int round, long atMs)
    {
        var reading = Reading.Of(_plan.Seed, miner, round);
        var at = 0;
        Put("miners,miner=w"u8, to, ref at);
        Put(miner, 7, to, ref at);
        Put(",site=s"u8, to, ref at);
        Put(SiteOf(miner), 0, to, ref at);
        Put(",model="u8, to, ref at);
        Put(s_lineModels[reading.Model], to, ref at);
        Put(" hashrateThs="u8, to, ref at);
        PutTenths(reading.HashrateTenthsThs, to, ref at);
        Put(",powerW="u8, to, ref at);
        Put(reading.PowerW, 0, to, ref at);
        Put(",chipTemperatureC="u8, to, ref at);
        PutTenths(reading.ChipTenthsC, to, ref at);
        Put(",uptimeSec="u8, to, ref at);
        Put(reading.UptimeSec, 0, to, ref at);
        Put(" "u8, to, ref at);
        Put(atMs, 0, to, ref at);
        Put("\n"u8, to, ref at);
        return at;
    }

    private int WriteJson(Span<byte> to, int miner, int round, long atMs)
    {
        var reading = Reading.Of(_plan.Seed, miner, round);
        var at = 0;
        Put("{\"miner\":\"w"u8, to, ref at);
        Put(miner, 7, to, ref at);
        Put("\",\"site\":\"s"u8, to, ref at);
        Put(SiteOf(miner), 0, to, ref at);
        Put("\",\"model\":\""u8, to, ref at);
        Put(s_jsonModels[reading.Model], to, ref at);
        Put("\",\"hashrateThs\":"u8, to, ref at);
        PutTenths(reading.HashrateTenthsThs, to, ref at);
        Put(",\"powerW\":"u8, to, ref at);
        Put(reading.PowerW, 0, to, ref at);
        Put(",\"chipTemperatureC\":"u8, to, ref at);
        PutTenths(reading.ChipTenthsC, to, ref at);
        Put(",\"uptimeSec\":"u8, to, ref at);
        Put(reading.UptimeSec, 0, to, ref at);
        Put(",\"atMs\":"u8, to, ref at);
        Put(atMs, 0, to, ref at);
        Put("}\n"u8, to, ref at);
        return at;
    }

    private int SiteOf(int miner) => (int)((long)miner * _plan.Sites / _plan.Miners);

    private static void Put(ReadOnlySpan<byte> text, Span<byte> to, ref int at)
    {
        text.CopyTo(to[at..]);
        at += text.Length;
    }

    private static void Put(long number, byte digits, Span<byte> to, ref int at)
    {
        Utf8Formatter.TryFormat(number, to[at..], out var written, new StandardFormat('D', digits));
        at += written;
    }

    private static void PutTenths(int tenths, Span<byte> to, ref int at)
    {
        Put(tenths / 10, 0, to, ref at);
        to[at++] = (byte)'.';
        to[at++] = (byte)('0' + (tenths % 10));
    }

    /// <summary>A step that visits every machine once and leaves neighbours far apart.</summary>
    private static long CoprimeTo(int count)
    {
        var step = (long)(count * 0.6180339887498949) | 1; // golden section: spreads evenly
        while (GreatestCommonDivisor(step, count) != 1) step += 2;
        return step;
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }

    /// <summary>What a machine reports in a round: near its nameplate, in tenths where the format has decimals.</summary>
    private readonly record struct Reading(int Model, int HashrateTenthsThs, int PowerW, int ChipTenthsC, int UptimeSec)
    {
        public static Reading Of(int seed, int miner, int round)
        {
            var model = (int)(Mix(((ulong)(uint)seed << 32) | (uint)miner) % (ulong)s_models.Length);
            var random = Mix(Mix(((ulong)(uint)seed << 32) | (uint)miner) + (uint)round);
            var (hashrateThs, powerW) = s_nameplates[model];
            return new Reading(
                model,
                (int)(hashrateThs * (9.6 + (0.8 * Share(random)))),
                (int)(powerW * (0.97 + (0.06 * Share(random >> 16)))),
                600 + (int)(100 * Share(random >> 32)),
                (round * 60) + (int)(random >> 48));
        }

        private static double Share(ulong bits) => (bits & 0xffff) / 65536.0;

        /// <summary>SplitMix64, Steele and others 2014: a good mixture of 64 bits.</summary>
        private static ulong Mix(ulong value)
        {
            value += 0x9e3779b97f4a7c15;
            value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
            value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
            return value ^ (value >> 31);
        }
    }
}
