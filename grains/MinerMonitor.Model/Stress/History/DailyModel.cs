using MinerMonitor.Model.Chain;

namespace MinerMonitor.Model.Stress.History;

/// <summary>The model at the close of one past day, with nothing known that came later.</summary>
public sealed record DailyEvaluation
{
    public required DateOnly Date { get; init; }

    public required DailyWindows Windows { get; init; }

    public required SectorAssessment Sector { get; init; }

    /// <summary>Regime of the day when the days before it were evaluated too; unknown for a day evaluated alone.</summary>
    public RegimeState Regime { get; init; } = RegimeState.Cold;
}

/// <summary>Runs the sector model over daily history.</summary>
public sealed class DailyModel(DailyHistory history)
{
    private readonly SectorModel _model = new(history.Options);

    /// <summary>First day of the regimes' history, which start cold there.</summary>
    public static DateOnly Start { get; } = new(2016, 1, 1);

    public DailyHistory History => history;

    /// <summary>The inputs of the sector model as of a close; null when the day is not part of the history.</summary>
    public SectorInputs? Inputs(DateOnly date)
    {
        if (history.Row(date) is not { } row || history.Windows(date) is not { } windows) return null;
        var closeMs = UtcDay.CloseMs(date);
        return new SectorInputs
        {
            AtMs = closeMs,
            PriceUsd = StressInput.Of(row.PriceUsd, closeMs),
            SupplyBtc = StressInput.Of(row.SupplyBtc, closeMs),
            Difficulty = StressInput.Of(row.DifficultyEod, closeMs),
            Height = row.HeightEod,
            Retarget = row.HeightEod is { } height && history.Epoch(height / RetargetProjection.EpochBlocks) is { } epoch
                ? RetargetProjection.At(epoch.StartMs, height, closeMs)
                : null,
            Daily = windows,
            LiquidationsUsd = StressInput.Missing("no daily history of liquidations"),
            EtfFlowUsd = windows.EtfReportDate is { } report
                ? StressInput.Of(windows.EtfFlowUsd, UtcDay.StartMs(report))
                : StressInput.Missing("fewer than five reports"),
            FearGreed = windows.FearGreedDate is { } mood
                ? StressInput.Of(windows.FearGreed, UtcDay.StartMs(mood))
                : StressInput.Missing("no value up to this day"),
        };
    }

    /// <summary>The sector as of the close of a day, without a regime; null when the day is not part of the history.</summary>
    public DailyEvaluation? Evaluate(DateOnly date) => Inputs(date) is { Daily: { } windows } inputs
        ? new DailyEvaluation { Date = date, Windows = windows, Sector = _model.Assess(inputs) }
        : null;

    /// <summary>Every day of the history with its regime.</summary>
    /// <param name="start">Where the regimes start cold. Default: <see cref="Start"/>.</param>
    /// <param name="end">The last day. Default: the last of the history.</param>
    public IEnumerable<DailyEvaluation> Run(DateOnly? start = null, DateOnly? end = null)
    {
        var regime = RegimeState.Cold;
        foreach (var row in history.Rows)
        {
            if (row.Date < (start ?? Start) || row.Date > (end ?? DateOnly.MaxValue)) continue;
            if (Evaluate(row.Date) is not { } day) continue;
            var stress = day.Sector.Stress;
            regime = RegimeTracker.Observe(regime, UtcDay.CloseMs(row.Date), stress.Index, stress.Coverage, history.Options.Regimes);
            yield return day with { Regime = regime };
        }
    }

    /// <summary>The sector as of the close of a day, with the regime that the days before it lead to.</summary>
    public DailyEvaluation? AsOf(DateOnly date) => Run(end: date).LastOrDefault() is { } last && last.Date == date ? last : null;
}
