using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace MinerMonitor.Silo.Access;

/// <summary>Codes of sign-in links: good once, for 15 minutes, on the silo that printed them.</summary>
internal sealed class SignInCodes(TimeProvider time)
{
    /// <summary>How long a code is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, (string KeyId, long MadeAt)> _keyIdByCode = new(StringComparer.Ordinal);

    /// <summary>Makes a code that signs in with the rights of a key.</summary>
    public string Create(string keyId)
    {
        foreach (var (old, entry) in _keyIdByCode)
        {
            if (time.GetElapsedTime(entry.MadeAt) > Life)
            {
                _keyIdByCode.TryRemove(old, out _);
            }
        }

        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        _keyIdByCode[code] = (keyId, time.GetTimestamp());
        return code;
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>The key whose rights it gives; null when the code is unknown, used or too old.</returns>
    public string? Redeem(string code) =>
        _keyIdByCode.TryRemove(code, out var entry) && time.GetElapsedTime(entry.MadeAt) <= Life ? entry.KeyId : null;
}
