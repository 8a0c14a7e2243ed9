using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Live;

/// <summary>All topics that somebody watches through this silo.</summary>
internal sealed class TopicRelay : IAsyncDisposable
{
    private readonly ITopicOwners _owners;
    private readonly TimeProvider _time;
    private readonly LiveOptions _options;
    private readonly ILogger<TopicRelay> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<TopicName, RelayTopic> _topics = [];
    private readonly ITimer _sweep;

    /// <param name="owners">Owners of topics.</param>
    /// <param name="time">Clock.</param>
    /// <param name="options">Limits and intervals.</param>
    /// <param name="logger">Log.</param>
    public TopicRelay(ITopicOwners owners, TimeProvider time, IOptions<LiveOptions> options, ILogger<TopicRelay> logger)
    {
        _owners = owners;
        _time = time;
        _options = options.Value;
        _logger = logger;
        var period = _options.Linger / 6;
        _sweep = time.CreateTimer(_ => Sweep(), null, period, period);
    }

    /// <summary>Topics subscribed now.</summary>
    public int TopicCount
    {
        get
        {
            lock (_gate)
            {
                return _topics.Count;
            }
        }
    }

    /// <summary>Begins to feed a viewer; a topic that cannot be watched tells the viewer so with an error frame.</summary>
    public void Join(ViewerTopic viewer, TopicPosition? resume)
    {
        (string Code, string Sentence)? refusal = null;
        lock (_gate)
        {
            if (_topics.TryGetValue(viewer.Name, out var topic))
            {
                topic.Viewers++;
            }
            else if (_topics.Count >= _options.TopicsPerSilo)
            {
                refusal = (ErrorCodes.Overloaded, $"This server relays {_options.TopicsPerSilo} topics, its limit; watch fewer, or try again later.");
            }
            else if (_owners.Find(viewer.Name) is { } owner)
            {
                topic = new RelayTopic(viewer.Name, owner, _owners, _time, _options, _logger, Forget) { Viewers = 1 };
                _topics.Add(viewer.Name, topic);
                LiveInstruments.Topics.Add(1);
            }
            else
            {
                refusal = (ErrorCodes.UnknownTopic, $"There is no topic '{viewer.Name.Topic}'; see the list of topics in the documentation.");
            }

            viewer.Source = topic;
            topic?.Join(viewer, resume);
        }

        if (refusal is var (code, sentence))
        {
            viewer.Fail(code, sentence);
        }
    }

    /// <summary>Stops feeding a viewer.</summary>
    public void Leave(ViewerTopic viewer)
    {
        lock (_gate)
        {
            if (viewer.Source is { } topic)
            {
                viewer.Source = null;
                topic.Leave(viewer);
                if (--topic.Viewers == 0)
                {
                    topic.IdleSince = _time.GetTimestamp();
                }
            }
        }
    }

    /// <summary>Asks every owner anew: silos came or went.</summary>
    public void AskAll()
    {
        lock (_gate)
        {
            foreach (var topic in _topics.Values)
            {
                topic.AskNow();
            }
        }
    }

    /// <summary>Unsubscribes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync();
        RelayTopic[] topics;
        lock (_gate)
        {
            topics = [.. _topics.Values];
            _topics.Clear();
        }

        foreach (var topic in topics)
        {
            await CloseAsync(topic);
        }
    }

    private void Sweep()
    {
        List<RelayTopic> idle;
        lock (_gate)
        {
            idle = [.. _topics.Values.Where(topic => topic.Viewers == 0 && _time.GetElapsedTime(topic.IdleSince) >= _options.Linger)];
            foreach (var topic in idle)
            {
                _topics.Remove(topic.Name);
            }
        }

        foreach (var topic in idle)
        {
            _ = CloseAsync(topic);
        }
    }

    private void Forget(RelayTopic topic)
    {
        lock (_gate)
        {
            if (!_topics.TryGetValue(topic.Name, out var current) || current != topic)
            {
                return;
            }

            _topics.Remove(topic.Name);
        }

        _ = CloseAsync(topic);
    }

    private static async Task CloseAsync(RelayTopic topic)
    {
        await topic.DisposeAsync();
        LiveInstruments.Topics.Add(-1);
    }
}
