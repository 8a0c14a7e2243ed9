namespace MinerMonitor.Model.Stress.History;

/// <summary>One closed day of price and chain. The day covers 00:00 to 24:00 UTC; absent is null.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.day")]
public sealed record DailyRow
{
    [Id(0)] public required DateOnly Date { get; init; }

    /// <summary>Close, USD/BTC.</summary>
    [Id(1)] public double? PriceUsd { get; init; }

    [Id(2)] public double? MarketCapUsd { get; init; }

    /// <summary>Circulating supply at the close.</summary>
    [Id(3)] public double? SupplyBtc { get; init; }

    /// <summary>blocks x mean difficulty x 2^32 / 86400, in TH/s.</summary>
    [Id(4)] public double? HashrateThs { get; init; }

    /// <summary>Mean over the blocks of the day.</summary>
    [Id(5)] public double? DifficultyMean { get; init; }

    /// <summary>In force at the close.</summary>
    [Id(6)] public double? DifficultyEod { get; init; }

    [Id(7)] public int? Blocks { get; init; }

    /// <summary>Height of the last block of the day.</summary>
    [Id(8)] public int? HeightEod { get; init; }

    [Id(9)] public double? IssuanceBtc { get; init; }

    [Id(10)] public double? FeesBtc { get; init; }

    /// <summary>This row with what it lacks taken from another of the same day; what it has stays. The market cap follows where it can.</summary>
    public DailyRow FilledFrom(DailyRow other)
    {
        var (price, supply) = (PriceUsd ?? other.PriceUsd, SupplyBtc ?? other.SupplyBtc);
        return this with
        {
            PriceUsd = price,
            SupplyBtc = supply,
            MarketCapUsd = MarketCapUsd ?? other.MarketCapUsd ?? price * supply,
            HashrateThs = HashrateThs ?? other.HashrateThs,
            DifficultyMean = DifficultyMean ?? other.DifficultyMean,
            DifficultyEod = DifficultyEod ?? other.DifficultyEod,
            Blocks = Blocks ?? other.Blocks,
            HeightEod = HeightEod ?? other.HeightEod,
            IssuanceBtc = IssuanceBtc ?? other.IssuanceBtc,
            FeesBtc = FeesBtc ?? other.FeesBtc,
        };
    }

    /// <summary>True when every column is known that the chain alone decides.</summary>
    public bool HasChain => this is
    {
        SupplyBtc: not null, HashrateThs: not null, DifficultyMean: not null, DifficultyEod: not null, Blocks: not null, HeightEod: not null,
        IssuanceBtc: not null, FeesBtc: not null,
    };
}

/// <summary>One difficulty epoch and its first block.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.epoch")]
public sealed record DifficultyEpochRow
{
    /// <summary>height / 2016.</summary>
    [Id(0)] public required int Epoch { get; init; }

    /// <summary>Height of the first block.</summary>
    [Id(1)] public required int Height { get; init; }

    [Id(2)] public required long StartMs { get; init; }

    [Id(3)] public required double Difficulty { get; init; }

    /// <summary>Change against the epoch before, percent.</summary>
    [Id(4)] public double? ChangePct { get; init; }

    /// <summary><c>exact</c> (header time) or <c>estimated</c>.</summary>
    [Id(5)] public string? StartSource { get; init; }
}

/// <summary>Fear and Greed of a day, 0..100.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.fear-greed")]
public readonly record struct FearGreedRow([property: Id(0)] DateOnly Date, [property: Id(1)] double Value);

/// <summary>Net flow of all U.S. spot ETFs on a trading day; negative is an outflow.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.etf-flow")]
public readonly record struct EtfFlowRow([property: Id(0)] DateOnly Date, [property: Id(1)] double NetFlowUsdM);

/// <summary>Network efficiency on a day, with where it comes from.</summary>
[GenerateSerializer, Immutable, Alias("mm.history.efficiency")]
public sealed record EfficiencyRow
{
    [Id(0)] public required DateOnly Date { get; init; }

    [Id(1)] public required double JoulesPerTerahash { get; init; }

    /// <summary><c>published</c>, <c>calibrated</c> or <c>assumed</c>.</summary>
    [Id(2)] public string? Quality { get; init; }

    [Id(3)] public string? Basis { get; init; }
}

/// <summary>A time that is known as a capitulation of miners; the label of a back-test.</summary>
public sealed record CapitulationWindow
{
    /// <summary>Windows that the constants were chosen with.</summary>
    public const string Train = "train";

    /// <summary>Windows that they were not.</summary>
    public const string Holdout = "holdout";

    public required string Name { get; init; }

    public required DateOnly Start { get; init; }

    /// <summary>Last day of the window.</summary>
    public required DateOnly End { get; init; }

    /// <summary><see cref="Train"/> or <see cref="Holdout"/>.</summary>
    public required string Split { get; init; }

    public string? Basis { get; init; }

    public bool Contains(DateOnly day) => day >= Start && day <= End;

    /// <summary>Days between a day and the window; zero inside.</summary>
    public int DaysFrom(DateOnly day) => Math.Max(0, Math.Max(Start.DayNumber - day.DayNumber, day.DayNumber - End.DayNumber));
}
