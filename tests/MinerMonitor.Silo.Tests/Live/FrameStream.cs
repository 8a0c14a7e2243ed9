using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

/// <summary>Frames as a client gets them, one at a time.</summary>
internal sealed class FrameStream(IAsyncEnumerable<Frame> frames) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Frame> _frames = frames.GetAsyncEnumerator(TestContext.Current.CancellationToken);

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
        await TryNextAsync(what) ?? throw new InvalidOperationException($"The stream ended before: {what}.");

    /// <summary>The next frame; null when the stream has ended.</summary>
    public async Task<Frame?> TryNextAsync(string what)
    {
        try
        {
            return await _frames.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)
                ? _frames.Current
                : null;
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited 20 s for: {what}.", exception);
        }
    }

    public async ValueTask DisposeAsync() => await _frames.DisposeAsync();
}
