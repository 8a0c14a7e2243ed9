using System.Text.Json.Nodes;
using System.Threading.Channels;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>A Bitcoin Core node of one's own: where its chain stands, every few seconds; everything else when a block is new; the blocks of the last week once.</summary>
/// <param name="options">Settings.</param>
/// <param name="address">The node.</param>
/// <param name="clients">Makes HTTP clients.</param>
/// <param name="grains">The network.</param>
internal sealed class BitcoinCoreFeed(BitcoinCoreOptions options, Uri address, IHttpClientFactory clients, IGrainFactory grains)
    : PollFeed(options.Every, clients)
{
    private const string Source = "bitcoin-core";
    private const int Kept = 12;
    private const int BlocksAtOnce = 20;
    private const int FeeTarget = 2;
    private const int HalfHourTarget = 3;
    private const int HourTarget = 6;
    private const int DayTarget = 144;
    private const int WeekBlocks = 1_008;

    private static readonly TimeSpan s_historyPause = TimeSpan.FromMilliseconds(200);

    private readonly CoreCredentials _credentials = new(options);
    private readonly List<ChainBlock> _blocks = [];
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ChainBackfill? _backfill;
    private Task? _listening;

    /// <inheritdoc/>
    protected override async Task RestAsync(TimeSpan pause, FeedLink link, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_news.Reader.ReadAsync(either.Token).AsTask(), Task.Delay(pause, link.Time, either.Token));
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    protected override async Task<TimeSpan?> PollAsync(FeedHttp http, FeedLink link, CancellationToken cancellationToken)
    {
        if (options.ZmqUrls.Count > 0)
        {
            _listening ??= new CoreZmq([.. options.ZmqUrls], link.Meter, () => _news.Writer.TryWrite(true)).RunAsync(cancellationToken);
            if (_listening.IsFaulted)
            {
                await _listening; // an adapter that cannot listen as configured says so
            }
        }

        var rpc = new CoreRpc(http, address, _credentials);
        var chain = CoreMessage.Chain((await rpc.CallAsync([new CoreCall("getblockchaininfo")], cancellationToken))[0].Needed("getblockchaininfo"));
        if (chain.Fault is { } fault)
        {
            throw new FeedHttpException("not-synced", fault);
        }

        if (_blocks.LastOrDefault()?.Hash == chain.BestHash)
        {
            Tell(link, new NetworkObservation { BlockHeight = chain.Height, BlockHash = chain.BestHash });
        }
        else
        {
            await TakeNewAsync(rpc, link, chain.BestHash, cancellationToken);
            await TakeFiguresAsync(rpc, link, cancellationToken);
        }

        _backfill ??= new ChainBackfill(link, grains, NetworkRank.Node);
        if (await _backfill.NextAsync(BlocksAtOnce) is { Count: > 0 } lacking)
        {
            _backfill.Take(lacking, await OldBlocksAsync(rpc, lacking, cancellationToken), Source);
            return s_historyPause;
        }

        return null;
    }

    /// <summary>Blocks from the newest back to one that is known, at most twelve, told oldest first: a replaced one is followed by its successors.</summary>
    private async Task TakeNewAsync(CoreRpc rpc, FeedLink link, string bestHash, CancellationToken cancellationToken)
    {
        var unknown = new Stack<ChainBlock>();
        for (var hash = bestHash; hash is not null && unknown.Count < Kept && !_blocks.Exists(block => block.Hash == hash);)
        {
            var answers = await rpc.CallAsync([new CoreCall("getblockheader", hash), StatsOf(hash)], cancellationToken);
            var block = CoreMessage.Block(answers[0].Needed("getblockheader"), answers[1].Result);
            unknown.Push(block);
            hash = _blocks.Count == 0 ? null : block.PreviousHash; // at first one block is enough: older ones come as history
        }

        foreach (var block in unknown)
        {
            Tell(link, block.ToObservation(Source, NetworkRank.Node));
            _blocks.RemoveAll(known => known.Height >= block.Height);
            _blocks.Add(block);
        }

        _blocks.RemoveRange(0, Math.Max(0, _blocks.Count - Kept));
    }

    private async Task TakeFiguresAsync(CoreRpc rpc, FeedLink link, CancellationToken cancellationToken)
    {
        var answers = await rpc.CallAsync(
            [
                new CoreCall("getmempoolinfo"),
                new CoreCall("getmininginfo"),
                new CoreCall("getnetworkhashps", WeekBlocks),
                .. new[] { FeeTarget, HalfHourTarget, HourTarget, DayTarget }.Select(target => new CoreCall("estimatesmartfee", target)),
            ],
            cancellationToken);
        var mempool = CoreMessage.Mempool(answers[0].Needed("getmempoolinfo"));
        var tip = _blocks[^1];
        Tell(link, new NetworkObservation
        {
            BlockHeight = tip.Height,
            BlockHash = tip.Hash,
            Difficulty = CoreMessage.NextDifficulty(answers[1].Needed("getmininginfo")),
            ReportedHashrateEhs = CoreMessage.HashrateEhs(answers[2].Needed("getnetworkhashps")),
            Mempool = mempool,
            FeeRates = new FeeRates(
                CoreMessage.FeeRate(answers[3].Result), CoreMessage.FeeRate(answers[4].Result), CoreMessage.FeeRate(answers[5].Result),
                CoreMessage.FeeRate(answers[6].Result), mempool.MinimumSatVb),
        });
    }

    /// <summary>Blocks of heights; one that the node has no longer in full comes without fees, one that it does not know not at all.</summary>
    private static async Task<IReadOnlyList<ChainBlock>> OldBlocksAsync(CoreRpc rpc, IReadOnlyList<int> heights, CancellationToken cancellationToken)
    {
        var hashes = (await rpc.CallAsync([.. heights.Select(height => new CoreCall("getblockhash", height))], cancellationToken))
            .Select(answer => answer.Result?.GetString()).OfType<string>().ToList();
        if (hashes.Count == 0)
        {
            return [];
        }

        var answers = await rpc.CallAsync([.. hashes.Select(hash => new CoreCall("getblockheader", hash)), .. hashes.Select(StatsOf)], cancellationToken);
        return [.. hashes.Select((_, index) => CoreMessage.Block(answers[index].Needed("getblockheader"), answers[hashes.Count + index].Result))];
    }

    private static CoreCall StatsOf(string hash) => new("getblockstats", hash, new JsonArray("totalfee"));

    private static void Tell(FeedLink link, NetworkObservation seen) =>
        link.Sink.Add(seen with { Source = Source, Rank = NetworkRank.Node }, new FeedTime(null, link.Meter.NowMs));
}
