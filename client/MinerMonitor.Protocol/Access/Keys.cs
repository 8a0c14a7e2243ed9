namespace MinerMonitor.Protocol.Access;

/// <summary>Body of <c>POST /api/v1/keys</c>.</summary>
public sealed record KeyRequest
{
    /// <summary>What the key is for, in words.</summary>
    public required string Name { get; init; }

    /// <summary>Scopes: <c>admin</c>, or <c>operator:{id}:read</c>, <c>fleet:{id}:read|write</c>, <c>site:{fleet}/{site}:read|write</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When it expires, Unix milliseconds; absent: never.</summary>
    public long? ExpiresAtMs { get; init; }
}

/// <summary>Answer of <c>POST /api/v1/keys</c>: the only time that the secret is shown.</summary>
public sealed record KeyCreated
{
    /// <summary>The key as it is sent: <c>Authorization: Bearer …</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What is kept about it.</summary>
    public required KeySummary Summary { get; init; }
}

/// <summary>What is kept about a key; the secret is stored hashed.</summary>
public sealed record KeySummary
{
    /// <summary>Id, the part of the key that may be shown.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>Scopes.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Made, Unix milliseconds.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Expires, Unix milliseconds; null: never.</summary>
    public long? ExpiresAtMs { get; init; }

    /// <summary>Last used, Unix milliseconds, to the minute; null: never.</summary>
    public long? LastUsedAtMs { get; init; }
}

/// <summary>Body of <c>POST /api/v1/sign-in</c>: exchanges a key, or the one-time code of a sign-in link, for the page's cookie.</summary>
public sealed record SignInRequest
{
    /// <summary>A key.</summary>
    public string? Key { get; init; }

    /// <summary>One-time code of a sign-in link.</summary>
    public string? Code { get; init; }
}

/// <summary>Who the caller is. <c>GET /api/v1/sign-in</c>.</summary>
public sealed record SignInStatus
{
    /// <summary>True when the caller showed a good key, or the page's cookie of one.</summary>
    public required bool SignedIn { get; init; }

    /// <summary>Name of the key.</summary>
    public string? Name { get; init; }

    /// <summary>Its scopes; empty without a key.</summary>
    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>When the access ends, Unix milliseconds; null: never. A display's cookie moves its own end on while it is used.</summary>
    public long? ExpiresAtMs { get; init; }

    /// <summary>Why a cookie that was sent gives no access any more, for people; null when none was sent or it is good.</summary>
    public string? Ended { get; init; }

    /// <summary>False when even the sector asks for a key.</summary>
    public required bool PublicSector { get; init; }
}
