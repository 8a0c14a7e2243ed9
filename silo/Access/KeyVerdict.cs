namespace MinerMonitor.Silo.Access;

/// <summary>What became of a key that was shown.</summary>
internal enum KeyOutcome
{
    /// <summary>Unknown, revoked or expired.</summary>
    Invalid,

    /// <summary>Good.</summary>
    Valid,

    /// <summary>Not looked at: too many failed attempts from this address.</summary>
    TooManyAttempts,
}

/// <summary>Outcome of a verification, with the grant and expiry of a good key.</summary>
internal readonly record struct KeyVerdict(KeyOutcome Outcome, AccessGrant? Grant = null, long? ExpiresAtMs = null);
