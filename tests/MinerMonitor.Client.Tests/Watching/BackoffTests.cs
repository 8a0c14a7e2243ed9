using MinerMonitor.Client.Watching;
using Xunit;

namespace MinerMonitor.Client.Tests.Watching;

public sealed class BackoffTests
{
    private static readonly TimeSpan s_min = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_max = TimeSpan.FromSeconds(15);

    [Fact]
    public void Bound_doubles_with_each_failure_until_the_longest_wait()
    {
        var backoff = new Backoff(s_min, s_max, new Random(1));

        List<double> bounds = [];
        for (var failure = 0; failure < 8; failure++)
        {
            bounds.Add(backoff.Bound.TotalSeconds);
            backoff.Next();
        }

        Assert.Equal([0.5, 1, 2, 4, 8, 15, 15, 15], bounds);
    }

    [Fact]
    public void Waits_are_spread_over_the_whole_range_when_many_viewers_reconnect()
    {
        var waits = Enumerable.Range(0, 1000).Select(seed => new Backoff(s_min, s_max, new Random(seed)).Next()).ToArray();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, s_min));
        var perTenth = waits.GroupBy(wait => (int)(wait / s_min * 10)).Select(group => group.Count()).ToArray();
        Assert.Equal(10, perTenth.Length);
        Assert.All(perTenth, count => Assert.InRange(count, 60, 140)); // 100 expected, ± 4 standard deviations
    }

    [Fact]
    public void Waits_repeat_when_the_seed_is_the_same()
    {
        var first = new Backoff(s_min, s_max, new Random(7));
        var second = new Backoff(s_min, s_max, new Random(7));

        Assert.Equal(Enumerable.Range(0, 20).Select(_ => first.Next()), Enumerable.Range(0, 20).Select(_ => second.Next()));
    }

    [Fact]
    public void Bound_starts_over_when_reset()
    {
        var backoff = new Backoff(s_min, s_max, new Random(1));
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        Assert.Equal(s_min, backoff.Bound);
    }
}
