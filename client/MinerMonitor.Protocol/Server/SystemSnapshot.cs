namespace MinerMonitor.Protocol.Server;

/// <summary>The running server. <c>GET /api/v1/system</c>.</summary>
public sealed record SystemSnapshot
{
    /// <summary>Version of the server.</summary>
    public required string Version { get; init; }

    /// <summary>Server clock, Unix milliseconds.</summary>
    public required long ServerAtMs { get; init; }

    /// <summary>When this silo started, Unix milliseconds.</summary>
    public required long StartedAtMs { get; init; }

    /// <summary>Addresses of the active silos.</summary>
    public IReadOnlyList<string> Silos { get; set; } = [];

    /// <summary>The store.</summary>
    public required StoreStatus Store { get; init; }

    /// <summary>Intake of this silo.</summary>
    public required IntakeStatus Intake { get; init; }

    /// <summary>How it runs inside; null for a caller without a key.</summary>
    public SystemOperations? Operations { get; init; }
}

/// <summary>How the server runs inside: for those who look after it.</summary>
public sealed record SystemOperations
{
    /// <summary>Silos of the cluster, those that left within the last hours included.</summary>
    public IReadOnlyList<SiloSnapshot> Silos { get; set; } = [];

    /// <summary>Memory of the process that answers, bytes.</summary>
    public required long WorkingSetBytes { get; init; }

    /// <summary>Memory that this process may have, bytes.</summary>
    public required long MemoryLimitBytes { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public required int Processors { get; init; }

    /// <summary>Live delivery of this silo.</summary>
    public required LiveStatus Live { get; init; }

    /// <summary>The journal of this silo; null where it keeps none.</summary>
    public JournalStatus? Journal { get; init; }
}

/// <summary>One silo of the cluster.</summary>
public sealed record SiloSnapshot
{
    /// <summary>Address.</summary>
    public required string Address { get; init; }

    /// <summary>Name of the silo.</summary>
    public required string Name { get; init; }

    /// <summary>State in the cluster: <c>active</c>, <c>joining</c>, <c>dead</c> …</summary>
    public required string Status { get; init; }

    /// <summary>True for the one that answers.</summary>
    public bool Answers { get; init; }

    /// <summary>Started, Unix milliseconds.</summary>
    public required long StartedAtMs { get; init; }

    /// <summary>Processor time over all its processors, fraction; null when not known.</summary>
    public double? CpuFraction { get; init; }

    /// <summary>Managed memory in use, bytes; null when not known.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Grains in memory; null when not known.</summary>
    public int? Grains { get; init; }
}

/// <summary>Live delivery of one silo.</summary>
public sealed record LiveStatus
{
    /// <summary>Watches open now.</summary>
    public required long Viewers { get; init; }

    /// <summary>Topics subscribed at their owners now.</summary>
    public required long Topics { get; init; }

    /// <summary>Frames passed over for viewers in mode latest, since start.</summary>
    public required long Skipped { get; init; }

    /// <summary>Viewers disconnected because they read too slowly, since start.</summary>
    public required long Slow { get; init; }

    /// <summary>Gaps repaired by asking the owner again, since start.</summary>
    public required long Repairs { get; init; }
}

/// <summary>The journal writer of one silo.</summary>
public sealed record JournalStatus
{
    /// <summary>Bytes that wait for the store or are on their way.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>Bytes beyond which writes are refused.</summary>
    public required long LimitBytes { get; init; }

    /// <summary>Time from the start of the last group commit until it was durable, milliseconds; null before the first.</summary>
    public double? LastCommitMs { get; init; }

    /// <summary>The slowest of the last minute or two, milliseconds; null before the first.</summary>
    public double? SlowestCommitMs { get; init; }
}

/// <summary>State of the store.</summary>
public sealed record StoreStatus
{
    /// <summary><c>embedded</c> or <c>redis</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>True when a scripted write and read succeed and nothing below is wrong.</summary>
    public required bool Ready { get; init; }

    /// <summary>What is wrong and how to mend it; null when nothing is.</summary>
    public string? Fault { get; init; }

    /// <summary>What an acknowledged write survives, in words.</summary>
    public required string Durability { get; init; }

    /// <summary>Memory in use, bytes; null where not known.</summary>
    public long? UsedBytes { get; init; }

    /// <summary>Memory budget, bytes; null for an outside Redis.</summary>
    public long? BudgetBytes { get; init; }

    /// <summary>Free disk of the data folder, bytes; null for an outside Redis.</summary>
    public long? DiskFreeBytes { get; init; }

    /// <summary>Size of that disk, bytes.</summary>
    public long? DiskTotalBytes { get; init; }
}

/// <summary>Intake of one silo since it started.</summary>
public sealed record IntakeStatus
{
    /// <summary>Samples acknowledged.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Samples refused.</summary>
    public required long Refused { get; init; }

