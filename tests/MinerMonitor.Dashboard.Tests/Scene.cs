using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>What the fake server knows and sends: one value a level topic, numbered events, a clock that the test sets.</summary>
public sealed class Scene
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LevelTopic> _levels = [];
    private readonly Dictionary<string, List<Frame>> _events = [];
    private readonly Dictionary<string, (string Code, string Text)> _refused = [];
    private readonly List<Watching> _watching = [];
    private readonly long _startedAt = TimeProvider.System.GetTimestamp();
    private TaskCompletionSource<Watching> _joined = NewSignal();

    /// <summary>Server clock at the start of the scene, Unix milliseconds.</summary>
    public required long ServerAtMs { get; init; }

    /// <summary>False: the hub refuses connections.</summary>
    public bool Accepting { get; set; } = true;

    /// <summary>False: topics send no heartbeat, as if the line were dead.</summary>
    public bool Heartbeats { get; set; } = true;

    /// <summary>Server clock, Unix milliseconds.</summary>
    public long NowMs => ServerAtMs + (long)TimeProvider.System.GetElapsedTime(_startedAt).TotalMilliseconds;

    /// <summary>Puts the value of a level topic in place before anybody looks.</summary>
    public void Set<T>(string world, string topic, T payload, long atMs)
    {
        lock (_gate) _levels[$"{world}/{topic}"] = new LevelTopic("s1", 1, atMs, JsonSerializer.SerializeToElement(payload, typeof(T),
            ProtocolJson.Default));
    }

    /// <summary>Refuses a topic that has no value with a code and a sentence.</summary>
    public void Refuse(string world, string topic, string code, string text)
    {
        lock (_gate) _refused[$"{world}/{topic}"] = (code, text);
    }

    /// <summary>Value of a level topic, null when there is none.</summary>
    public JsonNode? Payload(string world, string topic)
    {
        lock (_gate) return _levels.TryGetValue($"{world}/{topic}", out var level) ? JsonSerializer.SerializeToNode(level.Payload) : null;
    }

    /// <summary>Sends a new value of a level topic.</summary>
    public void Publish<T>(string world, string topic, T payload, long atMs, string? streamId = null)
    {
        lock (_gate)
        {
            var key = $"{world}/{topic}";
            var old = _levels.GetValueOrDefault(key);
            var next = new LevelTopic(streamId ?? old?.StreamId ?? "s1", (old?.Seq ?? 0) + 1, atMs,
                JsonSerializer.SerializeToElement(payload, typeof(T), ProtocolJson.Default));
            _levels[key] = next;
            Send(key, streamId is null ? next.ToFrame(world, topic, FrameKinds.Value) : next.ToFrame(world, topic, FrameKinds.Snapshot,
                "stream"));
        }
    }

    /// <summary>Appends an event; unless <paramref name="lost"/>, sends it too.</summary>
    public void Happen(string world, string topic, EventPayload payload, bool lost = false)
    {
        lock (_gate)
        {
            var key = $"{world}/{topic}";
            if (!_events.TryGetValue(key, out var log)) _events[key] = log = [];
            var frame = new Frame
            {
                Kind = FrameKinds.Event, World = world, Topic = topic, StreamId = "log", Seq = log.Count + 1, AtMs = payload.AtMs,
                Payload = JsonSerializer.SerializeToElement(payload, ProtocolJson.Default.EventPayload),
            };
            log.Add(frame);
            if (!lost) Send(key, frame);
        }
    }

    /// <summary>Events after a number.</summary>
    public IReadOnlyList<Frame> EventsAfter(string world, string topic, long after)
    {
        lock (_gate) return [.. _events.GetValueOrDefault($"{world}/{topic}", []).Where(frame => frame.Seq > after)];
    }

    /// <summary>The next stream that the page opens after this call.</summary>
    public async Task<Watching> NextWatchAsync()
    {
        Task<Watching> joined;
        lock (_gate)
        {
            _joined = NewSignal();
            joined = _joined.Task;
        }

        return await WaitFor.ResultAsync(joined, "the page to open a Watch stream");
    }

    /// <summary>Cuts every connection.</summary>
    public void CutConnections()
    {
        Watching[] all;
        lock (_gate) all = [.. _watching];
        foreach (var watching in all) watching.Abort();
    }

    internal Watching Join(IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition> resume, ChannelWriter<Frame> writer, Action abort)
    {
        var watching = new Watching(topics, resume, writer, abort);
        lock (_gate)
        {
            foreach (var topic in topics) Begin(watching, topic);
            _watching.Add(watching);
            _joined.TrySetResult(watching);
        }

        return watching;
    }

    internal void Leave(Watching watching)
    {
        lock (_gate) _watching.Remove(watching);
    }

    /// <summary>Sends a heartbeat on every topic watched.</summary>
    internal void Beat()
    {
        if (!Heartbeats) return;
        lock (_gate)
        {
            foreach (var watching in _watching)
            {
                foreach (var topic in watching.Topics) watching.Writer.TryWrite(HeartbeatOf(topic));
            }
        }
    }

    private static TaskCompletionSource<Watching> NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Begin(Watching watching, TopicRequest request)
    {
        var key = $"{request.World}/{request.Topic}";
        var position = watching.Resume.FirstOrDefault(one => one.World == request.World && one.Topic == request.Topic);
        if (IsEventTopic(request.Topic))
        {
            var log = _events.GetValueOrDefault(key, []);
            if (position is { StreamId: "log" })
            {
                foreach (var frame in log.Where(frame => frame.Seq > position.Seq)) watching.Writer.TryWrite(frame);
            }
            else
            {
                watching.Writer.TryWrite(new Frame
                {
                    Kind = FrameKinds.Snapshot, World = request.World, Topic = request.Topic, StreamId = "log", Seq = log.Count,
                    AtMs = NowMs, Reason = "first",
                    Payload = JsonDocument.Parse("{}").RootElement,
                });
            }
        }
        else if (!_levels.TryGetValue(key, out var level))
        {
            watching.Writer.TryWrite(new Frame
            {
                Kind = FrameKinds.Error, World = request.World, Topic = request.Topic, StreamId = "", Seq = 0, AtMs = NowMs,
                Reason = _refused.TryGetValue(key, out var refusal) ? refusal.Code : ErrorCodes.UnknownTopic,
                Payload = JsonSerializer.SerializeToElement(refusal.Text ?? "There is no such topic."),
            });
        }
        else if (position is null || position.StreamId != level.StreamId)
        {
            watching.Writer.TryWrite(level.ToFrame(request.World, request.Topic, FrameKinds.Snapshot, position is null ? "first"
                : "stream"));
        }
        else if (position.Seq < level.Seq)
        {
            watching.Writer.TryWrite(level.ToFrame(request.World, request.Topic,
                FrameKinds.Value) with
            { Skipped = level.Seq - position.Seq - 1 });
        }

        if (Heartbeats) watching.Writer.TryWrite(HeartbeatOf(request));
    }

    private Frame HeartbeatOf(TopicRequest request)
    {
        var key = $"{request.World}/{request.Topic}";
        var events = IsEventTopic(request.Topic);
        var last = events ? _events.GetValueOrDefault(key, []).Count : _levels.GetValueOrDefault(key)?.Seq ?? 0;
        return new Frame
        {
            Kind = FrameKinds.Heartbeat, World = request.World, Topic = request.Topic, StreamId = events ? "log"
                : _levels.GetValueOrDefault(key)?.StreamId ?? "", Seq = last, AtMs = NowMs,
            Payload = JsonSerializer.SerializeToElement(new Heartbeat { ServerAtMs = NowMs, LastSeq = last },
                ProtocolJson.Default.Heartbeat),
        };
    }

    private void Send(string key, Frame frame)
    {
        foreach (var watching in _watching.Where(one => one.Topics.Any(topic => $"{topic.World}/{topic.Topic}" == key))) watching.Writer.TryWrite(frame);
    }

    private static bool IsEventTopic(string topic) => topic == Topics.Blocks || topic.StartsWith("events/", StringComparison.Ordinal);

    private sealed record LevelTopic(string StreamId, long Seq, long AtMs, JsonElement Payload)
    {
        public Frame ToFrame(string world, string topic, string kind, string? reason = null) => new()
        {
            Kind = kind, World = world, Topic = topic, StreamId = StreamId, Seq = Seq, AtMs = AtMs, Payload = Payload, Reason = reason,
        };
    }
}

/// <summary>One Watch stream of the page.</summary>
public sealed record Watching(IReadOnlyList<TopicRequest> Topics, IReadOnlyList<ResumePosition> Resume, ChannelWriter<Frame> Writer,
    Action Abort);
