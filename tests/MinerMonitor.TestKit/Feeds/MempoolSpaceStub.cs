using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A mempool server on a stub's path: a wanted set that each <c>want</c> replaces, single blocks, whole arrays after a reorganisation, REST beside it.</summary>
/// <param name="chain">Its chain.</param>
/// <param name="time">Its clock.</param>
public sealed class MempoolSpaceStub(StubChain chain, TimeProvider time) : IProviderStub
{
    private const int MaxTextBytes = 50_000;
    private const int BlocksOnSocket = 8;
    private const int BlocksOnPage = 15;
    private const string Prefix = "/mempool/api/";

    private readonly ConcurrentDictionary<StubSocket, HashSet<string>> _clients = [];

    /// <summary>Time between two pushes of statistics.</summary>
    public TimeSpan StatsEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Texts that clients sent.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    /// <inheritdoc/>
    public void Map(StubServer server)
    {
        server.OnSocket(Prefix + "v1/ws", ServeAsync);
        server.OnRequest(Prefix + "*", AnswerAsync);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
    [
        ("MempoolSpace:WebSocketUrl", $"{server.SocketUrl}{Prefix}v1/ws"),
        ("MempoolSpace:RestUrl", $"{server.HttpUrl}{Prefix}"),
        ("MempoolSpace:HistoryPause", "00:00:00.020"),
    ];

    /// <summary>Mines a block and pushes it.</summary>
    /// <param name="isLost">True loses the push.</param>
    public async Task MineAsync(bool isLost = false)
    {
        var block = chain.Mine();
        if (!isLost)
        {
            await PushAsync("blocks", new JsonObject { ["block"] = Block(block) });
        }
    }

    /// <summary>Replaces the newest blocks and pushes all.</summary>
    public async Task ReorganiseAsync(int depth)
    {
        chain.Reorganise(depth);
        await PushAsync("blocks", new JsonObject { ["blocks"] = Newest() });
    }

    private static JsonObject Block(StubBlock block) => new()
    {
        ["id"] = block.Hash,
        ["height"] = block.Height,
        ["timestamp"] = block.AtSec,
        ["bits"] = block.Bits,
        ["difficulty"] = StubChain.DifficultyOf(block.Bits),
        ["previousblockhash"] = block.PreviousHash,
        ["extras"] = new JsonObject { ["totalFees"] = block.FeesSats, ["reward"] = 312_500_000 + block.FeesSats },
    };

    private static JsonObject Fees() =>
        new() { ["fastestFee"] = 2.023, ["halfHourFee"] = 1.094, ["hourFee"] = 0.502, ["economyFee"] = 0.2, ["minimumFee"] = 0.1 };

    private static JsonArray Projected() => [new JsonObject { ["nTx"] = 863, ["totalFees"] = 8_875_608, ["medianFee"] = 10.8 }];

    private JsonArray Newest() => [.. Enumerable.Range(0, BlocksOnSocket).Select(depth => chain.At(chain.Height - depth)).OfType<StubBlock>().Reverse().Select(Block)];

    private JsonObject Adjustment()
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var startSec = chain.At(chain.EpochStart)!.AtSec;
        var remaining = chain.EpochStart + StubChain.EpochBlocks - chain.Height;
        return new JsonObject
        {
            ["progressPercent"] = 100.0 - (remaining * 100.0 / StubChain.EpochBlocks),
            ["difficultyChange"] = -1.5,
            ["estimatedRetargetDate"] = nowMs + (remaining * 600_000L),
            ["remainingBlocks"] = remaining,
            ["remainingTime"] = remaining * 600_000L,
            ["previousRetarget"] = 1.2,
            ["previousTime"] = startSec,
            ["nextRetargetHeight"] = chain.EpochStart + StubChain.EpochBlocks,
            ["timeAvg"] = 600_000,
        };
    }

    private JsonObject Stats() => new()
    {
        ["mempoolInfo"] = new JsonObject { ["loaded"] = true, ["size"] = 50_112, ["bytes"] = 29_011_238, ["total_fee"] = 0.16779962, ["mempoolminfee"] = 0.000001 },
        ["vBytesPerSecond"] = 801,
        ["fees"] = Fees(),
        ["da"] = Adjustment(),
    };

