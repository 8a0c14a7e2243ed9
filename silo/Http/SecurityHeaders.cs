using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.FileProviders;

namespace MinerMonitor.Silo.Http;

/// <summary>Headers that keep the page from running or loading anything but its own files.</summary>
internal sealed partial class SecurityHeaders
{
    private readonly string _policy;

    /// <param name="environment">Where the page is.</param>
    public SecurityHeaders(IWebHostEnvironment environment) => _policy = PolicyOf(environment.WebRootFileProvider.GetFileInfo("index.html"));

    /// <summary>Adds the headers to a response.</summary>
    public void Apply(HttpResponse response)
    {
        var headers = response.Headers;
        if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    /// <summary>The policy for a page: only own files, and the page's own import map by its hash.</summary>
    /// <remarks>An import map has to stand in the page itself, and inline scripts are refused otherwise.</remarks>
    public static string PolicyOf(IFileInfo page)
    {
        var hashes = new StringBuilder();
        if (page.Exists)
        {
            using var reader = new StreamReader(page.CreateReadStream());
            foreach (Match map in ImportMap().Matches(reader.ReadToEnd()))
            {
                hashes.Append(" 'sha256-").Append(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(map.Groups["text"].Value)))).Append('\'');
            }
        }

        return $"default-src 'self'; script-src 'self'{hashes}; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
    }

    /// <summary>The policy for the reference: own files and the page's one inline script. Its library styles itself inline.</summary>
    /// <param name="nonce">Number used once, of this very answer.</param>
    public static string PolicyOfReference(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    [GeneratedRegex("""<script\s+type="importmap"\s*>(?<text>.*?)</script>""", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex ImportMap();
}
