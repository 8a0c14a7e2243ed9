using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MinerMonitor.Client.Watching;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Networks;
using MinerMonitor.Protocol.Sectors;
using MinerMonitor.Protocol.Server;
using MinerMonitor.Protocol.Streaming;

namespace MinerMonitor.Client;

public sealed partial class MonitorClient
{
    /// <summary>Most topics that one watch takes.</summary>
    private const int MaxTopics = 100;

    /// <summary>
    /// Watches any topics over one connection. Reconnects by itself and resumes each topic after the last update that was taken; what the server
    /// no longer has is replaced by a snapshot with its reason. A topic that the server refuses or ends costs the others nothing: it comes as
    /// an update with an <see cref="TopicUpdate{T}.Error"/>. Only the error of the last topic left is thrown.
    /// </summary>
    /// <param name="topics">What to watch, 1 to 100 topics.</param>
    /// <param name="resume">Positions to go on after, from <see cref="TopicUpdate{T}.Position"/>; null: begin with snapshots.</param>
    /// <param name="cancellationToken">Ends the watch.</param>
    /// <returns>Updates of all topics, each topic in order, until cancelled.</returns>
    /// <exception cref="MonitorAuthenticationException">The key is missing or not valid.</exception>
    /// <exception cref="MonitorForbiddenException">The key may not read any of the topics.</exception>
    /// <exception cref="MonitorNotFoundException">None of the topics exists.</exception>
    /// <exception cref="MonitorSlowException">The program did not read fast enough.</exception>
    /// <exception cref="MonitorUnreachableException">The first connection failed and <see cref="MonitorClientOptions.RetryFirstConnection"/> is false.</exception>
    public IAsyncEnumerable<TopicUpdate<JsonElement>> WatchAsync(
        IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition>? resume = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(topics);
        if (topics.Count is 0 or > MaxTopics)
        {
            throw new ArgumentException($"{topics.Count} topics were given; a watch takes 1 to {MaxTopics}.", nameof(topics));
        }

        if (topics.DistinctBy(topic => (topic.World, topic.Topic)).Count() != topics.Count)
        {
            throw new ArgumentException("A topic was given twice.", nameof(topics));
        }

        return RunAsync(topics, resume ?? [], cancellationToken);
    }

    /// <summary>Watches costs, index and regime of a world.</summary>
    public IAsyncEnumerable<TopicUpdate<SectorSnapshot>> WatchSectorAsync(WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Sector, ProtocolJson.Default.SectorSnapshot, options, cancellationToken);

    /// <summary>Watches the Bitcoin chain.</summary>
    public IAsyncEnumerable<TopicUpdate<NetworkSnapshot>> WatchNetworkAsync(WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Network, ProtocolJson.Default.NetworkSnapshot, options, cancellationToken);

    /// <summary>Watches all markets of a world.</summary>
    public IAsyncEnumerable<TopicUpdate<MarketsSnapshot>> WatchMarketsAsync(WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Markets, ProtocolJson.Default.MarketsSnapshot, options, cancellationToken);

    /// <summary>Watches one market.</summary>
    /// <param name="market">One of <see cref="MarketNames"/>.</param>
    public IAsyncEnumerable<TopicUpdate<MarketSnapshot>> WatchMarketAsync(
        string market, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Market(market), ProtocolJson.Default.MarketSnapshot, options, cancellationToken);

    /// <summary>Watches a fleet.</summary>
    public IAsyncEnumerable<TopicUpdate<FleetSnapshot>> WatchFleetAsync(
        string fleet, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Fleet(fleet), ProtocolJson.Default.FleetSnapshot, options, cancellationToken);

    /// <summary>Watches a group of fleets.</summary>
    public IAsyncEnumerable<TopicUpdate<OperatorSnapshot>> WatchOperatorAsync(
        string operatorId, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Operator(operatorId), ProtocolJson.Default.OperatorSnapshot, options, cancellationToken);

    /// <summary>Watches one miner.</summary>
    public IAsyncEnumerable<TopicUpdate<MinerSnapshot>> WatchMinerAsync(
        string fleet, string miner, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Miner(fleet, miner), ProtocolJson.Default.MinerSnapshot, options, cancellationToken);

    /// <summary>Watches the health of each source that brings data in.</summary>
    public IAsyncEnumerable<TopicUpdate<FeedsSnapshot>> WatchFeedsAsync(WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(Topics.Feeds, ProtocolJson.Default.FeedsSnapshot, options, cancellationToken);

    /// <summary>Watches an event topic: <see cref="Topics.Blocks"/>, <see cref="Topics.Events"/> or <see cref="Topics.Alerts"/>. Resume survives restarts of the server.</summary>
    public IAsyncEnumerable<TopicUpdate<EventPayload>> WatchEventsAsync(
        string topic, WatchOptions? options = null, CancellationToken cancellationToken = default) =>
        WatchOneAsync(topic, ProtocolJson.Default.EventPayload, options, cancellationToken);

    private async IAsyncEnumerable<TopicUpdate<T>> WatchOneAsync<T>(
        string topic, JsonTypeInfo<T> type, WatchOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        options ??= new WatchOptions();
        var request = new TopicRequest { World = options.World, Topic = topic, Mode = options.Mode };
        await foreach (var update in RunAsync([request], options.Resume is { } position ? [position] : [], cancellationToken))
        {
            yield return new TopicUpdate<T>
            {
                Value = Read(update, type),
                World = update.World,
                Topic = update.Topic,
                Position = update.Position,
                Kind = update.Kind,
                Skipped = update.Skipped,
                AtMs = update.AtMs,
                Reason = update.Reason,
            };
        }
    }

    private async IAsyncEnumerable<TopicUpdate<JsonElement>> RunAsync(
        IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition> resume, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _lifetime.Token);
        var reporter = _connections.Register([.. topics.Select(topic => topic.Topic)]);
        var watch = new TopicWatch(_options, topics, resume, new Random(NextSeed()), reporter);
        await foreach (var update in watch.RunAsync(either.Token))
        {
            yield return update;
        }
    }

    private int NextSeed()
    {
        lock (_jitter)
        {
            return _jitter.Next();
        }
    }

    private static T? Read<T>(TopicUpdate<JsonElement> update, JsonTypeInfo<T> type)
    {
        // The snapshot of an event topic only says where the count begins.
        var isBeginning = update.Kind == FrameKinds.Snapshot && TopicCursor.IsEventTopic(update.Topic);
        if (isBeginning || update.Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return default;
        }

        try
        {
            return update.Value.Deserialize(type);
        }
        catch (JsonException error)
        {
            throw new MonitorProtocolException(
                $"Frame {update.Position.Seq} of {update.Topic} is not a {typeof(T).Name}: {error.Message} The server may be newer than this program.", error);
        }
    }
}
