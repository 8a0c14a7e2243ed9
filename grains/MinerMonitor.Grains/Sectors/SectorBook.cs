using System.Collections.Immutable;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Turns what the sector was told into the inputs of its model, and into the list of inputs that people see.</summary>
/// <remarks>Missing and stale are missing, never zero. The limits of the markets' inputs come with the inputs; the others are the model's.</remarks>
internal sealed class SectorBook(SectorState state, StressModelOptions options, double? configuredSupportUsd)
{
    private const double UsdPerMillion = 1e6;

    private static readonly SectorInputId[] s_fromMarkets =
        [SectorInputId.PriceUsd, SectorInputId.SupportUsd, SectorInputId.Liquidations24hUsd, SectorInputId.EtfFlow5UsdM, SectorInputId.FearGreed];

    /// <summary>Options for the model that judges these inputs: what is judged here is not judged twice.</summary>
    public static StressModelOptions ModelOptions(StressModelOptions options) => options with
    {
        AgeLimits = options.AgeLimits with { Price = TimeSpan.MaxValue, Liquidations = TimeSpan.MaxValue, Fleets = TimeSpan.MaxValue },
    };

    /// <summary>The model's inputs at a time.</summary>
    public SectorInputs At(long nowMs, HistoryReading history)
    {
        var chain = state.Chain;
        var windows = history.Windows;
        return new SectorInputs
        {
            AtMs = nowMs,
            PriceUsd = Market(SectorInputId.PriceUsd, nowMs),
            SupplyBtc = chain is null ? StressInput.Missing("no block was ever reported") : StressInput.Of(chain.SupplyBtc, chain.HeardAtMs),
            Difficulty = chain switch
            {
                null => StressInput.Missing("no block was ever reported"),
                { Difficulty: null } => StressInput.Missing("nobody said the difficulty of this epoch", chain.HeardAtMs),
                _ => StressInput.Of(chain.Difficulty, chain.HeardAtMs),
            },
            Height = chain?.BlockHeight,
            Retarget = chain is { EpochStartAtMs: { } startMs } ? RetargetProjection.At(startMs, chain.BlockHeight, chain.BlockAtMs) : null,
            Daily = windows,
            LiquidationsUsd = Market(SectorInputId.Liquidations24hUsd, nowMs),
            EtfFlowUsd = Told(SectorInputId.EtfFlow5UsdM) || windows?.EtfReportDate is not { } report
                ? Scaled(Market(SectorInputId.EtfFlow5UsdM, nowMs), UsdPerMillion)
                : StressInput.Of(windows.EtfFlowUsd, UtcDay.StartMs(report)),
            FearGreed = Told(SectorInputId.FearGreed) || windows?.FearGreedDate is not { } mood
                ? Market(SectorInputId.FearGreed, nowMs)
                : StressInput.Of(windows.FearGreed, UtcDay.StartMs(mood)),
            ConfiguredSupportUsd = Market(SectorInputId.SupportUsd, nowMs).Value ?? configuredSupportUsd,
            FleetUnderwater = Fleets(nowMs),
            FeePerBlockBtc = IsFeeFresh(nowMs) ? chain?.FeePerBlockBtc : null,
        };
    }

    /// <summary>Share of the fresh fleets' known hashrate under water, 0 to 1.</summary>
    public StressInput? Fleets(long nowMs)
    {
        if (state.Fleets.Count == 0) return null;
        var fresh = state.Fleets.Values.Where(fleet => nowMs - fleet.AtMs <= options.AgeLimits.Fleets.TotalMilliseconds).ToList();
        if (fresh.Count == 0) return StressInput.Missing("no counted fleet was heard of lately", state.Fleets.Values.Max(fleet => fleet.AtMs));
        var known = fresh.Sum(fleet => fleet.KnownThs);
        var atMs = fresh.Min(fleet => fleet.AtMs);
        return known > 0
            ? StressInput.Of(fresh.Sum(fleet => fleet.UnderWaterThs) / known, atMs)
            : StressInput.Missing("no counted miner has a known break-even; set tariffs and power", atMs);
    }

    /// <summary>Every input as it stands at a time.</summary>
    public ImmutableArray<SectorInput> Readings(long nowMs, HistoryReading history)
    {
        var readings = ImmutableArray.CreateBuilder<SectorInput>();
        foreach (var id in s_fromMarkets) readings.Add(FromMarket(id, nowMs));
        AddChain(readings, nowMs);
        AddHistory(readings, nowMs, history);
        if (Fleets(nowMs) is { } fleets)
        {
            readings.Add(new SectorInput(
                SectorInputId.FleetUnderWater, fleets.Value, fleets.AtMs, Ms(options.AgeLimits.Fleets), Origin.Derived, "fleets",
                fleets.MissingReason, fleets.Value is null ? InputState.Stale : InputState.Live));
        }

        return readings.DrainToImmutable();
    }

    private bool Told(SectorInputId id) => state.Inputs.TryGetValue(id, out var input) && input.Value is not null;

