using System.Collections.Concurrent;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Hashprice of each world, asked for at most four times a second by one silo, however many fleets want it. One per silo.</summary>
/// <remarks>For <c>live</c>. A replay, whose frames must not depend on the wall clock, asks <see cref="ISectorGrain.GetHashpriceAsync"/>.</remarks>
public sealed class HashpriceCache(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, Answer> _answers = new(StringComparer.Ordinal);

    /// <summary>Hashprice now, USD per PH/s and day; null while it is not known.</summary>
    public async ValueTask<double?> GetAsync(string world)
    {
        if (!_answers.TryGetValue(world, out var answer) || time.GetElapsedTime(answer.AskedAt) > s_age || answer.Hashprice.IsFaulted)
        {
            answer = new Answer(time.GetTimestamp(), grains.GetGrain<ISectorGrain>(world).GetHashpriceAsync().AsTask());
            _answers[world] = answer;
        }

        return await answer.Hashprice;
    }

    private sealed record Answer(long AskedAt, Task<double?> Hashprice);
}
