using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>The event stream of the wire contract, playing what the scene says.</summary>
internal static class FakeStream
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/stream", StreamAsync);

    private static async Task StreamAsync(HttpContext context, Scene scene, string[] topic, string[] after, string world, string mode)
    {
        TopicRequest[] topics = [.. topic.Select(name => new TopicRequest { World = world, Topic = name, Mode = mode })];
        ResumePosition[] resume = [.. topic.Zip(after).Where(pair => pair.Second.Length > 0).Select(pair => new ResumePosition
        {
            World = world,
            Topic = pair.First,
            StreamId = pair.Second.Split('.')[0],
            Seq = long.Parse(pair.Second.Split('.')[1], System.Globalization.CultureInfo.InvariantCulture),
        })];
        var frames = Channel.CreateUnbounded<Frame>();
        var watching = scene.Join(topics, resume, frames.Writer, context.Abort);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"id: any\ndata: {JsonSerializer.Serialize(frame, ProtocolJson.Default.Frame)}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page went away.
        }
        finally
        {
            scene.Leave(watching);
        }
    }
}
