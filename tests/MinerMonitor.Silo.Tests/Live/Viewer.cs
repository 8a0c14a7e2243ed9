using System.Text.Json;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Live;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

/// <summary>A viewer that reads when the test says so.</summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly IAsyncEnumerator<EncodedFrame> _frames;

    public Viewer(TimeProvider time, int beatsUntilStuck = 6)
    {
        Mailbox = new ViewerMailbox(time, beatsUntilStuck);
        _frames = Mailbox.ReadAllAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    public ViewerMailbox Mailbox { get; }

    public static Viewer Watching(TopicRelay relay, TimeProvider time, string topic, bool isLatest = false, TopicPosition? resume = null)
    {
        var viewer = new Viewer(time);
        relay.Join(viewer.Mailbox.Add(new TopicName("live", topic), isLatest, 100), resume);
        return viewer;
    }

    public void Leave(TopicRelay relay)
    {
        foreach (var topic in Mailbox.Topics)
        {
            relay.Leave(topic);
        }
    }

    /// <summary>The next frame that is no heartbeat.</summary>
    public async Task<Frame> NextAsync(string what)
    {
        while (true)
        {
            var frame = await NextOfAnyKindAsync(what);
            if (frame.Kind != FrameKinds.Heartbeat)
            {
                return frame;
            }
        }
    }

    public async Task<Frame> NextOfAnyKindAsync(string what) =>
        await TryNextAsync(what) ?? throw new InvalidOperationException($"The watch ended before: {what}.");

    /// <summary>The next frame; null when the watch has ended.</summary>
    public async Task<Frame?> TryNextAsync(string what)
    {
        var next = _frames.MoveNextAsync().AsTask();
        try
        {
            return await next.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)
                ? JsonSerializer.Deserialize(_frames.Current.Json.Span, ProtocolJson.Default.Frame)
                : null;
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited 20 s for: {what}.", exception);
        }
    }

    public async ValueTask DisposeAsync() => await _frames.DisposeAsync();
}
