namespace MinerMonitor.Model.Economics;

/// <summary>Energy whose price follows a wholesale market: multiplier × price / 1000 + adder, not below the floor nor above the cap, USD per kWh.</summary>
/// <param name="Market">Name of the energy market.</param>
/// <param name="Zone">Zone of the market, as its prices name it, for example <c>ERCOT/HB_WEST</c>.</param>
/// <param name="Multiplier">Factor on the market's price, above 0: losses and margins in proportion.</param>
/// <param name="AdderUsdKwh">What is added for each kWh: grid, taxes, margin; negative: a discount.</param>
/// <param name="FloorUsdKwh">Lowest price; null: none, so a negative market may pay for running.</param>
/// <param name="CapUsdKwh">Highest price; null: none.</param>
/// <param name="FallbackUsdKwh">Price while the market is stale or missing; null: none is known then.</param>
/// <param name="MaxAge">Age up to which a price of the market holds, counted from the beginning of its interval.</param>
/// <param name="FallbackFor">How long the fallback stands in; null: without an end.</param>
[GenerateSerializer, Immutable, Alias("mm.economics.indexed-tariff")]
public sealed record IndexedTariff(
    [property: Id(0)] string Market,
    [property: Id(1)] string Zone,
    [property: Id(2)] double Multiplier,
    [property: Id(3)] double AdderUsdKwh,
    [property: Id(4)] double? FloorUsdKwh,
    [property: Id(5)] double? CapUsdKwh,
    [property: Id(6)] double? FallbackUsdKwh,
    [property: Id(7)] TimeSpan MaxAge,
    [property: Id(8)] TimeSpan? FallbackFor)
{
    /// <summary>Age limit that is meant when none is given: intervals last up to an hour and are published after it.</summary>
    public static TimeSpan UsualMaxAge { get; } = TimeSpan.FromHours(2);

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>Price at a price of the market, USD per kWh.</summary>
    /// <param name="marketUsdMwh">Price of the market, USD per MWh; may be negative.</param>
    public double UsdKwhAt(double marketUsdMwh) =>
        Math.Min(Math.Max((Multiplier * marketUsdMwh / 1000) + AdderUsdKwh, FloorUsdKwh ?? double.NegativeInfinity), CapUsdKwh ?? double.PositiveInfinity);

    /// <summary>What is wrong with it and how to mend that; null when nothing is.</summary>
    public string? FaultOf() =>
        Zone.Length is 0 or > 64 || Zone.Any(char.IsControl) ? "zone is missing, longer than 64 characters, or holds control characters: name one of the market, for example ERCOT/HB_WEST."
        : !(Multiplier is > 0 and <= 100) ? "multiplier lies above 0 and at most at 100: 1.05 adds 5 % to the market's price."
        : !TariffSchedule.IsPrice(AdderUsdKwh) ? $"adderUsdKwh {TariffSchedule.PriceRule}"
        : FloorUsdKwh is { } floor && !TariffSchedule.IsPrice(floor) ? $"floorUsdKwh {TariffSchedule.PriceRule}"
        : CapUsdKwh is { } cap && !TariffSchedule.IsPrice(cap) ? $"capUsdKwh {TariffSchedule.PriceRule}"
        : FloorUsdKwh > CapUsdKwh ? "floorUsdKwh lies above capUsdKwh: exchange them, or leave one out."
        : FallbackUsdKwh is { } fallback && !TariffSchedule.IsPrice(fallback) ? $"fallbackUsdKwh {TariffSchedule.PriceRule}"
        : MaxAge < TimeSpan.FromMinutes(1) || MaxAge > s_longest ? "maxAgeSec lies between 60 and 2592000 (30 days)."
        : FallbackFor is { } span && (span <= TimeSpan.Zero || span > s_longest) ? "fallbackForSec lies above 0 and at most at 2592000 (30 days); leave it out for no end."
        : FallbackFor is not null && FallbackUsdKwh is null ? "fallbackForSec stands without fallbackUsdKwh: give the price that it limits."
        : null;
}
