using FsCheck.Xunit;
using MinerMonitor.Model.Series;
using Xunit;

namespace MinerMonitor.Model.Tests.Series;

/// <summary>Chunks and steps against a naive list of all values.</summary>
public sealed class SeriesChunkTests
{
    private const long T0 = 1_770_249_600_000;

    [Property(MaxTest = 200)]
    public void Points_equal_those_of_a_naive_list(int seed)
    {
        var random = new Random(seed);
        var resolution = SeriesResolution.All[random.Next(SeriesResolution.All.Length)];
        var chunks = new SortedDictionary<long, SeriesChunk>();
        var naive = new List<(long AtMs, double Value)>();
        var span = resolution.ChunkMs * 3;
        for (var i = 0; i < 300; i++)
        {
            var value = (AtMs: T0 + random.NextInt64(-span, span), Value: Math.Round(random.NextDouble() * 100, 3));
            naive.Add(value);
            var number = resolution.ChunkOf(value.AtMs);
            if (!chunks.TryGetValue(number, out var chunk)) chunk = chunks[number] = new SeriesChunk();
            chunk.Add(resolution, value.AtMs, value.Value);
        }

        var step = resolution.StepMs * random.Next(1, 20);
        var (from, to) = (T0 - random.NextInt64(span), T0 + random.NextInt64(span));
        var points = SeriesSteps.Join(chunks.SelectMany(pair => pair.Value.Points(resolution, pair.Key)), from, to, step).ToList();

        // Steps begin at multiples of their width; one that overlaps the span at all counts whole, but only with whole buckets.
        var expected = naive
            .Select((value, order) => (value.AtMs, value.Value, Order: order))
            .GroupBy(value => resolution.BucketStart(value.AtMs) / step * step)
            .Where(group => group.Key + step > from && group.Key < to)
            .OrderBy(group => group.Key)
            .Select(group => (
                Start: group.Key,
                Count: group.Count(),
                Mean: group.Average(value => value.Value),
                Min: group.Min(value => value.Value),
                Max: group.Max(value => value.Value),
                LastAtMs: group.Max(value => value.AtMs)))
            .ToList();
        Assert.Equal(expected.Select(point => (point.Start, point.Count, point.Min, point.Max, point.LastAtMs)),
            points.Select(point => (point.StartMs, point.Bucket.Count, point.Bucket.Min, point.Bucket.Max, point.Bucket.LastAtMs)));
        foreach (var (point, naivePoint) in points.Zip(expected)) Assert.Equal(naivePoint.Mean, point.Bucket.Mean, 1e-9);
    }

    [Property(MaxTest = 100)]
    public void Order_of_arrival_does_not_matter(int seed)
    {
        var random = new Random(seed);
        var resolution = SeriesResolution.All[0];
        var values = Enumerable.Range(0, 50).Select(i => (AtMs: T0 + i * 700L, Value: (double)random.Next(1000))).ToArray();
        var forward = new SeriesChunk();
        var shuffled = new SeriesChunk();
        foreach (var (atMs, value) in values) forward.Add(resolution, atMs, value);
        random.Shuffle(values);
        foreach (var (atMs, value) in values) shuffled.Add(resolution, atMs, value);

        Assert.Equal(forward.Points(resolution, 7).ToList(), shuffled.Points(resolution, 7).ToList());
    }

    [Theory]
    [InlineData(0, 5_000, 5_000)]
    [InlineData(-2, 60_000, 60_000)]
    [InlineData(-2, 5_000, 60_000)]
    [InlineData(-40, 600_000, 86_400_000)]
    [InlineData(0, 86_400_000, 86_400_000)]
    [InlineData(0, 3_600_000, 600_000)]
    public void Coarsest_resolution_that_fits_is_taken(int hoursOrDaysBack, long stepMs, long expectedMs)
    {
        var back = hoursOrDaysBack < -30 ? hoursOrDaysBack * 86_400_000L : hoursOrDaysBack * 3_600_000L;

        Assert.Equal(expectedMs, SeriesResolution.For(T0 + back, stepMs, T0).StepMs);
    }

    [Fact]
    public void Chunk_is_small_enough_to_be_written_each_minute()
    {
        // 44 bytes a bucket.
        Assert.All(SeriesResolution.All, resolution => Assert.True(resolution.BucketsPerChunk * 44 < 8_192));
        Assert.All(SeriesResolution.All, resolution => Assert.True(resolution.KeepMs is null || resolution.KeepMs >= resolution.ChunkMs));
    }
}
