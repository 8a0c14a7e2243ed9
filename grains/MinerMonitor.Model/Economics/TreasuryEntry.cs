namespace MinerMonitor.Model.Economics;

/// <summary>What one fleet mined, sold and held on one UTC day. Null is "not reported", unlike 0.</summary>
/// <param name="Date">UTC day.</param>
/// <param name="MinedBtc">BTC mined on that day.</param>
/// <param name="SoldBtc">BTC sold on that day.</param>
/// <param name="HeldBtc">BTC held at the end of that day, as stated; balances of later days count from it.</param>
/// <param name="ProceedsUsd">USD received for what was sold.</param>
/// <param name="Note">A remark.</param>
/// <param name="Source">Who says so.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-entry")]
public sealed record TreasuryEntry(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] double? MinedBtc,
    [property: Id(2)] double? SoldBtc,
    [property: Id(3)] double? HeldBtc,
    [property: Id(4)] double? ProceedsUsd,
    [property: Id(5)] string? Note,
    [property: Id(6)] string Source);

/// <summary>An entry with the balance that it leads to.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="BalanceBtc">BTC held at the end of the day; null when more was sold than is known to have been held.</param>
/// <param name="Warning">Why the entry does not fit those before it; null when it does.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-day")]
public sealed record TreasuryDay(
    [property: Id(0)] TreasuryEntry Entry, [property: Id(1)] double? BalanceBtc, [property: Id(2)] string? Warning);

/// <summary>The entries of one month together.</summary>
/// <param name="Month">First day of the month.</param>
/// <param name="MinedBtc">BTC mined; null when no entry says so.</param>
/// <param name="SoldBtc">BTC sold; null when no entry says so.</param>
/// <param name="HeldBtc">BTC held after its last entry; null when not known.</param>
/// <param name="ProceedsUsd">USD received; null when no entry says so.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-month")]
public sealed record TreasuryMonth(
    [property: Id(0)] DateOnly Month,
    [property: Id(1)] double? MinedBtc,
    [property: Id(2)] double? SoldBtc,
    [property: Id(3)] double? HeldBtc,
    [property: Id(4)] double? ProceedsUsd);

/// <summary>All entries together.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-summary")]
public sealed record TreasurySummary
{
    /// <summary>BTC mined; null when no entry says so.</summary>
    [Id(0)] public double? MinedBtc { get; init; }

    /// <summary>BTC sold; null when no entry says so.</summary>
    [Id(1)] public double? SoldBtc { get; init; }

    /// <summary>BTC held after the newest entry; null when more was sold than is known to have been held.</summary>
    [Id(2)] public double? HeldBtc { get; init; }

    /// <summary>USD received; null when no entry says so.</summary>
    [Id(3)] public double? ProceedsUsd { get; init; }

    /// <summary>BTC held before the first entry: what the first stated balance implies, else 0.</summary>
    [Id(4)] public required double OpeningBtc { get; init; }

    /// <summary>True while no entry states a balance, so that the opening one is an assumption.</summary>
    [Id(5)] public required bool OpeningAssumed { get; init; }

    /// <summary>Day of the first entry.</summary>
    [Id(6)] public required DateOnly FirstDate { get; init; }

    /// <summary>Day of the newest entry.</summary>
    [Id(7)] public required DateOnly LastDate { get; init; }

    /// <summary>Number of entries.</summary>
    [Id(8)] public required int Entries { get; init; }

    /// <summary>Entries that do not fit those before them.</summary>
    [Id(9)] public required int Warnings { get; init; }
}
