namespace MinerMonitor.Protocol.Fleets;

/// <summary>The bitcoin of a fleet: what it mined, sold and holds. Absent is "not reported" or "not known", never 0.</summary>
public sealed record FleetTreasury
{
    /// <summary>BTC mined over all entries.</summary>
    public double? MinedBtc { get; init; }

    /// <summary>BTC sold over all entries.</summary>
    public double? SoldBtc { get; init; }

    /// <summary>BTC held after the newest entry; absent when more was sold than is known to have been held.</summary>
    public double? HeldBtc { get; init; }

    /// <summary>USD received for what was sold, as far as it was reported.</summary>
    public double? ProceedsUsd { get; init; }

    /// <summary>BTC held before the first entry: what the first stated balance implies, else 0.</summary>
    public required double OpeningBtc { get; init; }

    /// <summary>True while no entry states a balance, so that an opening balance of 0 is an assumption.</summary>
    public required bool OpeningAssumed { get; init; }

    /// <summary>First day that was reported, ISO date, UTC.</summary>
    public required string FirstDate { get; init; }

    /// <summary>Newest day that was reported, ISO date, UTC.</summary>
    public required string LastDate { get; init; }

    /// <summary>Number of entries.</summary>
    public required int Entries { get; init; }

    /// <summary>Entries that do not fit those before them; <see cref="FleetTreasuryDay.Warning"/> says why.</summary>
    public required int Warnings { get; init; }

    /// <summary>The present month, UTC, yyyy-MM.</summary>
    public required string Month { get; init; }

    /// <summary>BTC mined in that month so far.</summary>
    public double? MonthMinedBtc { get; init; }

    /// <summary>BTC sold in that month so far.</summary>
    public double? MonthSoldBtc { get; init; }

    /// <summary>Price of the sector, USD per BTC; absent when it is not known now.</summary>
    public double? PriceUsd { get; init; }

    /// <summary>What is held at that price, USD.</summary>
    public double? HeldUsd { get; init; }

    /// <summary>What the fleet pays for one BTC now, USD: its mean break-even as a coin price.</summary>
    public double? CashCostUsd { get; init; }

    /// <summary>What is held at that cash cost, USD.</summary>
    public double? HeldAtCashCostUsd { get; init; }
}

/// <summary>One UTC day of a treasury: what is posted to <c>/api/v1/fleets/{fleet}/treasury</c>. It takes the place of the day's entry before.</summary>
public sealed record FleetTreasuryEntry
{
    /// <summary>UTC day, ISO date. A report of a month may stand on its last day.</summary>
    public required string Date { get; init; }

    /// <summary>BTC mined; absent: not reported.</summary>
    public double? MinedBtc { get; init; }

    /// <summary>BTC sold; absent: not reported.</summary>
    public double? SoldBtc { get; init; }

    /// <summary>BTC held at the end of the day, as counted; later balances start from it.</summary>
    public double? HeldBtc { get; init; }

    /// <summary>USD received for what was sold.</summary>
    public double? ProceedsUsd { get; init; }

    /// <summary>A remark, at most 200 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Who says so. Default: <c>push</c>.</summary>
    public string? Source { get; init; }
}

/// <summary>An entry with the balance that it leads to.</summary>
public sealed record FleetTreasuryDay
{
    /// <summary>The entry.</summary>
    public required FleetTreasuryEntry Entry { get; init; }

    /// <summary>BTC held at the end of the day; absent when more was sold than is known to have been held.</summary>
    public double? BalanceBtc { get; init; }

    /// <summary>Why the entry does not fit those before it.</summary>
    public string? Warning { get; init; }
}

/// <summary>The entries of one month together.</summary>
public sealed record FleetTreasuryMonth
{
    /// <summary>Month, yyyy-MM.</summary>
    public required string Month { get; init; }

    /// <summary>BTC mined.</summary>
    public double? MinedBtc { get; init; }

    /// <summary>BTC sold.</summary>
    public double? SoldBtc { get; init; }

    /// <summary>BTC held after its last entry.</summary>
    public double? HeldBtc { get; init; }

    /// <summary>USD received.</summary>
    public double? ProceedsUsd { get; init; }
}

/// <summary>Every entry of a treasury. <c>GET /api/v1/fleets/{fleet}/treasury</c>.</summary>
public sealed record FleetTreasuryBook
{
    /// <summary>World of the fleet.</summary>
    public required string World { get; init; }

    /// <summary>Fleet.</summary>
    public required string Fleet { get; init; }

    /// <summary>World time, Unix milliseconds.</summary>
    public required long AsOfMs { get; init; }

    /// <summary>All of it together; absent while nothing was reported.</summary>
    public FleetTreasury? Treasury { get; init; }

    /// <summary>By month, oldest first.</summary>
    public IReadOnlyList<FleetTreasuryMonth> Months { get; set; } = [];

    /// <summary>By day, oldest first, at most 4,000.</summary>
    public IReadOnlyList<FleetTreasuryDay> Entries { get; set; } = [];
}

/// <summary>Answer to entries that were all kept.</summary>
public sealed record FleetTreasuryReceipt
{
    /// <summary>Entries that are durable now.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>Of these, entries that were known before.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Entries that were kept and do not fit those before them.</summary>
    public IReadOnlyList<FleetTreasuryWarning> Warnings { get; set; } = [];
}

/// <summary>Why an entry that was kept does not fit those before it.</summary>
public sealed record FleetTreasuryWarning
{
    /// <summary>Line of NDJSON, or place in an array, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>What does not fit, and what counts.</summary>
    public required string Reason { get; init; }
}
