namespace MinerMonitor.Silo.Feeds;

/// <summary>Order of numbered streams of one connection: what is older than what was there is told apart.</summary>
/// <remarks>A stream that stays behind for 100 messages has begun to count anew, as after a restart of the venue, and is followed from there.</remarks>
internal sealed class StreamOrder
{
    private const int Patience = 100;

    private readonly Dictionary<string, (long Newest, int Behind)> _streams = new(StringComparer.Ordinal);

    /// <summary>Takes the next number of a stream.</summary>
    /// <param name="stream">The stream, from a fixed set.</param>
    /// <param name="number">Its sequence, id or time.</param>
    public OrderStep Take(string stream, long number)
    {
        if (!_streams.TryGetValue(stream, out var known))
        {
            _streams[stream] = (number, 0);
            return new OrderStep(1, 0);
        }

        if (number < known.Newest && known.Behind < Patience)
        {
            _streams[stream] = (known.Newest, known.Behind + 1);
            return new OrderStep(-1, 0);
        }

        _streams[stream] = (number, 0);
        return new OrderStep(number == known.Newest ? 0 : 1, Math.Max(0, number - known.Newest - 1));
    }

    /// <summary>Forgets a stream: its venue says that it counts anew.</summary>
    public void Forget(string stream) => _streams.Remove(stream);
}

/// <summary>Where a message stands in its stream.</summary>
/// <param name="Sign">Negative: older than one that was there; zero: the same again; positive: newer.</param>
/// <param name="Skipped">Numbers left out before it.</param>
internal readonly record struct OrderStep(int Sign, long Skipped);
