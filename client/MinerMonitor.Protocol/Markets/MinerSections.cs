namespace MinerMonitor.Protocol.Markets;

/// <summary>What listed miners hold, mine and sell.</summary>
public sealed record TreasurySection
{
    /// <summary>Newest months, oldest first.</summary>
    public IReadOnlyList<TreasuryMonth> Months { get; set; } = [];
}

/// <summary>One miner's month.</summary>
public sealed record TreasuryMonth
{
    /// <summary>Company ticker.</summary>
    public required string Ticker { get; init; }

    /// <summary>Month, <c>yyyy-MM</c>.</summary>
    public required string Month { get; init; }

    /// <summary>BTC mined.</summary>
    public double? MinedBtc { get; init; }

    /// <summary>BTC sold.</summary>
    public double? SoldBtc { get; init; }

    /// <summary>BTC held at the end of the month.</summary>
    public double? HeldBtc { get; init; }

    /// <summary>Hashrate at the end of the month, EH/s.</summary>
    public double? HashrateEhs { get; init; }

    /// <summary>Who says so.</summary>
    public string? Source { get; init; }
}

/// <summary>Flows from miners to exchanges: estimates based on labels.</summary>
public sealed record MinerFlowsSection
{
    /// <summary>Newest days, oldest first, at most 60.</summary>
    public IReadOnlyList<MinerFlowDay> Days { get; set; } = [];
}

/// <summary>One day of miner flows.</summary>
public sealed record MinerFlowDay
{
    /// <summary>ISO date.</summary>
    public required string Date { get; init; }

    /// <summary>BTC from miners to exchanges.</summary>
    public required double ToExchangesBtc { get; init; }

    /// <summary>Share of the day that the figure is of, 0 to 1; absent when it is the whole day.</summary>
    public double? Coverage { get; init; }

    /// <summary>Who says so.</summary>
    public string? Source { get; init; }
}

/// <summary>Wholesale electricity.</summary>
public sealed record EnergySection
{
    /// <summary>Newest price by zone.</summary>
    public IReadOnlyList<EnergyPrice> Zones { get; set; } = [];
}

/// <summary>Price of one zone; negative prices are normal.</summary>
public sealed record EnergyPrice
{
    /// <summary>Zone.</summary>
    public required string Zone { get; init; }

    /// <summary>USD per MWh.</summary>
    public required double PriceUsdMwh { get; init; }

    /// <summary>Start of the interval, Unix milliseconds.</summary>
    public required long AtMs { get; init; }

    /// <summary>Who says so.</summary>
    public string? Source { get; init; }
}
