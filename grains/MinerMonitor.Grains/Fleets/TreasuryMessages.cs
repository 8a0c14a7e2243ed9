using System.Collections.Immutable;
using MinerMonitor.Model.Economics;

namespace MinerMonitor.Grains.Fleets;

/// <summary>The bitcoin of a fleet now, with what it is worth. Absent is null.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-figures")]
public sealed record TreasuryFigures
{
    /// <summary>All entries together.</summary>
    [Id(0)] public required TreasurySummary All { get; init; }

    /// <summary>First day of the present month, UTC.</summary>
    [Id(1)] public required DateOnly Month { get; init; }

    /// <summary>BTC mined in that month so far.</summary>
    [Id(2)] public double? MonthMinedBtc { get; init; }

    /// <summary>BTC sold in that month so far.</summary>
    [Id(3)] public double? MonthSoldBtc { get; init; }

    /// <summary>Price of the sector, USD per BTC; null when it is not known now.</summary>
    [Id(4)] public double? PriceUsd { get; init; }

    /// <summary>What the fleet pays for one BTC now, USD: its mean break-even as a coin price.</summary>
    [Id(5)] public double? CashCostUsd { get; init; }

    /// <summary>What is held at the price, USD.</summary>
    public double? HeldUsd => All.HeldBtc * PriceUsd;

    /// <summary>What is held at the cash cost, USD.</summary>
    public double? HeldAtCashCostUsd => All.HeldBtc * CashCostUsd;
}

/// <summary>Every entry of a fleet's treasury.</summary>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-book")]
public sealed record TreasuryBook
{
    /// <summary>World of the fleet.</summary>
    [Id(0)] public required string World { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    [Id(1)] public required long AsOfMs { get; init; }

    /// <summary>All of it together; null without entries.</summary>
    [Id(2)] public TreasuryFigures? Figures { get; init; }

    /// <summary>By month, oldest first.</summary>
    [Id(3)] public ImmutableArray<TreasuryMonth> Months { get; init; } = [];

    /// <summary>By day, oldest first.</summary>
    [Id(4)] public ImmutableArray<TreasuryDay> Days { get; init; } = [];
}

/// <summary>What became of reported entries.</summary>
/// <param name="Changed">Entries that told something new.</param>
/// <param name="Unchanged">Entries that were known.</param>
/// <param name="Refused">Entries that were refused; nothing of them was kept.</param>
/// <param name="Warnings">Entries that were kept and do not fit those before them.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-outcome")]
public sealed record TreasuryOutcome(
    [property: Id(0)] int Changed,
    [property: Id(1)] int Unchanged,
    [property: Id(2)] ImmutableArray<TreasuryRemark> Refused,
    [property: Id(3)] ImmutableArray<TreasuryRemark> Warnings);

/// <summary>A remark on one reported entry.</summary>
/// <param name="Index">Index among the reported ones, from 0.</param>
/// <param name="Code">Of a refusal, stable: <c>malformed</c> or <c>out_of_range</c>; of a warning <c>unbalanced</c>.</param>
/// <param name="Reason">One sentence.</param>
[GenerateSerializer, Immutable, Alias("mm.fleet.treasury-remark")]
public sealed record TreasuryRemark([property: Id(0)] int Index, [property: Id(1)] string Code, [property: Id(2)] string Reason);

/// <summary>A fleet's treasury as it is stored, apart from its settings: about 60 bytes an entry.</summary>
[GenerateSerializer, Alias("mm.fleet.treasury-state")]
internal sealed class FleetTreasuryState
{
    /// <summary>The entries.</summary>
    [Id(0)] public FleetTreasury Entries { get; set; } = new();
}
