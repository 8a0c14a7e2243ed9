using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.BitcoinCore;

/// <summary>One call of a node.</summary>
/// <param name="Method">Name.</param>
/// <param name="Parameters">Parameters, in order.</param>
internal sealed record CoreCall(string Method, params JsonNode?[] Parameters);

/// <summary>Calls of a node by JSON-RPC over HTTP, one or many at once.</summary>
/// <remarks>
/// A node says a call's error with HTTP 200 and a member <c>error</c>, or, spoken to in the older form, with 500 or 404: the body is read in
/// each case. A password or cookie is in the header only and appears in no sentence.
/// </remarks>
/// <param name="http">Sends.</param>
/// <param name="address">The node.</param>
/// <param name="credentials">Proof of identity.</param>
internal sealed class CoreRpc(FeedHttp http, Uri address, CoreCredentials credentials)
{
    private const int WarmingUp = -28;

    /// <summary>Answers of calls, in their order; one that the node refused is null in <c>Result</c> and has a fault.</summary>
    /// <exception cref="FeedHttpException">No usable answer; code <c>warming-up</c> while the node starts.</exception>
    public async Task<IReadOnlyList<CoreAnswer>> CallAsync(IReadOnlyList<CoreCall> calls, CancellationToken cancellationToken)
    {
        using var body = await SendAsync(calls, cancellationToken);
        var answers = new CoreAnswer[calls.Count];
        IEnumerable<JsonElement> items = body.RootElement.ValueKind == JsonValueKind.Array ? body.RootElement.EnumerateArray() : [body.RootElement];
        foreach (var item in items)
        {
            // Answers of a batch may come in any order.
            if (((JsonElement?)item).Whole("id", 0, calls.Count - 1) is { } id)
            {
                answers[id] = AnswerOf(item);
            }
        }

        return Array.IndexOf(answers, null) is var missing and >= 0
            ? throw new FeedFormatException($"The node did not answer {calls[missing].Method}.")
            : answers;
    }

    private static CoreAnswer AnswerOf(JsonElement item)
    {
        if (item.Member("error") is { } error)
        {
            var code = ((JsonElement?)error).Whole("code", int.MinValue, int.MaxValue) ?? 0;
            var message = error.Member("message") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "no reason given";
            return code == WarmingUp
                ? throw new FeedHttpException("warming-up", $"The node is starting: {message}")
                : new CoreAnswer(null, $"{message} (code {code})");
        }

        return item.Member("result") is { } result ? new CoreAnswer(result.Clone(), null) : new CoreAnswer(null, "The answer is empty.");
    }

    private async Task<JsonDocument> SendAsync(IReadOnlyList<CoreCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            return await SendOnceAsync(calls, cancellationToken);
        }
        catch (FeedHttpException exception) when (exception.Code == "unauthorized" && credentials.Refresh())
        {
            return await SendOnceAsync(calls, cancellationToken);
        }
    }

    private async Task<JsonDocument> SendOnceAsync(IReadOnlyList<CoreCall> calls, CancellationToken cancellationToken)
    {
        var texts = calls.Select((call, id) => new JsonObject
        {
            ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = call.Method, ["params"] = new JsonArray([.. call.Parameters.Select(parameter => parameter?.DeepClone())]),
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(calls.Count == 1 ? texts.Single().ToJsonString() : new JsonArray([.. texts]).ToJsonString()))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Authorization = credentials.Header;
        return await http.SendJsonAsync(request, cancellationToken, HttpStatusCode.InternalServerError, HttpStatusCode.NotFound);
    }
}

/// <summary>What became of a call.</summary>
/// <param name="Result">Its result; null when it failed.</param>
/// <param name="Fault">The node's words, when it failed.</param>
internal sealed record CoreAnswer(JsonElement? Result, string? Fault)
{
    /// <summary>The result, which must be there.</summary>
    /// <exception cref="FeedFormatException">The call failed.</exception>
    public JsonElement Needed(string method) => Result ?? throw new FeedFormatException($"The node refused {method}: {Fault}");
}