    private SectorInput FromMarket(SectorInputId id, long nowMs)
    {
        if (!state.Inputs.TryGetValue(id, out var input))
        {
            return id == SectorInputId.SupportUsd && configuredSupportUsd is { } level
                ? new SectorInput(id, level, null, long.MaxValue, Origin.Derived, "configuration", null, InputState.Live)
                : new SectorInput(id, null, null, 0, null, null, "nothing was ever received; start a feed or post observations", InputState.NeverConfigured);
        }

        return input.State == InputState.Live && IsTooOld(input, nowMs)
            ? input with { State = InputState.Stale, MissingReason = $"older than {Describe(input.AgeLimitMs)}" }
            : input;
    }

    private StressInput Market(SectorInputId id, long nowMs)
    {
        var input = FromMarket(id, nowMs);
        return input is { State: InputState.Live, Value: not null }
            ? StressInput.Of(input.Value, input.AtMs ?? nowMs)
            : StressInput.Missing(input.MissingReason ?? input.State, input.AtMs);
    }

    private static bool IsTooOld(SectorInput input, long nowMs) => input.AtMs is { } atMs && nowMs - atMs > input.AgeLimitMs;

    private void AddChain(ImmutableArray<SectorInput>.Builder readings, long nowMs)
    {
        var chain = state.Chain;
        var limit = Ms(options.AgeLimits.Chain);
        var (reading, reason) = chain is null ? (InputState.NeverConfigured, "no block was ever reported; start a chain feed or post observations")
            : nowMs - chain.HeardAtMs > limit ? (InputState.Stale, $"no block height for more than {Describe(limit)}")
            : (InputState.Live, (string?)null);
        SectorInput Of(SectorInputId id, double? value, string? origin) => new(
            id, value, chain?.HeardAtMs, limit, value is null ? null : origin, chain?.Source,
            reason ?? (value is null ? "the source does not say it" : null), value is null && reason is null ? InputState.Missing : reading);

        readings.Add(Of(SectorInputId.Difficulty, chain?.Difficulty, chain?.Origin));
        readings.Add(Of(SectorInputId.BlockHeight, chain?.BlockHeight, chain?.Origin));
        readings.Add(Of(SectorInputId.SupplyBtc, chain?.SupplyBtc, chain is { SupplyDerived: true } ? Origin.Derived : chain?.Origin));
        if (chain?.FeePerBlockBtc is { } fee)
        {
            var fresh = IsFeeFresh(nowMs);
            var feeLimit = Ms(options.AgeLimits.DailyWindows);
            readings.Add(new SectorInput(
                SectorInputId.FeePerBlockBtc, fee, chain.FeeAtMs, feeLimit, chain.Origin, chain.Source,
                fresh ? null : $"older than {Describe(feeLimit)}; the fees of closed days are used", fresh ? InputState.Live : InputState.Stale));
        }
    }

    private void AddHistory(ImmutableArray<SectorInput>.Builder readings, long nowMs, HistoryReading history)
    {
        SectorInput Of(SectorInputId id, double? value, TimeSpan limit, string whenNone)
        {
            var closeMs = history.Windows?.CloseMs;
            var stale = closeMs is { } atMs && nowMs - atMs > limit.TotalMilliseconds;
            return new SectorInput(
                id, value, closeMs, Ms(limit), value is null ? null : history.Origin, history.Source,
                value is null ? whenNone : stale ? $"daily history ends {history.Windows!.Date:yyyy-MM-dd}; import newer days" : null,
                value is null ? InputState.Missing : stale ? InputState.Stale : InputState.Live);
        }

        double? newestDay = history.Windows is { } windows ? windows.Date.DayNumber - new DateOnly(1970, 1, 1).DayNumber : null;
        readings.Add(Of(SectorInputId.DailyWindows, newestDay, options.AgeLimits.DailyWindows, "no daily history; import it with POST /api/v1/worlds/live/history"));
        readings.Add(Of(SectorInputId.Fit, history.Windows?.Fit?.Observations, options.AgeLimits.Fit, "history shorter than the fit needs; built-in coefficients are used"));
    }

    private bool IsFeeFresh(long nowMs) =>
        state.Chain is { FeePerBlockBtc: not null, FeeAtMs: { } atMs } && nowMs - atMs <= options.AgeLimits.DailyWindows.TotalMilliseconds;

    private static StressInput Scaled(StressInput input, double factor) =>
        input is { Value: { } value, AtMs: { } atMs } ? StressInput.Of(value * factor, atMs) : input;

    private static long Ms(TimeSpan limit) => (long)limit.TotalMilliseconds;

    private static string Describe(long limitMs) => limitMs switch
    {
        < 2 * 3_600_000 => FormattableString.Invariant($"{limitMs / 60_000.0:0.#} min"),
        <= 48 * 3_600_000 => FormattableString.Invariant($"{limitMs / 3_600_000.0:0.#} h"),
        _ => FormattableString.Invariant($"{limitMs / 86_400_000.0:0.#} days"),
    };
}
