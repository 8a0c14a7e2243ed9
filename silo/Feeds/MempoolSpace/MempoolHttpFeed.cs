using System.Globalization;
using System.Text;
using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Model.Chain;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.MempoolSpace;

/// <summary>A mempool server over HTTP: hashrate and retargets; tip, fees and memory pool while its WebSocket is away; the blocks of the last week once.</summary>
/// <param name="options">Settings.</param>
/// <param name="root">Address that paths are below.</param>
/// <param name="source">Name of the server.</param>
/// <param name="clients">Makes HTTP clients.</param>
/// <param name="grains">The feed over the WebSocket, and the network.</param>
internal sealed class MempoolHttpFeed(MempoolSpaceOptions options, Uri root, string source, IHttpClientFactory clients, IGrainFactory grains)
    : PollFeed(options.HashratePoll, clients)
{
    private const long SocketAgeMs = 60_000;

    private readonly Uri _root = root.AbsoluteUri.EndsWith('/') ? root : new Uri(root.AbsoluteUri + "/");
    private ChainBackfill? _backfill;
    private long? _miningAt;
    private long? _tipAt;
    private int _tipRound;
    private string? _tipText;

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        if (IsDue(link, _tipAt, options.TipPoll) && !await IsSocketLiveAsync(link))
        {
            await PollTipAsync(http, link, cancellationToken);
            _tipAt = link.Time.GetTimestamp();
        }

        if (IsDue(link, _miningAt, options.HashratePoll))
        {
            await PollMiningAsync(http, link, cancellationToken);
            _miningAt = link.Time.GetTimestamp();
        }

        _backfill ??= new ChainBackfill(link, grains, NetworkRank.Server);
        if (await _backfill.NextAsync(1) is [var height, ..])
        {
            using var page = await http.GetJsonAsync(At($"v1/blocks/{height}"), cancellationToken);
            _backfill.Take([height], MempoolMessage.Blocks(page.RootElement.EnumerateArray()), source);
            return options.HistoryPause;
        }

        return options.TipPoll < options.HashratePoll ? options.TipPoll : options.HashratePoll;
    }

    private static bool IsDue(FeedLink link, long? at, TimeSpan every) => at is not { } last || link.Time.GetElapsedTime(last) >= every * 0.85;

    private Uri At(string path) => new(_root, path);

    private async Task<bool> IsSocketLiveAsync(FeedLink link) =>
        await grains.GetGrain<IFeedGrain>(MempoolSpaceFeeds.Socket).GetStatusAsync() is { State: InputState.Live or FeedStates.Degraded, LivelyAtMs: { } atMs }
        && link.Meter.NowMs - atMs < SocketAgeMs;

    private async Task PollMiningAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        try
        {
            using var hashrate = await http.GetJsonAsync(At("v1/mining/hashrate/3d"), cancellationToken);
            if (MempoolMessage.HashrateEhs(hashrate.RootElement) is { } ehs)
            {
                Tell(link, new NetworkObservation { ReportedHashrateEhs = ehs });
            }
            else
            {
                link.Meter.Count("hashrate-unknown");
            }

            using var retargets = await http.GetJsonAsync(At("v1/mining/difficulty-adjustments/1m"), cancellationToken);
            foreach (var (atMs, height, difficulty) in MempoolMessage.Retargets(retargets.RootElement).ToList())
            {
                Tell(link, new NetworkObservation { EpochStartHeight = height, EpochStartAtMs = atMs, Difficulty = difficulty, IsHistory = true });
            }
        }
        catch (FeedHttpException exception) when (exception.Code == "http-404")
        {
            link.Meter.Count("no-mining-index"); // an instance of one's own has these only with indexing on; the rest goes on without
        }
    }

    private async Task PollTipAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, At("blocks/tip/height")), cancellationToken)).Trim();
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var height) || height > ChainBlock.MaxHeight)
        {
            throw new FeedFormatException("The height of the tip is no number.");
        }

        if (text == _tipText)
        {
            Tell(link, new NetworkObservation { BlockHeight = height });
        }
        else
        {
            using var blocks = await http.GetJsonAsync(At("v1/blocks"), cancellationToken);
            foreach (var block in MempoolMessage.Blocks(blocks.RootElement.EnumerateArray()))
            {
                link.Sink.Add(block.ToObservation(source, NetworkRank.Server), new FeedTime(null, link.Meter.NowMs));
            }

            _tipText = text;
        }

        if (_tipRound++ % 2 == 0)
        {
            await PollFeesAsync(http, link, height, cancellationToken);
        }
    }

    private async Task PollFeesAsync(FeedHttp http, FeedLink link, int height, CancellationToken cancellationToken)
    {
        using var fees = await GetFeesAsync(http, cancellationToken);
        using var mempool = await http.GetJsonAsync(At("mempool"), cancellationToken);
        using var adjustment = await http.GetJsonAsync(At("v1/difficulty-adjustment"), cancellationToken);
        var forecast = MempoolMessage.Forecast(adjustment.RootElement);
        var agrees = forecast is not null && height / RetargetProjection.EpochBlocks == forecast.RetargetHeight / RetargetProjection.EpochBlocks - 1;
        Tell(link, new NetworkObservation
        {
            BlockHeight = height,
            EpochStartAtMs = agrees ? forecast!.EpochStartAtMs : null,
            LastRetargetChange = agrees ? forecast!.PreviousChange : null,
            ReportedRetargetChange = agrees ? forecast!.Change : null,
            FeeRates = MempoolMessage.FeeRates(fees.RootElement),
            Mempool = MempoolMessage.RestMempool(mempool.RootElement),
        });
    }

    /// <summary>Rates down to a tenth of a satoshi; older servers have whole ones only.</summary>
    private async Task<JsonDocument> GetFeesAsync(FeedHttp http, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetJsonAsync(At("v1/fees/precise"), cancellationToken);
        }
        catch (FeedHttpException exception) when (exception.Code == "http-404")
        {
            return await http.GetJsonAsync(At("v1/fees/recommended"), cancellationToken);
        }
    }

    private void Tell(FeedLink link, NetworkObservation seen) =>
        link.Sink.Add(seen with { Source = source, Rank = NetworkRank.Server }, new FeedTime(null, link.Meter.NowMs));
}
