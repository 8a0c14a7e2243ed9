using System.Text.Json;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Chain;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Feeds.MempoolSpace;

/// <summary>The WebSocket of a mempool server: one JSON object a push with any subset of members, told apart by their names.</summary>
/// <remarks>
/// A new block comes as a single <c>block</c>, a reorganisation as the whole array <c>blocks</c>. The last eight are kept: a block that does
/// not build on the newest of them, or a forecast that knows a higher one, makes the session ask for the array.
/// </remarks>
/// <param name="link">Where readings and health go.</param>
/// <param name="source">Name of the server.</param>
internal sealed class MempoolSession(FeedLink link, string source) : SocketSession(link)
{
    private const int Kept = 8;
    private const long LongestIntervalMs = 3 * 3_600_000; // a chain that lives makes so long an interval once in a thousand years
    private const string Refresh = """{"refresh-blocks":true}""";

    private List<ChainBlock> _blocks = [];
    private int _refreshedFor;

    /// <inheritdoc/>
    /// <remarks>Statistics are pushed every 2 to 5 s; the server's own page pings after 30 s and waits 5 s.</remarks>
    public override SocketTimes Times { get; } = new()
    {
        PingEvery = TimeSpan.FromSeconds(30), Silence = TimeSpan.FromSeconds(36), LifeLimit = TimeSpan.FromSeconds(60),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> Opening() =>
        ["""{"action":"init"}""", """{"action":"want","data":["blocks","stats","mempool-blocks"]}"""];

    /// <inheritdoc/>
    public override string Ping() => """{"action":"ping"}""";

    /// <inheritdoc/>
    public override void Receive(ReadOnlyMemory<byte> message, long receivedAtMs)
    {
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        // Everything is read before anything is told: half a message is none.
        var all = MempoolMessage.Blocks(root.Items("blocks"));
        var single = root.Member("block") is { } item ? MempoolMessage.Block(item) : null;
        var rates = MempoolMessage.FeeRates(root.Member("fees"));
        var mempool = MempoolMessage.Mempool(root.Member("mempoolInfo"), FirstOf(root.Items("mempool-blocks")));
        var forecast = MempoolMessage.Forecast(root.Member("da"));

        TakeAll(all, receivedAtMs);
        if (single is not null)
        {
            TakeNew(single, receivedAtMs);
        }

        if (rates is not null || mempool is not null || forecast is not null)
        {
            TakeStats(rates, mempool, forecast, receivedAtMs);
        }

        if (all.Count > 0 || single is not null || rates is not null || mempool is not null || forecast is not null)
        {
            HearLife();
        }

        DegradedReason = _blocks.LastOrDefault() is { } tip && receivedAtMs - tip.AtMs > LongestIntervalMs
            ? $"The newest block it tells, {tip.Height}, is more than 3 h old: the server or its node hangs."
            : null;
    }

    private static JsonElement? FirstOf(IEnumerable<JsonElement> items) => items.Select(item => (JsonElement?)item).FirstOrDefault();

    private void TakeAll(IReadOnlyList<ChainBlock> blocks, long receivedAtMs)
    {
        var unknown = blocks.SkipWhile(block => _blocks.Exists(known => known.Height == block.Height && known.Hash == block.Hash)).ToList();
        if (blocks.Count == 0)
        {
            return;
        }

        unknown.ForEach(block => Tell(block, receivedAtMs));
        _blocks = [.. blocks.TakeLast(Kept)];
    }

    private void TakeNew(ChainBlock block, long receivedAtMs)
    {
        if (_blocks.Exists(known => known.Hash == block.Hash))
        {
            Meter.Count("duplicate");
            return;
        }

        var newest = _blocks.LastOrDefault();
        if (newest is not null && (block.Height != newest.Height + 1 || (block.PreviousHash ?? newest.Hash) != newest.Hash))
        {
            Meter.Count("gap");
            _refreshedFor = block.Height;
            Reply(Refresh);
        }

        Tell(block, receivedAtMs);
        _blocks.RemoveAll(known => known.Height >= block.Height);
        _blocks.Add(block);
        _blocks.RemoveRange(0, Math.Max(0, _blocks.Count - Kept));
    }

    private void TakeStats(FeeRates? rates, MempoolReading? mempool, MempoolForecast? forecast, long receivedAtMs)
    {
        var tip = _blocks.LastOrDefault();
        if (forecast is not null && tip is not null && forecast.TipHeight > tip.Height && forecast.TipHeight > _refreshedFor)
        {
            // A push was lost: the server counts a block that never came.
            Meter.Count("gap");
            _refreshedFor = forecast.TipHeight;
            Reply(Refresh);
        }

        var agrees = forecast is not null && tip?.Height / RetargetProjection.EpochBlocks == forecast.RetargetHeight / RetargetProjection.EpochBlocks - 1;
        var isTip = agrees && forecast!.TipHeight == tip!.Height;
        var seen = new NetworkObservation
        {
            // Each push says again that the tip is still the tip, so that heights of several sources can be compared.
            BlockHeight = isTip ? tip!.Height : null,
            BlockHash = isTip ? tip!.Hash : null,
            EpochStartHeight = agrees && forecast!.EpochStartAtMs is not null ? forecast.RetargetHeight - RetargetProjection.EpochBlocks : null,
            EpochStartAtMs = agrees ? forecast!.EpochStartAtMs : null,
            LastRetargetChange = agrees ? forecast!.PreviousChange : null,
            ReportedRetargetChange = agrees ? forecast!.Change : null,
            FeeRates = rates,
            Mempool = mempool,
            Source = source,
            Rank = NetworkRank.Server,
        };
        if (rates is not null || mempool is not null || agrees)
        {
            Sink.Add(seen, new FeedTime(null, receivedAtMs));
        }
    }

    private void Tell(ChainBlock block, long receivedAtMs) =>
        // Header times may be two hours off: they say nothing of the delay.
        Sink.Add(block.ToObservation(source, NetworkRank.Server), new FeedTime(null, receivedAtMs));
}
