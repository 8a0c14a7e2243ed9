using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using MinerMonitor.Grains.Access;

namespace MinerMonitor.Silo.Access;

/// <summary>Verifies keys, remembering good ones for 5 seconds: so a revoked key dies within that, on every silo.</summary>
internal sealed class KeyVerifier(IGrainFactory grains, AttemptLimit attempts, TimeProvider time)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan s_life = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    /// <summary>Verifies the text of a key.</summary>
    /// <param name="text">The key as it was sent.</param>
    /// <param name="address">Who sent it, for the limit of failed attempts.</param>
    public async ValueTask<KeyVerdict> VerifyAsync(string text, IPAddress? address)
    {
        if (!KeyText.TryParse(text, out var key))
        {
            attempts.Count(address);
            return new KeyVerdict(KeyOutcome.Invalid);
        }

        // A key that was good before is looked up whatever its neighbours behind one address do.
        var wasGood = _remembered.TryGetValue(key.Id, out var known) && CryptographicOperations.FixedTimeEquals(known.SecretHash, key.SecretHash);
        if (wasGood && time.GetElapsedTime(known!.VerifiedAt) < s_life && !(known.ExpiresAtMs <= NowMs))
        {
            return new KeyVerdict(KeyOutcome.Valid, known.Grant, known.ExpiresAtMs);
        }

        if (!wasGood && attempts.IsExceeded(address))
        {
            return new KeyVerdict(KeyOutcome.TooManyAttempts);
        }

        if (await grains.GetGrain<IKeyGrain>(key.Id).VerifyAsync(key.SecretHash) is not { } record)
        {
            _remembered.TryRemove(key.Id, out _);
            attempts.Count(address);
            return new KeyVerdict(KeyOutcome.Invalid);
        }

        var grant = ToGrant(record);
        Remember(key.Id, new Remembered(key.SecretHash, grant, record.ExpiresAtMs, time.GetTimestamp()));
        return new KeyVerdict(KeyOutcome.Valid, grant, record.ExpiresAtMs);
    }

    /// <summary>True while a key that was verified before is still good.</summary>
    public async ValueTask<bool> IsActiveAsync(string keyId) => await grains.GetGrain<IKeyGrain>(keyId).GetAsync() is not null;

    /// <summary>Forgets what is remembered of a key on this silo.</summary>
    public void Forget(string keyId) => _remembered.TryRemove(keyId, out _);

    /// <summary>What a key may do. A scope that this version does not know grants nothing.</summary>
    public static AccessGrant ToGrant(KeyRecord record) => new(
        record.Id,
        [.. record.Scopes.Select(text => AccessScope.TryParse(text, out var scope, out _) ? scope : null).OfType<AccessScope>()],
        record.IsDisplay);

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Remember(string keyId, Remembered entry)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear(); // costs each key one look-up
        }

        _remembered[keyId] = entry;
    }

    private sealed record Remembered(byte[] SecretHash, AccessGrant Grant, long? ExpiresAtMs, long VerifiedAt);
}
