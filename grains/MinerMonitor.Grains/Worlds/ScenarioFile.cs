using MinerMonitor.Grains.Markets;

namespace MinerMonitor.Grains.Worlds;

// The schema of a scenario: a JSON file in Worlds/Scenarios, named after its scenario. Unknown members are faults. All times are ISO 8601, UTC.
// Each number states its origin: article, chain, derived, interpolated or simulated.

/// <summary>A scenario as it is written.</summary>
internal sealed record ScenarioFile
{
    /// <summary>Name: lower-case letters, digits and dashes.</summary>
    public required string Scenario { get; init; }

    /// <summary>Title for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it tells, a sentence or two.</summary>
    public required string About { get; init; }

    /// <summary>Attributions that must stand beside its values.</summary>
    public required string[] Attribution { get; init; }

    /// <summary>First moment: the warm-up begins.</summary>
    public required DateTimeOffset StartAt { get; init; }

    /// <summary>Moment that viewers see first.</summary>
    public required DateTimeOffset OpenAt { get; init; }

    /// <summary>Last moment.</summary>
    public required DateTimeOffset EndAt { get; init; }

    /// <summary>Single observations of markets.</summary>
    public required ScenarioObservation[] Observations { get; init; }

    /// <summary>Numbers that move between known points.</summary>
    public required ScenarioTrack[] Tracks { get; init; }

    /// <summary>The chain.</summary>
    public required ScenarioChain Chain { get; init; }

    /// <summary>A forecast of the coming retarget that was published; shown beside the computed one.</summary>
    public ScenarioQuote? QuotedRetarget { get; init; }

    /// <summary>Trailing figures of closed days, oldest first.</summary>
    public required ScenarioWindows[] Windows { get; init; }
}

/// <summary>One observation of a market.</summary>
internal sealed record ScenarioObservation
{
    public required DateTimeOffset At { get; init; }

    public required string Market { get; init; }

    public required string Origin { get; init; }

    public required string Source { get; init; }

    /// <summary>The members that the market takes.</summary>
    public required MarketObservation Observation { get; init; }
}

/// <summary>
/// One number of a market, observed at a fixed pace. Between points it runs straight. At a point it has the point's origin; between two
/// equal points of one origin, theirs; between others it is <c>simulated</c> where a point is, else <c>interpolated</c>.
/// </summary>
internal sealed record ScenarioTrack
{
    public required string Market { get; init; }

    /// <summary><c>priceUsd</c> or <c>rolling24hUsd</c>.</summary>
    public required string Member { get; init; }

    public required string Source { get; init; }

    public required string Venue { get; init; }

    /// <summary>Pace, seconds; a multiple of 60.</summary>
    public required int EverySec { get; init; }

    /// <summary>Known points, oldest first; the first at the start, the last at the end of the scenario.</summary>
    public required ScenarioPoint[] Points { get; init; }
}

/// <summary>A known value.</summary>
internal sealed record ScenarioPoint
{
    public required DateTimeOffset At { get; init; }

    public required double Value { get; init; }

    public required string Origin { get; init; }
}

/// <summary>Difficulty epochs and known blocks. Blocks between known ones are evenly spaced and marked <c>interpolated</c>.</summary>
internal sealed record ScenarioChain
{
    public required ScenarioEpoch[] Epochs { get; init; }

    public required ScenarioBlock[] Blocks { get; init; }
}

/// <summary>A difficulty epoch: a fact of the chain.</summary>
internal sealed record ScenarioEpoch
{
    /// <summary>Height of its first block, a multiple of 2,016.</summary>
    public required int Height { get; init; }

    /// <summary>Time of its first block.</summary>
    public required DateTimeOffset StartAt { get; init; }

    public required double Difficulty { get; init; }

    /// <summary>Change against the epoch before, fraction.</summary>
    public required double Change { get; init; }
}

/// <summary>A known block.</summary>
internal sealed record ScenarioBlock
{
    public required int Height { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>chain</c> for a fact; <c>interpolated</c> where only the count of the day is known.</summary>
    public required string Origin { get; init; }
}

/// <summary>A published forecast of a retarget.</summary>
internal sealed record ScenarioQuote
{
    /// <summary>When it was published.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Change, fraction.</summary>
    public required double Change { get; init; }

    /// <summary>UTC day that it named.</summary>
    public DateOnly? ExpectedAt { get; init; }

    public required string Origin { get; init; }

    public required string Source { get; init; }
}

/// <summary>Trailing figures as of the close of one day; see <see cref="Sectors.FrozenWindows"/>.</summary>
internal sealed record ScenarioWindows
{
    public required DateOnly Date { get; init; }

    public required double FitA { get; init; }

    public required double FitB { get; init; }

    public required double FitR2 { get; init; }

    public required double FitResidualDeviation { get; init; }

    public required int FitDays { get; init; }

    public double? FeePerBlockBtc { get; init; }

    public double? RevenueMultiple { get; init; }

    public double? Hashrate7dEhs { get; init; }

    public double? Peak7dEhs { get; init; }

    public DateOnly? Peak7dDate { get; init; }

    public double? Hashrate14dEhs { get; init; }

    public double? Peak14dEhs { get; init; }

    public double? HashRibbon { get; init; }

    public double? DifficultyPeak { get; init; }

    public double? DefaultSupportUsd { get; init; }

    public required double EfficiencyJth { get; init; }

    public string? Regime { get; init; }

    public DateTimeOffset? RegimeSinceAt { get; init; }
}
