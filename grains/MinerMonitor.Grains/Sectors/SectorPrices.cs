namespace MinerMonitor.Grains.Sectors;

/// <summary>Hashprice and price of each world, asked for at most four times a second by one silo, however many fleets want them. One per silo.</summary>
/// <remarks>For what moves by the wall clock. A replay's own frames must not depend on it: they ask <see cref="ISectorGrain"/>.</remarks>
public sealed class SectorPrices(IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan s_age = TimeSpan.FromMilliseconds(250);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Answer> _hashprices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Answer> _prices = new(StringComparer.Ordinal);

    /// <summary>Hashprice now, USD per PH/s and day; null while it is not known.</summary>
    public async ValueTask<double?> GetHashpriceAsync(string world) => await AskAsync(_hashprices, world, static sector => sector.GetHashpriceAsync());

    /// <summary>Price now, USD per BTC; null while it is not known.</summary>
    public async ValueTask<double?> GetPriceAsync(string world) => await AskAsync(_prices, world, static sector => sector.GetPriceAsync());

    private Task<double?> AskAsync(Dictionary<string, Answer> answers, string world, Func<ISectorGrain, ValueTask<double?>> ask)
    {
        lock (_gate)
        {
            if (!answers.TryGetValue(world, out var answer) || time.GetElapsedTime(answer.AskedAt) >= s_age || answer.Value.IsFaulted)
            {
                answer = new Answer(time.GetTimestamp(), ask(grains.GetGrain<ISectorGrain>(world)).AsTask());
                answers[world] = answer;
            }

            return answer.Value;
        }
    }

    private sealed record Answer(long AskedAt, Task<double?> Value);
}
