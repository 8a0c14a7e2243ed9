namespace MinerMonitor.Protocol.Fleets;

/// <summary>One report of one miner. Everything is optional but an identity and one reading; absent is not zero.</summary>
public sealed record Sample
{
    /// <summary>Fleet, on surfaces that take several fleets; else absent.</summary>
    public string? Fleet { get; init; }

    /// <summary>Identity of the miner, at most 128 bytes of UTF-8 without control characters.</summary>
    public string? Miner { get; init; }

    /// <summary>Site; absent: the one known, or <c>unassigned</c>.</summary>
    public string? Site { get; init; }

    /// <summary>Time of the readings, Unix milliseconds; absent or before 2020: time of receipt.</summary>
    public long? AtMs { get; init; }

    /// <summary>Hashrate, TH/s.</summary>
    public double? HashrateThs { get; init; }

    /// <summary>Averaging window of the hashrate, seconds.</summary>
    public double? HashrateWindowSec { get; init; }

    /// <summary>Nominal hashrate, TH/s.</summary>
    public double? NominalHashrateThs { get; init; }

    /// <summary>Power, W.</summary>
    public double? PowerW { get; init; }

    /// <summary><c>meter</c>, <c>device</c>, <c>estimate</c> or <c>nameplate</c>.</summary>
    public string? PowerSource { get; init; }

    /// <summary>Model, for example <c>Antminer S21</c>.</summary>
    public string? Model { get; init; }

    /// <summary>Firmware.</summary>
    public string? Firmware { get; init; }

    /// <summary>Algorithm; anything but SHA-256 is refused with code <c>algo</c>.</summary>
    public string? Algo { get; init; }

    /// <summary>State as the device or collector reports it; see <see cref="MinerStates"/>.</summary>
    public string? State { get; init; }

    /// <summary>Reason of the state, for example an error code.</summary>
    public string? StateReason { get; init; }

    /// <summary>Shares accepted, cumulative.</summary>
    public double? SharesAccepted { get; init; }

    /// <summary>Shares rejected, cumulative.</summary>
    public double? SharesRejected { get; init; }

    /// <summary>Shares stale, cumulative.</summary>
    public double? SharesStale { get; init; }

    /// <summary>Share difficulty.</summary>
    public double? ShareDifficulty { get; init; }

    /// <summary>Time of the last share, Unix milliseconds.</summary>
    public long? LastShareAtMs { get; init; }

    /// <summary>Hottest chip, °C.</summary>
    public double? ChipTemperatureC { get; init; }

    /// <summary>Inlet air, °C.</summary>
    public double? InletTemperatureC { get; init; }

    /// <summary>Uptime, seconds.</summary>
    public double? UptimeSec { get; init; }
}

/// <summary>States of a miner, in the order in which the first that holds wins.</summary>
public static class MinerStates
{
    /// <summary>Unheard for 30 days, or deleted.</summary>
    public const string Retired = "retired";

    /// <summary>A person works on it.</summary>
    public const string Maintenance = "maintenance";

    /// <summary>Unheard for three report intervals.</summary>
    public const string Silent = "silent";

    /// <summary>A collector says that it cannot be reached.</summary>
    public const string Offline = "offline";

    /// <summary>The device reports an error that stops it.</summary>
    public const string Fault = "fault";

    /// <summary>Switched down on purpose.</summary>
    public const string Curtailed = "curtailed";

    /// <summary>Up and not hashing.</summary>
    public const string Idle = "idle";

    /// <summary>Starting or tuning.</summary>
    public const string Tuning = "tuning";

    /// <summary>Under 75 % of nominal for 10 minutes, beyond share noise.</summary>
    public const string Degraded = "degraded";

    /// <summary>Hashing.</summary>
    public const string Hashing = "hashing";

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Retired, Maintenance, Silent, Offline, Fault, Curtailed, Idle, Tuning, Degraded, Hashing];
}

/// <summary>What became of an upload. A refused line never costs the others.</summary>
public sealed record UploadResult
{
    /// <summary>Samples that are durable now (applied, merged or stale).</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Samples refused.</summary>
    public required int RefusedCount { get; init; }

    /// <summary>The first refusals, at most 100.</summary>
    public IReadOnlyList<Refusal> Refused { get; set; } = [];
}

/// <summary>One refused line, row or item.</summary>
public sealed record Refusal
{
    /// <summary>Line of the body, from 1; for a JSON array the item, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>Fault and remedy, one sentence.</summary>
    public required string Reason { get; init; }
}
