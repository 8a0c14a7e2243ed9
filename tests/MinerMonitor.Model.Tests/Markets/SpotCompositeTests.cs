using System.Globalization;
using System.Text.Json;
using MinerMonitor.Model.Markets;
using MinerMonitor.TestKit;
using Xunit;

namespace MinerMonitor.Model.Tests.Markets;

public sealed class SpotCompositeTests
{
    private const long NowMs = 1_788_481_260_000;

    [Fact]
    public void Agrees_with_every_recorded_case()
    {
        var path = Path.Combine(Optional.RequireSharedFolder(), "fixtures", "feeds", "scenarios", "composite-cases.json");
        using var file = JsonDocument.Parse(File.ReadAllText(path));
        var cases = file.RootElement.GetProperty("cases").EnumerateArray().ToList();

        foreach (var item in cases)
        {
            var name = item.GetProperty("name").GetString();
            var venues = item.GetProperty("venues").EnumerateArray().Select(Quote).ToList();
            var rate = item.GetProperty("usdtUsd") is { ValueKind: JsonValueKind.Object } usdt
                ? new PriceAt((Number(usdt, "bid")!.Value + Number(usdt, "ask")!.Value) / 2, At(usdt))
                : (PriceAt?)null;
            var lastGood = item.TryGetProperty("lastGood", out var last) ? new PriceAt(Number(last, "price")!.Value, At(last)) : (PriceAt?)null;
            var expected = item.GetProperty("expected");

            var actual = SpotComposite.Compute(venues, rate, lastGood, NowMs, SpotCompositeOptions.Default);

            Assert.True(Close(Number(expected, "price"), actual.PriceUsd), $"{name}: price {actual.PriceUsd}");
            Assert.Equal((name, expected.GetProperty("quality").GetString()), (name, actual.Quality.ToString().ToLowerInvariant()));
            Assert.Equal(
                expected.GetProperty("used").EnumerateArray().Select(venue => venue.GetString()!),
                actual.Venues.Where(venue => venue.OutReason is null).Select(venue => venue.Quote.Venue).Order(StringComparer.Ordinal));
            Assert.Equal(
                expected.GetProperty("rejected").EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()),
                actual.Venues.Where(venue => venue.OutReason is not null).ToDictionary(venue => venue.Quote.Venue, venue => venue.OutReason));
            Assert.Equal(expected.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!), actual.Flags);
        }

        Assert.Equal(18, cases.Count);
    }

    [Fact]
    public void Leaves_out_a_spread_wider_than_half_a_percent()
    {
        var wide = new VenueQuote("thin", false, 70_000, 70_400, NowMs, null, null, true);

        var price = SpotComposite.Compute([wide], null, null, NowMs, SpotCompositeOptions.Default);

        Assert.Equal(SpotQuality.Missing, price.Quality);
        Assert.Equal("spread", price.Venues[0].OutReason);
    }

    [Fact]
    public void Says_when_the_price_held()
    {
        var older = new VenueQuote("a", false, 70_000, 70_001, NowMs - 5_000, null, null, true);
        var newer = new VenueQuote("b", false, 70_000, 70_001, NowMs - 1_000, null, null, true);

        Assert.Equal(NowMs - 1_000, SpotComposite.Compute([older, newer], null, null, NowMs, SpotCompositeOptions.Default).AtMs);
    }

    private static VenueQuote Quote(JsonElement venue)
    {
        var last = Number(venue, "last");
        return new VenueQuote(
            venue.GetProperty("venue").GetString()!,
            venue.GetProperty("quote").GetString() == "USDT",
            Number(venue, "bid"),
            Number(venue, "ask"),
            At(venue),
            last,
            last is null ? null : At(venue),
            !venue.TryGetProperty("status", out var status) || status.GetString() == "online");
    }

    private static long At(JsonElement element) => NowMs - (long)(element.GetProperty("ageSeconds").GetDouble() * 1000);

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? double.Parse(text.GetString()!, CultureInfo.InvariantCulture)
            : null;

    private static bool Close(double? a, double? b) => a is null ? b is null : b is not null && Math.Abs(a.Value - b.Value) < 1e-9 * a.Value;
}
