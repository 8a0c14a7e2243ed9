using System.Collections.Immutable;
using System.Text.Json;
using MinerMonitor.Grains.Live;

namespace MinerMonitor.Grains.Tests.Worlds;

/// <summary>Hears the frames of one topic and lets a test wait for one of them.</summary>
public sealed class TopicWatcher(ITopicGrain topic) : ITopicObserver
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly List<TopicFrame> _heard = [];
    private Func<TopicFrame, bool>? _wanted;
    private TaskCompletionSource<TopicFrame>? _found;

    /// <summary>First frame: a snapshot.</summary>
    public TopicFrame First { get; private set; } = null!;

    /// <summary>Registers the observer.</summary>
    public async Task BeginAsync(ITopicObserver self)
    {
        var frames = await topic.SubscribeAsync(self, null);
        First = frames[^1];
    }

    /// <inheritdoc/>
    public Task OnFramesAsync(string topicKey, ImmutableArray<TopicFrame> frames)
    {
        lock (_gate)
        {
            foreach (var frame in frames)
            {
                _heard.Add(frame);
                if (_wanted?.Invoke(frame) == true)
                {
                    _found!.TrySetResult(frame);
                }
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The first frame heard, or yet to be heard, that fits.</summary>
    public async Task<TopicFrame> WaitAsync(Func<TopicFrame, bool> wanted, string what, CancellationToken cancellationToken)
    {
        TaskCompletionSource<TopicFrame> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_heard.FirstOrDefault(wanted) is { } already)
            {
                return already;
            }

            (_wanted, _found) = (wanted, found);
        }

        try
        {
            return await found.Task.WaitAsync(s_patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Awaited {what} for {s_patience.TotalSeconds} s; {_heard.Count} frames came.");
        }
    }

    /// <summary>All frames after the first, as the owner has them.</summary>
    public async Task<ImmutableArray<TopicFrame>> ReadAllAsync() => await topic.ReadAsync(new TopicPosition(First.StreamId, First.Seq));

    /// <summary>Payload of a frame.</summary>
    public static JsonElement Json(TopicFrame frame) => JsonDocument.Parse(frame.Payload).RootElement;
}
