namespace MinerMonitor.Silo.Access;

/// <summary>Request feature: a key was shown and is not good.</summary>
internal sealed record RefusedKey(KeyOutcome Outcome);
