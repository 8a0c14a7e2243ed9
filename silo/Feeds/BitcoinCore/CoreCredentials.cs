using System.Net.Http.Headers;
using System.Text;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>How this server proves itself to the node: its cookie, which changes at every start of the node, or user and password.</summary>
/// <param name="options">Settings.</param>
internal sealed class CoreCredentials(BitcoinCoreOptions options)
{
    private AuthenticationHeaderValue? _header;

    /// <summary>The header; null without credentials, or while there is no cookie file.</summary>
    public AuthenticationHeaderValue? Header => _header ??= Read();

    /// <summary>Forgets the cookie, so that it is read again. False where there is none.</summary>
    public bool Refresh()
    {
        _header = null;
        return options.CookieFile.Length > 0;
    }

    private AuthenticationHeaderValue? Read()
    {
        var text = options.CookieFile.Length == 0 ? $"{options.User}:{options.Password}"
            : File.Exists(options.CookieFile) ? File.ReadAllText(options.CookieFile).Trim()
            : ":";
        return text == ":" ? null : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
    }
}
