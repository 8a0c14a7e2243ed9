using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MinerMonitor.Model.Markets;

/// <summary>Which events were taken lately, so that one that comes twice counts once.</summary>
/// <remarks>
/// Two generations of 64-bit hashes: an event is known for 10 to 20 minutes. Two different events of the same hash among 100,000 have a
/// probability of 3 in ten thousand million.
/// </remarks>
[GenerateSerializer, Alias("mm.market.recent-events")]
public sealed class RecentEvents
{
    /// <summary>An event is known for at least so long, milliseconds.</summary>
    public const long KeptMs = 10 * 60_000;

    /// <summary>Events of one generation: 300 a second for 10 minutes. Beyond it the older generation goes early.</summary>
    public const int MaxEvents = 180_000;

    [Id(0)] private HashSet<long> _newer = [];
    [Id(1)] private HashSet<long> _older = [];
    [Id(2)] private long _sinceMs;

    /// <summary>True when it was taken lately.</summary>
    public bool Knows(string venue, string eventId, long nowMs)
    {
        Age(nowMs);
        var hash = Hash(venue, eventId);
        return _newer.Contains(hash) || _older.Contains(hash);
    }

    /// <summary>Notes that it was taken.</summary>
    public void Add(string venue, string eventId, long nowMs)
    {
        Age(nowMs);
        _newer.Add(Hash(venue, eventId));
    }

    private static long Hash(string venue, string eventId) =>
        BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{venue}\n{eventId}")));

    private void Age(long nowMs)
    {
        if (nowMs - _sinceMs < KeptMs && _newer.Count < MaxEvents)
        {
            return;
        }

        _older = nowMs - _sinceMs < 2 * KeptMs ? _newer : [];
        _newer = [];
        _sinceMs = nowMs;
    }
}
