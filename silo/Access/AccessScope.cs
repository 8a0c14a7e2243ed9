using System.Diagnostics.CodeAnalysis;

namespace MinerMonitor.Silo.Access;

/// <summary>What a scope is about.</summary>
internal enum ScopeKind
{
    Admin,
    Operator,
    Fleet,
    Site,
}

/// <summary>One right of a key: <c>admin</c>, <c>operator:{id}:read</c>, <c>fleet:{id}:read|write</c> or <c>site:{fleet}/{site}:read|write</c>. Write includes read.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">Operator or fleet; empty for <c>admin</c>.</param>
/// <param name="Site">Site; empty for all but sites.</param>
/// <param name="Write">True when it allows writing.</param>
internal sealed record AccessScope(ScopeKind Kind, string Id, string Site, bool Write)
{
    private const string Read = "read";
    private const string ReadWrite = "write";

    /// <summary>Everything.</summary>
    public static AccessScope Admin { get; } = new(ScopeKind.Admin, "", "", true);

    /// <summary>Reads the text form.</summary>
    /// <param name="text">Text, for example <c>fleet:acme:write</c>.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="fault">Fault and remedy, when false.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AccessScope? scope, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        scope = text == "admin" ? Admin : ParseParts(text);
        if (scope is null)
        {
            fault = $"'{text}' is not a scope; use admin, operator:ID:read, fleet:ID:read, fleet:ID:write, site:FLEET/SITE:read or site:FLEET/SITE:write.";
        }

        return scope is not null;
    }

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        var right = Write ? ReadWrite : Read;
        return Kind switch
        {
            ScopeKind.Admin => "admin",
            ScopeKind.Operator => $"operator:{Id}:{right}",
            ScopeKind.Fleet => $"fleet:{Id}:{right}",
            _ => $"site:{Id}/{Site}:{right}",
        };
    }

    private static AccessScope? ParseParts(string text)
    {
        // Ids may hold colons, so the first and the last one separate.
        var first = text.IndexOf(':', StringComparison.Ordinal);
        var last = text.LastIndexOf(':');
        if (first <= 0 || last <= first + 1)
        {
            return null;
        }

        var id = text[(first + 1)..last];
        var right = text[(last + 1)..];
        if (right is not (Read or ReadWrite) || id.Any(char.IsControl))
        {
            return null;
        }

        var write = right == ReadWrite;
        var slash = id.IndexOf('/', StringComparison.Ordinal);
        return text[..first] switch
        {
            "operator" when !write && slash < 0 => new AccessScope(ScopeKind.Operator, id, "", false),
            "fleet" when slash < 0 => new AccessScope(ScopeKind.Fleet, id, "", write),
            "site" when slash > 0 && slash < id.Length - 1 => new AccessScope(ScopeKind.Site, id[..slash], id[(slash + 1)..], write),
            _ => null,
        };
    }
}
