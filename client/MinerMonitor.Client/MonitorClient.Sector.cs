using System.Globalization;
using MinerMonitor.Client.Http;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Costs, index and regime of a world now.</summary>
    public Task<SectorSnapshot> GetSectorAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/sector?world={Requests.Escape(world)}", ProtocolJson.Default.SectorSnapshot, cancellationToken);

    /// <summary>The sector at the close of a day, computed from the daily history of a world.</summary>
    /// <param name="day">UTC day; the history must reach it.</param>
    public Task<SectorSnapshot> GetSectorAsOfAsync(DateOnly day, string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            $"api/v1/sector?world={Requests.Escape(world)}&asOf={day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}",
            ProtocolJson.Default.SectorSnapshot, cancellationToken);

    /// <summary>What a move of price, difficulty, tariff or fees would do.</summary>
    public Task<WhatIfResult> AskWhatIfAsync(WhatIfRequest request, string world = "live", CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, $"api/v1/what-if?world={Requests.Escape(world)}", request, ProtocolJson.Default.WhatIfRequest,
            ProtocolJson.Default.WhatIfResult, cancellationToken);

    /// <summary>Times in which bitcoin closed below its modelled production cost, newest first. Half of all days lie below it: no alarm by itself.</summary>
    public Task<Page<BelowCostEpisode>> GetBelowCostAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/sector/below-cost?world={Requests.Escape(world)}", ProtocolJson.Default.PageBelowCostEpisode, cancellationToken);

    /// <summary>What belongs on charts of a time: regimes, retargets, halvings, support breaks and ETF reversals, oldest first.</summary>
    /// <param name="from">First moment; null: all that is known.</param>
    /// <param name="to">End; null: now.</param>
    public Task<Page<ChartAnnotation>> GetAnnotationsAsync(
        DateTimeOffset? from = null, DateTimeOffset? to = null, string world = "live", CancellationToken cancellationToken = default)
    {
        var path = $"api/v1/annotations?world={Requests.Escape(world)}";
        if (from is { } first) path += FormattableString.Invariant($"&from={first.ToUnixTimeMilliseconds()}");
        if (to is { } end) path += FormattableString.Invariant($"&to={end.ToUnixTimeMilliseconds()}");
        return _requests.GetAsync(path, ProtocolJson.Default.PageChartAnnotation, cancellationToken);
    }

    /// <summary>The Bitcoin chain as a world sees it.</summary>
    public Task<NetworkSnapshot> GetNetworkAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/network?world={Requests.Escape(world)}", ProtocolJson.Default.NetworkSnapshot, cancellationToken);

    /// <summary>All markets of a world.</summary>
    public Task<MarketsSnapshot> GetMarketsAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/markets?world={Requests.Escape(world)}", ProtocolJson.Default.MarketsSnapshot, cancellationToken);

    /// <summary>One market.</summary>
    public Task<MarketSnapshot> GetMarketAsync(string market, string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync(
            $"api/v1/markets/{Requests.Escape(market)}?world={Requests.Escape(world)}", ProtocolJson.Default.MarketSnapshot, cancellationToken);

    /// <summary>Net flows of ETFs by trading day, oldest first.</summary>
    public Task<Page<EtfDay>> GetEtfDaysAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/markets/etf/days?world={Requests.Escape(world)}", ProtocolJson.Default.PageEtfDay, cancellationToken);

    /// <summary>Feeds a market by hand. Needs scope <c>admin</c>.</summary>
    /// <exception cref="MonitorRefusedException">Some observations were refused; the others were kept.</exception>
    public Task ObserveMarketAsync(
        string market, IReadOnlyList<MarketObservation> observations, string world = "live", CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, $"api/v1/markets/{Requests.Escape(market)}/observations?world={Requests.Escape(world)}",
            Requests.Json(observations, ProtocolJson.Default.IReadOnlyListMarketObservation), cancellationToken);

    /// <summary>Feeds the chain by hand. Needs scope <c>admin</c>.</summary>
    /// <exception cref="MonitorRefusedException">Some observations were refused; the others were kept.</exception>
    public Task ObserveNetworkAsync(
        IReadOnlyList<NetworkObservation> observations, string world = "live", CancellationToken cancellationToken = default) =>
        _requests.SendAsync(
            HttpMethod.Post, $"api/v1/network/observations?world={Requests.Escape(world)}",
            Requests.Json(observations, ProtocolJson.Default.IReadOnlyListNetworkObservation), cancellationToken);

    /// <summary>Health of each source of a world.</summary>
    public Task<FeedsSnapshot> GetFeedsAsync(string world = "live", CancellationToken cancellationToken = default) =>
        _requests.GetAsync($"api/v1/feeds?world={Requests.Escape(world)}", ProtocolJson.Default.FeedsSnapshot, cancellationToken);

    /// <summary>Records what a feed and its source say to each other from now on, as NDJSON: <c>{"t", "dir", "text"}</c>. Needs scope <c>admin</c>.</summary>
    /// <param name="feed">Feed, for example <c>kraken-spot</c>.</param>
    /// <param name="destination">Written to, not closed.</param>
    /// <param name="duration">How long, 1 s to 1 h.</param>
    /// <param name="bytesReceived">Told the bytes received so far.</param>
    /// <param name="cancellationToken">Stops it; what was recorded until then is written.</param>
    /// <exception cref="MonitorNotFoundException">There is no such feed.</exception>
    public Task RecordFeedAsync(
        string feed, Stream destination, TimeSpan duration, IProgress<long>? bytesReceived = null, CancellationToken cancellationToken = default) =>
        DownloadAsync(
            string.Create(CultureInfo.InvariantCulture, $"api/v1/feeds/{Requests.Escape(feed)}/recording?seconds={Math.Ceiling(duration.TotalSeconds):0}"),
            "application/x-ndjson", destination, bytesReceived, cancellationToken);

    /// <summary>The running server.</summary>
    public Task<SystemSnapshot> GetSystemAsync(CancellationToken cancellationToken = default) =>
        _requests.GetAsync("api/v1/system", ProtocolJson.Default.SystemSnapshot, cancellationToken);
}
