using System.Text.Json;
using System.Text.Json.Nodes;

namespace MinerMonitor.TestKit.Feeds;

/// <summary>Plays a <c>session-*.ndjson</c>: what a provider and its client say in turn. Waits are not kept: order is what counts.</summary>
public static class SessionScript
{
    /// <summary>The provider's side of a recorded session.</summary>
    /// <param name="file">The script; files that it names lie beside it.</param>
    /// <param name="rewrite">Changes what the provider sends, for example its times to now; null leaves it.</param>
    /// <param name="until">Plays only the steps before the first one for which this is true; null: all.</param>
    /// <exception cref="InvalidOperationException">The client said something else than the script wants; the sentence has both.</exception>
    public static Func<StubSocket, Task> Play(string file, Func<string, string>? rewrite = null, Func<JsonObject, bool>? until = null)
    {
        var steps = File.ReadLines(file).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        return async socket =>
        {
            foreach (var step in steps.TakeWhile(step => until?.Invoke(step) != true))
            {
                await PlayAsync(step, socket, Path.GetDirectoryName(file)!, rewrite ?? (text => text));
            }
        };
    }

    private static async Task PlayAsync(JsonObject step, StubSocket socket, string folder, Func<string, string> rewrite)
    {
        var fromServer = (string?)step["dir"] == "server";
        if ((string?)step["text"] is { } text)
        {
            await (fromServer ? socket.SendAsync(rewrite(text)) : ExpectAsync(socket, text));
        }
        else if ((string?)step["file"] is { } file)
        {
            var stored = (await File.ReadAllTextAsync(Path.Combine(folder, file))).TrimEnd('\n');
            await socket.SendAsync(rewrite(stored));
        }
        else if (fromServer && (string?)step["control"] is { } control)
        {
            await (control switch
            {
                "ping" => socket.PingAsync((string?)step["payload"] ?? ""),
                "close" => socket.CloseAsync((int?)step["code"] ?? 1000, (string?)step["reason"] ?? ""),
                "abort" => AbortAsync(socket),
                _ => throw new InvalidOperationException($"The script has a control '{control}' that this player does not know."),
            });
        }
    }

    private static Task AbortAsync(StubSocket socket)
    {
        socket.Abort();
        return Task.CompletedTask;
    }

    /// <summary>Waits for a text of the client. JSON is compared as JSON, request ids aside: a client chooses them.</summary>
    private static async Task ExpectAsync(StubSocket socket, string expected)
    {
        var said = await socket.ReceiveAsync();
        if (said != expected && !(IsJson(said) && IsJson(expected) && JsonNode.DeepEquals(WithoutIds(said), WithoutIds(expected))))
        {
            throw new InvalidOperationException($"The client said {said}, the script wants {expected}.");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonNode? WithoutIds(string text)
    {
        var node = JsonNode.Parse(text);
        if (node is JsonObject members)
        {
            members.Remove("req_id");
            members.Remove("id");
        }

        return node;
    }
}