    /// <summary>Samples a second over the last 10 seconds.</summary>
    public required double SamplesPerSec { get; init; }

    /// <summary>Timestamps replaced because they lay ahead of the server's clock.</summary>
    public required long ClockSkewed { get; init; }
}

/// <summary>A world. Items of <c>GET /api/v1/worlds</c>.</summary>
public sealed record WorldSnapshot
{
    /// <summary>Name, for example <c>live</c>, <c>feb-2026</c>, or <c>feb-2026~k3j9</c> for a viewer's own copy.</summary>
    public required string World { get; init; }

    /// <summary><c>live</c> or <c>replay</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Title for people.</summary>
    public required string Title { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>World seconds per second; 0 when paused; 1 for <c>live</c>.</summary>
    public required double Speed { get; init; }

    /// <summary>First moment of a replay, Unix milliseconds.</summary>
    public long? StartMs { get; init; }

    /// <summary>Moment at which the replay opens, Unix milliseconds.</summary>
    public long? OpenMs { get; init; }

    /// <summary>Last moment of a replay, Unix milliseconds.</summary>
    public long? EndMs { get; init; }

    /// <summary>True when it has reached its end.</summary>
    public bool Ended { get; init; }

    /// <summary>True for a private copy, which its viewer may control.</summary>
    public bool Controllable { get; init; }

    /// <summary>Fleets of the world that anybody may see (those of a replay).</summary>
    public IReadOnlyList<string> Fleets { get; set; } = [];

    /// <summary>Moments of a replay worth a jump, oldest first.</summary>
    public IReadOnlyList<WorldMoment> Moments { get; set; } = [];
}

/// <summary>Body of <c>POST /api/v1/worlds</c>: makes a private copy of a replay.</summary>
public sealed record WorldRequest
{
    /// <summary>Scenario, for example <c>feb-2026</c>.</summary>
    public required string Scenario { get; init; }

    /// <summary>World seconds per second, 0 to 3600. Default: 600.</summary>
    public double Speed { get; set; } = 600;

    /// <summary>Where to begin, Unix milliseconds; absent: where the scenario opens.</summary>
    public long? FromMs { get; init; }
}

/// <summary>Body of <c>PATCH /api/v1/worlds/{world}</c>: controls a private copy. Absent members stay as they are.</summary>
public sealed record WorldControl
{
    /// <summary>World seconds per second, 0 (pause) to 3600.</summary>
    public double? Speed { get; init; }

    /// <summary>Moment to jump to, Unix milliseconds. A jump back resets the world: streams begin anew.</summary>
    public long? JumpToMs { get; init; }
}

/// <summary>History of one number. <c>GET /api/v1/series/{series}</c>.</summary>
public sealed record SeriesResult
{
    /// <summary>World.</summary>
    public required string World { get; init; }

    /// <summary>Series.</summary>
    public required string Series { get; init; }

    /// <summary>Unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Width of a point that does not say otherwise, seconds.</summary>
    public required double StepSec { get; init; }

    /// <summary>Points, oldest first. A gap is a missing point, never a zero.</summary>
    public required IReadOnlyList<SeriesPoint> Points { get; init; }
}

/// <summary>One point: mean, lowest, highest and last value of its step.</summary>
public sealed record SeriesPoint
{
    /// <summary>Start of the step, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Mean.</summary>
    public required double Mean { get; init; }

    /// <summary>Lowest.</summary>
    public required double Min { get; init; }

    /// <summary>Highest.</summary>
    public required double Max { get; init; }

    /// <summary>Last.</summary>
    public required double Last { get; init; }

    /// <summary>Width of this point, seconds, where it is not that of the answer: before a fine history begins, a coarser one stands in.</summary>
    public double? StepSec { get; init; }
}

/// <summary>Name and unit of a series.</summary>
public sealed record SeriesName
{
    /// <summary>Series.</summary>
    public required string Series { get; init; }

    /// <summary>Unit.</summary>
    public required string Unit { get; init; }

    /// <summary>What it is, for people.</summary>
    public required string Title { get; init; }
}

/// <summary>An event of an event topic.</summary>
public sealed record EventPayload
{
    /// <summary>Kind, for example <c>block</c>, <c>retarget</c>, <c>regime</c>, <c>support-broken</c>, <c>miner-state</c>, <c>site-silent</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened in its world, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>What it is about: a block hash, a miner, a site …</summary>
    public string? Subject { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Text { get; init; }

    /// <summary>Figures of the event by name, with units in the names.</summary>
    public IReadOnlyDictionary<string, double>? Figures { get; init; }

    /// <summary>Words of the event by name, for example <c>from</c> and <c>to</c>.</summary>
    public IReadOnlyDictionary<string, string>? Words { get; init; }
}
