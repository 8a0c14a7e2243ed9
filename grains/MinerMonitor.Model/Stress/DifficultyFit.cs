using MinerMonitor.Model.Economics;
using MinerMonitor.Model.Units;

namespace MinerMonitor.Model.Stress;

/// <summary>The line ln(market cap) = a + b ln(difficulty) and how well it fits.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.fit")]
public sealed record DifficultyFit
{
    [Id(0)] public required double A { get; init; }

    [Id(1)] public required double B { get; init; }

    [Id(2)] public required double R2 { get; init; }

    [Id(3)] public required int Observations { get; init; }

    /// <summary>Deviation s of the residuals in ln USD: two thirds of all days lie within a factor of e^s.</summary>
    [Id(4)] public required double ResidualDeviation { get; init; }

    /// <summary>Last day of the fit.</summary>
    [Id(5)] public required DateOnly AsOf { get; init; }

    /// <summary>True for the coefficients that ship with the model, used where history is missing or too old.</summary>
    [Id(6)] public bool Frozen { get; init; }

    /// <summary>The coefficients for a cold start.</summary>
    public static DifficultyFit FrozenOf(FitOptions options) => new()
    {
        A = options.FrozenA,
        B = options.FrozenB,
        R2 = options.FrozenR2,
        Observations = options.FrozenObservations,
        ResidualDeviation = options.FrozenResidualDeviation,
        AsOf = options.FrozenAsOf,
        Frozen = true,
    };

    /// <summary>Production cost C = exp(a + b ln D) / S in USD/BTC.</summary>
    public double CostUsd(double difficulty, double supplyBtc) =>
        CostModels.DifficultyRegressionUsd(A, B, new Difficulty(difficulty), supplyBtc);
}

/// <summary>The production cost as a band, C e^-s to C e^+s. It is a line through prices: half of all days lie below it.</summary>
[GenerateSerializer, Immutable, Alias("mm.stress.production-cost")]
public sealed record ProductionCost
{
    [Id(0)] public required double Usd { get; init; }

    [Id(1)] public required double LowUsd { get; init; }

    [Id(2)] public required double HighUsd { get; init; }

    [Id(3)] public required DifficultyFit Fit { get; init; }

    public static ProductionCost From(DifficultyFit fit, double difficulty, double supplyBtc)
    {
        var cost = fit.CostUsd(difficulty, supplyBtc);
        var spread = Math.Exp(fit.ResidualDeviation);
        return new ProductionCost { Usd = cost, LowUsd = cost / spread, HighUsd = cost * spread, Fit = fit };
    }
}
