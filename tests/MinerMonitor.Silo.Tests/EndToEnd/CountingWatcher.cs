using System.Text.Json;
using MinerMonitor.Client;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A program that watches with the SDK, notes every number, and holds each against the rule of the protocol.</summary>
internal sealed class CountingWatcher : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly Dictionary<string, List<TopicUpdate<JsonElement>>> _seen;
    private readonly List<(Func<CountingWatcher, bool> Condition, TaskCompletionSource Met)> _awaited = [];
    private readonly IReadOnlyList<TopicRequest> _topics;
    private readonly MonitorClient _client;
    private readonly Task _watching;

    public CountingWatcher(Uri url, string key, int number, IReadOnlyList<TopicRequest> topics)
    {
        _topics = topics;
        _seen = topics.ToDictionary(topic => topic.Topic, _ => new List<TopicUpdate<JsonElement>>());
        _client = new MonitorClient(new MonitorClientOptions
        {
            Url = url,
            Key = key,
            ReconnectMin = TimeSpan.FromMilliseconds(100),
            ReconnectMax = TimeSpan.FromSeconds(2),
            JitterSeed = number,
        });
        _watching = WatchAsync();
    }

    /// <summary>Number of the last update of a topic; -1 before the first.</summary>
    public long LastSeq(string topic) => _seen[topic] is [.., var last] ? last.Position.Seq : -1;

    /// <summary>True when each topic of values has begun so many streams: one in each life of the silo. Events go on in theirs.</summary>
    public bool HasSeenStreams(int count) => _topics.All(topic =>
        _seen[topic.Topic].Select(update => update.Position.StreamId).Distinct().Count() == (IsEvents(topic) ? 1 : count));

    /// <summary>Newest value of a topic.</summary>
    public JsonElement? Newest(string topic) => _seen[topic] is [.., var last] ? last.Value : null;

    /// <summary>What was seen of a topic, in order.</summary>
    public IReadOnlyList<TopicUpdate<JsonElement>> Seen(string topic)
    {
        lock (_gate)
        {
            return [.. _seen[topic]];
        }
    }

    /// <summary>Waits until what was seen satisfies a condition.</summary>
    public async Task UntilAsync(Func<CountingWatcher, bool> condition, TimeSpan timeout, string awaited)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((condition, met));
            Look();
        }

        try
        {
            await (await Task.WhenAny(met.Task, _watching).WaitAsync(timeout, TimeProvider.System));
        }
        catch (TimeoutException)
        {
            var stand = string.Join(", ", _topics.Select(topic => $"{topic.Topic} {LastSeq(topic.Topic)}"));
            throw new TimeoutException($"A watcher awaited {awaited} for {timeout.TotalSeconds} s; it stands at {stand}.");
        }
    }

    /// <summary>Fails unless each number came once and in order, and each snapshot says why it came.</summary>
    /// <returns>Updates counted.</returns>
    public int Verify(int streams)
    {
        var count = 0;
        foreach (var topic in _topics)
        {
            var isEvents = IsEvents(topic);
            TopicUpdate<JsonElement>? last = null;
            var generations = new HashSet<string>(StringComparer.Ordinal);
            foreach (var update in Seen(topic.Topic))
            {
                var where = $"{topic.Topic} {topic.Mode} at {update.Position.Seq} after {last?.Position.Seq}";
                if (last is null)
                {
                    Assert.True(update is { Kind: FrameKinds.Snapshot, Reason: "first" }, $"{where}: begins with {update.Kind} {update.Reason}");
                }
                else if (update.Kind == FrameKinds.Snapshot)
                {
                    // The log of events outlives the silo; an owner of values does not.
                    Assert.True(!isEvents, $"{where}: an event topic got a snapshot ({update.Reason}).");
                    Assert.True(update.Reason == "stream" && update.Position.StreamId != last.Position.StreamId, $"{where}: a snapshot for {update.Reason}.");
                }
                else
                {
                    Assert.True(update.Position.StreamId == last.Position.StreamId, $"{where}: another stream without a snapshot.");
                    Assert.True(update.Position.Seq == last.Position.Seq + 1 + update.Skipped, $"{where}: {update.Skipped} skipped.");
                    Assert.True(update.Skipped == 0 || (topic.Mode == WatchModes.Latest && !isEvents), $"{where}: {update.Skipped} skipped.");
                    Assert.Equal(isEvents ? FrameKinds.Event : FrameKinds.Value, update.Kind);
                }

                generations.Add(update.Position.StreamId);
                last = update;
                count++;
            }

            Assert.True(generations.Count == (isEvents ? 1 : streams), $"{topic.Topic}: {generations.Count} streams in {streams} lives of the silo.");
        }

        return count;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ContinueWith(_ => { }, TaskScheduler.Default);
        await _client.DisposeAsync();
        _stop.Dispose();
    }

    private static bool IsEvents(TopicRequest topic) => topic.Topic == Topics.Blocks || topic.Topic.StartsWith("events/", StringComparison.Ordinal);

    private async Task WatchAsync()
    {
        await foreach (var update in _client.WatchAsync(_topics, null, _stop.Token))
        {
            lock (_gate)
            {
                _seen[update.Topic].Add(update);
                Look();
            }
        }
    }

    private void Look()
    {
        foreach (var (_, met) in _awaited.Where(one => one.Condition(this)))
        {
            met.TrySetResult();
        }

        _awaited.RemoveAll(one => one.Met.Task.IsCompleted);
    }
}
