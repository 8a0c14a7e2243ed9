using System.Globalization;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.Energy;

/// <summary>A price of electricity from any JSON over HTTP. Prices below zero are normal.</summary>
/// <param name="name">Name of the source: the feed's.</param>
/// <param name="options">Settings.</param>
/// <param name="value">Where the price stands.</param>
/// <param name="time">Where its time stands; null: nowhere.</param>
/// <param name="usdMwhPerUnit">USD/MWh that one of the answer's unit is.</param>
/// <param name="address">Address; its query may hold a token.</param>
/// <param name="clients">Makes HTTP clients.</param>
internal sealed class EnergyFeed(
    string name, EnergyOptions options, JsonPath value, JsonPath? time, double usdMwhPerUnit, Uri address, IHttpClientFactory clients)
    : PollFeed(options.Every, clients)
{
    /// <inheritdoc/>
    protected override async Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (header, text) in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(header, text);
        }

        using var body = await http.SendJsonAsync(request, cancellationToken);
        var price = PriceOf(value.Find(body.RootElement)) * usdMwhPerUnit;
        var at = link.Meter.TimeOf(time is null ? null : EpochOf(time.Find(body.RootElement)), link.Meter.NowMs);
        link.Sink.Replace(MarketName.Energy, options.Zone, new MarketObservation { Source = name, Zone = options.Zone, PriceUsdMwh = price, AtMs = at.AtMs }, at);
        return null;
    }

    /// <summary>The price that stands at the path, as number or as text.</summary>
    /// <exception cref="FeedFormatException">It is no finite number.</exception>
    internal static double PriceOf(JsonElement element)
    {
        var price = double.NaN;
        var isNumber = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetDouble(out price),
            JsonValueKind.String => double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out price),
            _ => false,
        };
        return isNumber && double.IsFinite(price) ? price : throw new FeedFormatException($"The price is no finite number but {element.ValueKind}.");
    }

    private static long EpochOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetDouble(out var epoch) && epoch is > 0 and < 1e17 => (long)epoch,
        JsonValueKind.String when long.TryParse(element.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) => epoch,
        JsonValueKind.String when DateTimeOffset.TryParse(element.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) =>
            moment.ToUnixTimeMilliseconds(),
        _ => throw new FeedFormatException("The time of the price is neither ISO nor Unix time."),
    };
}
