namespace MinerMonitor.Grains.Networks;

/// <summary>What changes every few seconds, or is somebody else's figure: fee rates, memory pool, reported hashrate and forecast. Held in memory only.</summary>
internal sealed class NetworkPulse
{
    /// <summary>What transactions pay.</summary>
    public Said<FeeRates>? FeeRates { get; private set; }

    /// <summary>What waits.</summary>
    public Said<MempoolReading>? Mempool { get; private set; }

    /// <summary>A source's own hashrate over about 7 days, EH/s.</summary>
    public Said<double>? HashrateEhs { get; private set; }

    /// <summary>A source's own forecast of the coming retarget, a fraction.</summary>
    public Said<double>? RetargetChange { get; private set; }

    /// <summary>Takes a valid observation; true when it told something of these.</summary>
    public bool Take(NetworkObservation seen, long nowMs)
    {
        var atMs = Math.Min(seen.AtMs ?? nowMs, nowMs);
        if (seen.FeeRates is { } rates) FeeRates = new Said<FeeRates>(rates, atMs, seen.Source);
        if (seen.Mempool is { } mempool) Mempool = new Said<MempoolReading>(mempool, atMs, seen.Source);
        if (seen.ReportedHashrateEhs is { } hashrate) HashrateEhs = new Said<double>(hashrate, atMs, seen.Source);
        if (seen.ReportedRetargetChange is { } change) RetargetChange = new Said<double>(change, atMs, seen.Source);
        return (seen.FeeRates ?? seen.Mempool ?? (object?)seen.ReportedHashrateEhs ?? seen.ReportedRetargetChange) is not null;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => (FeeRates, Mempool, HashrateEhs, RetargetChange) = (null, null, null, null);
}