    private JsonObject Wanted(IReadOnlyCollection<string> wanted)
    {
        var parts = wanted.Contains("stats") ? Stats() : [];
        if (wanted.Contains("blocks"))
        {
            parts["blocks"] = Newest();
        }

        if (wanted.Contains("mempool-blocks"))
        {
            parts["mempool-blocks"] = Projected();
        }

        return parts;
    }

    private async Task ServeAsync(StubSocket socket)
    {
        using var over = new CancellationTokenSource();
        var pushing = PushStatsAsync(socket, over.Token);
        try
        {
            await foreach (var text in socket.ReceiveAllAsync())
            {
                Said.Enqueue(text);
                if (Encoding.UTF8.GetByteCount(text) > MaxTextBytes || !await TryReplyAsync(socket, text))
                {
                    return; // the server closes
                }
            }
        }
        finally
        {
            _clients.TryRemove(socket, out _);
            await over.CancelAsync();
            await pushing;
        }
    }

    private async Task<bool> TryReplyAsync(StubSocket socket, string text)
    {
        JsonNode? message;
        try
        {
            message = JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return false;
        }

        switch ((string?)message?["action"])
        {
            case "init":
                var state = Wanted(["stats", "blocks", "mempool-blocks"]);
                state["conversions"] = new JsonObject { ["USD"] = 69_880 };
                await socket.SendAsync(state.ToJsonString());
                break;
            case "want":
                var wanted = message!["data"]!.AsArray().Select(item => (string)item!).ToHashSet();
                _clients[socket] = wanted;
                await socket.SendAsync(Wanted(wanted).ToJsonString());
                break;
            case "ping":
                await socket.SendAsync("""{"pong": true}""");
                break;
        }

        if ((bool?)message?["refresh-blocks"] == true)
        {
            await socket.SendAsync(new JsonObject { ["blocks"] = Newest() }.ToJsonString());
        }

        return true;
    }

    private async Task PushStatsAsync(StubSocket socket, CancellationToken over)
    {
        using var timer = new PeriodicTimer(StatsEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                if (_clients.TryGetValue(socket, out var wanted) && wanted.Contains("stats"))
                {
                    await socket.SendAsync(Stats().ToJsonString());
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client is gone.
        }
    }

    private async Task PushAsync(string what, JsonObject message)
    {
        foreach (var (socket, wanted) in _clients)
        {
            if (wanted.Contains(what))
            {
                await socket.SendAsync(message.ToJsonString());
            }
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value![Prefix.Length..];
        if (path == "blocks/tip/height")
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(chain.Height.ToString(CultureInfo.InvariantCulture));
            return;
        }

        JsonNode? body = path switch
        {
            "v1/difficulty-adjustment" => Adjustment(),
            "v1/fees/precise" => Fees(),
            "mempool" => new JsonObject { ["count"] = 50_112, ["vsize"] = 29_011_238, ["total_fee"] = 16_779_962, ["fee_histogram"] = new JsonArray() },
            "v1/mining/hashrate/3d" => new JsonObject
            {
                ["hashrates"] = new JsonArray(),
                ["currentHashrate"] = StubChain.DifficultyOf(chain.Tip.Bits) * 4294967296.0 / 600,
                ["currentDifficulty"] = StubChain.DifficultyOf(chain.Tip.Bits),
            },
            "v1/mining/difficulty-adjustments/1m" => Retargets(),
            _ when path == "v1/blocks" || path.StartsWith("v1/blocks/", StringComparison.Ordinal) => Page(path),
            _ => null,
        };
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body.ToJsonString());
    }

    private JsonArray Page(string path)
    {
        var from = path == "v1/blocks" ? chain.Height : int.Parse(path["v1/blocks/".Length..], CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, BlocksOnPage).Select(depth => chain.At(from - depth)).OfType<StubBlock>().Select(Block)];
    }

    private JsonArray Retargets() =>
    [
        .. new[] { chain.EpochStart, chain.EpochStart - StubChain.EpochBlocks }.Select(height => chain.At(height)!).Select(block => new JsonArray(
            block.AtSec, block.Height, StubChain.DifficultyOf(block.Bits), StubChain.DifficultyOf(block.Bits) / StubChain.DifficultyOf(StubChain.BitsAt(block.Height - 1)))),
    ];
}
