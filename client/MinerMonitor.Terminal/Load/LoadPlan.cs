using MinerMonitor.Client;

namespace MinerMonitor.Terminal.Load;

/// <summary>Order in which miners report.</summary>
public enum LoadOrder
{
    /// <summary>Machines of a site report together, as a collector at each site sends them.</summary>
    Site,

    /// <summary>Each batch holds machines from all over the fleet: the hard case for a server that groups by machine.</summary>
    Shuffled,
}

/// <summary>What a load is: a fleet of machines, each reporting round after round. The same plan and seed give the same readings.</summary>
public sealed record LoadPlan
{
    /// <summary>Fleet that takes the samples; made when it is not there.</summary>
    public required string Fleet { get; init; }

    /// <summary>Machines.</summary>
    public required int Miners { get; init; }

    /// <summary>Samples a second to aim at; null: as many as the server takes.</summary>
    public required double? RatePerSec { get; init; }

    /// <summary>Format of the bodies.</summary>
    public required SampleFormat Format { get; init; }

    /// <summary>Order of machines over batches.</summary>
    public required LoadOrder Order { get; init; }

    /// <summary>Samples of a request.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Requests under way at a time.</summary>
    public required int Connections { get; init; }

    /// <summary>How long to send.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Rounds after which it ends, though time is left; null: none.</summary>
    public int? MostRounds { get; init; }

    /// <summary>Seed of the readings.</summary>
    public required int Seed { get; init; }

    /// <summary>Sites over which the machines are spread.</summary>
    public required int Sites { get; init; }

    /// <summary>Batches of one round: every machine once.</summary>
    public int BatchesPerRound => (Miners + BatchSize - 1) / BatchSize;

    /// <summary>Requests that can be under way without the same machine being in two of them.</summary>
    public int Senders => Math.Min(Connections, BatchesPerRound);

    /// <summary>Samples of a batch: the last one of a round may be shorter.</summary>
    /// <param name="batch">Batch within the round.</param>
    public int SamplesOf(int batch) => Math.Min(BatchSize, Miners - (batch * BatchSize));

    /// <summary>The same, when it makes sense.</summary>
    /// <exception cref="InputException">A number lies outside of what makes sense.</exception>
    public LoadPlan Checked()
    {
        Check(Miners, "--miners", 1, 10_000_000);
        Check(BatchSize, "--batch", 1, 100_000);
        Check(Connections, "--connections", 1, 256);
        Check(Sites, "--sites", 1, 10_000);
        if (RatePerSec is { } rate && !(rate is > 0 and <= 1e8)) throw new InputException("--rate is samples a second, above 0 and at most 100,000,000.");
        if (Duration <= TimeSpan.Zero || Duration > TimeSpan.FromDays(30)) throw new InputException("--seconds lies above 0 and at most at 30 days.");
        return this;
    }

    private static void Check(int value, string option, int least, int most)
    {
        if (value < least || value > most) throw new InputException(FormattableString.Invariant($"{option} lies between {least} and {most}, not at {value}."));
    }
}
