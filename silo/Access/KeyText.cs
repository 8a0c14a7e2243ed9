using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MinerMonitor.Silo.Access;

/// <summary>A key as it is sent: <c>mm_{id}_{secret}</c>.</summary>
/// <param name="Id">The part that may be shown.</param>
/// <param name="SecretHash">SHA-256 of the secret.</param>
internal sealed record KeyText(string Id, byte[] SecretHash)
{
    private const string Prefix = "mm_";
    private const string IdLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 12;
    private const int SecretBytes = 32;

    // Longer texts are not keys of ours and not worth hashing.
    private const int MaxLength = 128;

    private static readonly SearchValues<char> s_idLetters = SearchValues.Create(IdLetters);

    /// <summary>Makes a new key of 32 random bytes.</summary>
    /// <returns>The key's text, to be shown once, and what is kept of it.</returns>
    public static (string Text, KeyText Key) Create()
    {
        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return ($"{Prefix}{id}_{secret}", new KeyText(id, Hash(secret)));
    }

    /// <summary>Reads the text form. True says nothing about whether such a key exists.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out KeyText? key)
    {
        key = null;
        if (text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var end = text.IndexOf('_', Prefix.Length);
        if (end != Prefix.Length + IdLength || text.AsSpan(Prefix.Length, IdLength).ContainsAnyExcept(s_idLetters))
        {
            return false;
        }

        key = new KeyText(text[Prefix.Length..end], Hash(text[(end + 1)..]));
        return true;
    }

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
