using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>A Bitcoin Core node on a stub's path: JSON-RPC with a cookie that changes, batches answered out of order, errors in both forms.</summary>
/// <param name="chain">Its chain.</param>
public sealed class BitcoinCoreStub(StubChain chain) : IProviderStub, IDisposable
{
    private const string Path = "/bitcoin-core/";

    private readonly string _cookieFile = System.IO.Path.GetTempFileName();
    private string _cookie = "";

    /// <summary>Headers that it knows beyond its newest block.</summary>
    public int HeadersAhead { get; set; }

    /// <summary>True while it fetches the chain for the first time.</summary>
    public bool IsInitialDownload { get; set; }

    /// <summary>True while it starts: every call is answered with error -28.</summary>
    public bool IsWarmingUp { get; set; }

    /// <summary>True for a node before v28: a call's error comes with HTTP 500 or 404.</summary>
    public bool IsOld { get; set; }

    /// <summary>Blocks below the tip that it no longer has in full.</summary>
    public int PrunedBelow { get; set; } = int.MaxValue;

    /// <summary>Methods that were called, in order.</summary>
    public ConcurrentQueue<string> Called { get; } = [];

    /// <summary>What callers proved themselves with, in order.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = [];

    /// <inheritdoc/>
    public void Map(StubServer server)
    {
        Restart();
        server.OnRequest(Path, AnswerAsync);
    }

    /// <inheritdoc/>
    public IEnumerable<(string Name, string Value)> Settings(StubServer server) =>
        [("BitcoinCore:Enabled", "true"), ("BitcoinCore:Url", server.HttpUrl + Path), ("BitcoinCore:CookieFile", _cookieFile)];

    /// <summary>Starts the node again: its cookie is another one.</summary>
    public void Restart()
    {
        _cookie = $"__cookie__:{Guid.NewGuid():N}";
        File.WriteAllText(_cookieFile, _cookie);
    }

    /// <inheritdoc/>
    public void Dispose() => File.Delete(_cookieFile);

    private static JsonObject Fault(int code, string message) => new() { ["code"] = code, ["message"] = message };

    private async Task AnswerAsync(HttpContext context)
    {
        Authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
        if (context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(_cookie)))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"jsonrpc\"";
            return;
        }

        var body = await JsonNode.ParseAsync(context.Request.Body);
        context.Response.ContentType = "application/json";
        if (body is JsonArray calls)
        {
            await context.Response.WriteAsync(new JsonArray([.. calls.Reverse().Select(call => Answer(call!.AsObject()))]).ToJsonString());
            return;
        }

        var answer = Answer(body!.AsObject());
        if (IsOld && answer["error"] is { } error)
        {
            context.Response.StatusCode = (int)error["code"]! == -32601 ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError;
        }

        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Answer(JsonObject call)
    {
        var method = (string)call["method"]!;
        Called.Enqueue(method);
        var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        var (result, error) = IsWarmingUp ? (null, Fault(-28, "Loading block index…")) : Result(method, call["params"]!.AsArray());
        if (error is null || IsOld)
        {
            answer["result"] = result;
        }

        if (error is not null || IsOld)
        {
            answer["error"] = error;
        }

        return answer;
    }

    private (JsonNode? Result, JsonObject? Error) Result(string method, JsonArray parameters) => method switch
    {
        "getblockchaininfo" => (ChainInfo(), null),
        "getmininginfo" => (
            new JsonObject { ["blocks"] = chain.Height, ["next"] = new JsonObject { ["height"] = chain.Height + 1, ["difficulty"] = StubChain.DifficultyOf(StubChain.BitsAt(chain.Height + 1)) }, ["warnings"] = new JsonArray() }, null),
        "getnetworkhashps" => (StubChain.DifficultyOf(chain.Tip.Bits) * 4294967296.0 / 600, null),
        "getmempoolinfo" => (new JsonObject { ["size"] = 112_686, ["bytes"] = 175_691_391, ["total_fee"] = 5.10536864, ["mempoolminfee"] = 0.00001305 }, null),
        "estimatesmartfee" => (int)parameters[0]! > 6
            ? (new JsonObject { ["errors"] = new JsonArray("Insufficient data or no feerate found"), ["blocks"] = (int)parameters[0]! }, null)
            : (new JsonObject { ["feerate"] = 0.00002023, ["blocks"] = (int)parameters[0]! }, null),
        "getblockhash" => chain.At((int)parameters[0]!) is { } block ? (block.Hash, null) : (null, Fault(-8, "Block height out of range")),
        "getblockheader" => chain.Find((string)parameters[0]!) is { } block ? (Header(block), null) : (null, Fault(-5, "Block not found")),
        "getblockstats" => chain.Find((string)parameters[0]!) is not { } block ? (null, Fault(-5, "Block not found"))
            : chain.Height - block.Height > PrunedBelow ? (null, Fault(-1, "Block not available (pruned data)"))
            : (new JsonObject { ["totalfee"] = block.FeesSats }, null),
        _ => (null, Fault(-32601, "Method not found")),
    };

    private JsonObject ChainInfo() => new()
    {
        ["chain"] = "main",
        ["blocks"] = chain.Height,
        ["headers"] = chain.Height + HeadersAhead,
        ["bestblockhash"] = chain.Tip.Hash,
        ["difficulty"] = StubChain.DifficultyOf(chain.Tip.Bits),
        ["initialblockdownload"] = IsInitialDownload,
        ["warnings"] = IsOld ? "" : new JsonArray(),
    };

    private static JsonObject Header(StubBlock block) => new()
    {
        ["hash"] = block.Hash,
        ["height"] = block.Height,
        ["time"] = block.AtSec,
        ["bits"] = block.Bits.ToString("x8", CultureInfo.InvariantCulture),
        ["difficulty"] = StubChain.DifficultyOf(block.Bits),
        ["previousblockhash"] = block.PreviousHash,
    };
}
