using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>The hub of the wire contract, playing what the scene says.</summary>
public sealed class FakeHub(Scene scene) : Hub
{
    public async IAsyncEnumerable<Frame> Watch(
        IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition>? resume,
            [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var frames = Channel.CreateUnbounded<Frame>();
        using var aborted = Context.ConnectionAborted.Register(() => frames.Writer.TryComplete());
        var watch = scene.Join(topics, resume ?? [], frames.Writer, Context.Abort);
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(cancellationToken)) yield return frame;
        }
        finally
        {
            scene.Leave(watch);
        }
    }
}
