namespace MinerMonitor.Model.Markets;

/// <summary>Newest wholesale price of one zone; negative prices are normal.</summary>
[GenerateSerializer, Immutable, Alias("mm.market.zone-price")]
public sealed record ZonePrice(
    [property: Id(0)] string Zone,
    [property: Id(1)] double PriceUsdMwh,
    [property: Id(2)] long AtMs,
    [property: Id(3)] string Source,
    [property: Id(4)] string Origin);

/// <summary>Newest wholesale electricity price by zone. It is not the tariff of a site.</summary>
[GenerateSerializer, Alias("mm.market.energy-prices")]
public sealed class EnergyPrices
{
    /// <summary>Zones kept at most.</summary>
    public const int MaxZones = 256;

    // Market caps lie at 5,000 (ERCOT) to 15,000 (Australia); beyond this a unit is wrong.
    private const double MaxPriceUsdMwh = 20_000;

    [Id(0)] private readonly SortedDictionary<string, ZonePrice> _zones = new(StringComparer.Ordinal);

    /// <summary>Zones by name.</summary>
    public IReadOnlyCollection<ZonePrice> Zones => _zones.Values;

    /// <summary>Zone with the newest price.</summary>
    public ZonePrice? Newest => _zones.Values.MaxBy(zone => zone.AtMs);

    /// <summary>Takes the price of an interval that began at <paramref name="atMs"/>. An older interval than the one held changes nothing.</summary>
    public MarketFault? Report(string? zone, double? priceUsdMwh, long atMs, string source, string origin, out bool changed)
    {
        changed = false;
        if (string.IsNullOrWhiteSpace(zone) || zone.Length > 64 || zone.Any(char.IsControl))
        {
            return MarketFault.Malformed("zone is missing, longer than 64 characters, or holds control characters: name it, for example ERCOT/HB_WEST.");
        }

        if (priceUsdMwh is not { } price)
        {
            return MarketFault.Malformed("priceUsdMwh is missing: give USD per MWh.");
        }

        if (!(Math.Abs(price) <= MaxPriceUsdMwh))
        {
            return MarketFault.OutOfRange($"priceUsdMwh is {MarketDates.Say(price)}: give USD per MWh, at most 20,000 either way.");
        }

        if (_zones.TryGetValue(zone, out var held) ? held.AtMs > atMs : _zones.Count >= MaxZones)
        {
            return held is null ? MarketFault.OutOfRange($"{MaxZones} zones are held already.") : null;
        }

        var next = new ZonePrice(zone, price, atMs, source, origin);
        changed = held != next;
        _zones[zone] = next;
        return null;
    }
}
