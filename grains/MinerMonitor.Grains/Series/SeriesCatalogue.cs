using System.Collections.Immutable;

namespace MinerMonitor.Grains.Series;

/// <summary>What a series is.</summary>
/// <param name="Name">Name within its world, for example <c>stress</c>.</param>
/// <param name="Unit">Unit of its values.</param>
/// <param name="Title">What it is, for people.</param>
public sealed record SeriesDescription(string Name, string Unit, string Title);

/// <summary>Names, units and titles of all series.</summary>
public static class SeriesCatalogue
{
    public const string Stress = "stress";
    public const string Coverage = "coverage";
    public const string Price = "price";
    public const string ProductionCost = "production-cost";
    public const string ElectricityCost = "electricity-cost";
    public const string CashCost = "cash-cost";
    public const string PriceToCost = "price-to-cost";
    public const string Hashprice = "hashprice";
    public const string Hashrate7d = "hashrate-7d";
    public const string Drawdown7d = "drawdown-7d";
    public const string Drawdown14d = "drawdown-14d";
    public const string Difficulty = "difficulty";
    public const string RetargetChange = "retarget-change";
    public const string Liquidations24h = "liquidations-24h";
    public const string EtfFlow5d = "etf-flow-5d";
    public const string FearGreed = "fear-greed";

    /// <summary>First part of the series of a fleet, which only those who may read the fleet may read: <c>fleet/{fleet}/{number}</c>.</summary>
    public const string FleetPrefix = "fleet/";

    private static readonly ImmutableDictionary<string, (string Unit, string Title)> s_ofFleets =
        new Dictionary<string, (string, string)>
        {
            ["hashrate"] = ("TH/s", "Hashrate"),
            ["power"] = ("W", "Power"),
            ["hashing"] = ("miners", "Miners that hash"),
            ["margin"] = ("USD/day", "Cash margin"),
            ["under-water"] = ("fraction", "Share of fresh hashrate under water"),
            ["coverage"] = ("fraction", "Share of expected hashrate that is fresh"),
        }.ToImmutableDictionary();

    /// <summary>Series of every world.</summary>
    public static ImmutableArray<SeriesDescription> OfWorld { get; } =
    [
        new(Stress, "points", "Miner stress index"),
        new(Coverage, "fraction", "Share of the index's weight that is available"),
        new(Price, "USD/BTC", "Price"),
        new(ProductionCost, "USD/BTC", "Production cost by difficulty regression"),
        new(ElectricityCost, "USD/BTC", "Electricity cost"),
        new(CashCost, "USD/BTC", "All-in cash cost"),
        new(PriceToCost, "ratio", "Price over production cost"),
        new(Hashprice, "USD/PH/s/day", "Hashprice"),
        new(Hashrate7d, "EH/s", "Network hashrate, 7-day mean of closed days"),
        new(Drawdown7d, "fraction", "Fall of the 7-day hashrate from its 180-day peak"),
        new(Drawdown14d, "fraction", "Fall of the 14-day hashrate from its 180-day peak"),
        new(Difficulty, "1", "Difficulty in force"),
        new(RetargetChange, "fraction", "Projected change of the coming retarget"),
        new(Liquidations24h, "USD", "Positions liquidated in 24 hours"),
        new(EtfFlow5d, "million USD", "Net flow of ETFs, last five reports"),
        new(FearGreed, "points", "Fear and Greed"),
    ];

    /// <summary>Description of a series by its name, or null when there is no such series. Whether a fleet exists is not asked.</summary>
    public static SeriesDescription? Find(string name)
    {
        if (FleetOf(name) is { } fleet)
        {
            var number = name[(FleetPrefix.Length + fleet.Length + 1)..];
            return s_ofFleets.TryGetValue(number, out var known) ? new SeriesDescription(name, known.Unit, $"{known.Title} of {fleet}") : null;
        }

        return OfWorld.FirstOrDefault(description => description.Name == name);
    }

    /// <summary>Series of one fleet.</summary>
    public static IEnumerable<SeriesDescription> OfFleet(string fleet) =>
        s_ofFleets.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new SeriesDescription($"{FleetPrefix}{fleet}/{pair.Key}", pair.Value.Unit, $"{pair.Value.Title} of {fleet}"));

    /// <summary>Fleet that a series belongs to, or null for a series of the world.</summary>
    public static string? FleetOf(string name)
    {
        if (!name.StartsWith(FleetPrefix, StringComparison.Ordinal)) return null;
        var end = name.LastIndexOf('/');
        return end > FleetPrefix.Length ? name[FleetPrefix.Length..end] : null;
    }
}
