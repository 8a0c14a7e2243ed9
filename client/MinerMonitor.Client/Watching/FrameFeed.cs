using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client.Watching;

/// <summary>
/// Frames of one question to the hub, in a bounded buffer. When the consumer is too slow the question is cancelled and
/// <see cref="Overflowed"/> set, since SignalR itself would buffer without bound.
/// </summary>
internal sealed class FrameFeed : IAsyncDisposable
{
    private readonly Channel<Frame> _buffer;
    private readonly CancellationTokenSource _stop;
    private readonly Task _pump;

    public FrameFeed(HubConnection hub, TopicRequest[] topics, ResumePosition[]? resume, int capacity, CancellationToken cancellationToken)
    {
        _buffer = Channel.CreateBounded<Frame>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _pump = PumpAsync(hub, topics, resume);
    }

    /// <summary>True when frames arrived faster than they were taken; the buffered ones are still in order.</summary>
    public bool Overflowed { get; private set; }

    public ChannelReader<Frame> Reader => _buffer.Reader;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _stop.Dispose();
    }

    private async Task PumpAsync(HubConnection hub, TopicRequest[] topics, ResumePosition[]? resume)
    {
        try
        {
            await foreach (var frame in hub.StreamAsyncCore<Frame>(HubContract.Watch, [topics, resume], _stop.Token))
            {
                if (!_buffer.Writer.TryWrite(frame) && frame.Kind != FrameKinds.Heartbeat)
                {
                    Overflowed = true;
                    await _stop.CancelAsync(); // leaving the loop alone would not tell the server to stop sending
                    break;
                }
            }

            _buffer.Writer.TryComplete();
        }
        catch (Exception error)
        {
            _buffer.Writer.TryComplete(error); // the consumer sees it after the frames that came before it
        }
    }
}
