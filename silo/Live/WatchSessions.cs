using Microsoft.Extensions.Options;
using MinerMonitor.Grains.Live;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Access;

namespace MinerMonitor.Silo.Live;

/// <summary>Begins watches: the same for hub and event stream.</summary>
internal sealed class WatchSessions(
    TopicRelay relay, TopicAccess access, KeyVerifier keys, TimeProvider time, IOptions<LiveOptions> options)
{
    // A revoked key ends running watches too; within this time.
    private static readonly TimeSpan s_recheckInterval = TimeSpan.FromSeconds(15);

    private const int LongestName = 400; // miner/FLEET/MINER with ids of 128 bytes is well below

    private int _running;

    /// <summary>What is wrong with a request as a whole; null when nothing is.</summary>
    public TopicRefusal? Check(IReadOnlyList<TopicRequest>? topics)
    {
        if (topics is null or { Count: 0 })
        {
            return new TopicRefusal(ErrorCodes.Malformed, "Nothing to watch: name at least one topic.");
        }

        if (topics.Any(topic => topic?.Topic is null or { Length: > LongestName } || topic.World is null or { Length: > LongestName } || topic.Mode is null))
        {
            return new TopicRefusal(ErrorCodes.Malformed, $"Each topic needs a name; names of topics and worlds have at most {LongestName} characters.");
        }

        if (topics.Count > options.Value.TopicsPerViewer)
        {
            return new TopicRefusal(
                ErrorCodes.OutOfRange, $"{topics.Count} topics are more than {options.Value.TopicsPerViewer}, the limit of one watch; open a second one.");
        }

        return Volatile.Read(ref _running) >= options.Value.ViewersPerSilo
            ? new TopicRefusal(ErrorCodes.Overloaded, $"{options.Value.ViewersPerSilo} watch here already, the limit of this server; try again later.")
            : null;
    }

    /// <summary>Begins a watch. A topic that cannot be watched gets an error frame; the others go on.</summary>
    /// <param name="grant">What the viewer may see.</param>
    /// <param name="topics">What it asks for, checked by <see cref="Check"/>.</param>
    /// <param name="resume">Where it goes on.</param>
    /// <param name="abort">Cuts the viewer's connection, when nothing gets through it any more.</param>
    public async Task<WatchSession> OpenAsync(
        AccessGrant grant, IReadOnlyList<TopicRequest> topics, IReadOnlyList<ResumePosition>? resume, Action abort)
    {
        var mailbox = new ViewerMailbox(time, (int)Math.Max(1, options.Value.StuckAfter / options.Value.HeartbeatInterval));
        var added = new HashSet<TopicName>();
        var joining = new List<(ViewerTopic Viewer, TopicPosition? Resume)>();
        foreach (var request in topics)
        {
            var name = new TopicName(request.World, request.Topic);
            if (!added.Add(name))
            {
                continue;
            }

            var isLatest = request.Mode == WatchModes.Latest && !TopicDirectory.IsEventTopic(request.Topic);
            var viewer = mailbox.Add(name, isLatest, options.Value.FramesWaiting);
            var refusal = request.Mode is WatchModes.Latest or WatchModes.Every
                ? await access.CheckAsync(grant, name)
                : new TopicRefusal(ErrorCodes.Malformed, $"'{request.Mode}' is not a mode; use latest or every.");
            if (refusal is null)
            {
                joining.Add((viewer, PositionOf(name, resume)));
            }
            else
            {
                viewer.Fail(refusal.Code, refusal.Sentence);
            }
        }

        var recheck = grant.KeyId is { } keyId
            ? time.CreateTimer(_ => _ = RecheckAsync(mailbox, keyId), null, s_recheckInterval, s_recheckInterval)
            : null;
        // Who was ended because nothing gets through never takes the last word either, and would hold the connection for ever.
        var hangUp = time.CreateTimer(_ => abort(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        mailbox.WhenEnded(() => hangUp.Change(options.Value.LastWordLimit, Timeout.InfiniteTimeSpan));
        Interlocked.Increment(ref _running);
        var session = new WatchSession(mailbox, relay, recheck, hangUp, () => Interlocked.Decrement(ref _running));
        foreach (var (viewer, position) in joining)
        {
            relay.Join(viewer, position);
        }

        return session;
    }

    private async Task RecheckAsync(ViewerMailbox mailbox, string keyId)
    {
        if (!await keys.IsActiveAsync(keyId))
        {
            mailbox.End(mailbox.Topics[0].Name, ErrorCodes.InvalidKey, "The key was revoked or has expired; ask an admin for another.");
        }
    }

    private static TopicPosition? PositionOf(TopicName name, IReadOnlyList<ResumePosition>? resume)
    {
        var position = resume?.LastOrDefault(item => item?.World == name.World && item.Topic == name.Topic);
        return position?.StreamId is null ? null : new TopicPosition(position.StreamId, position.Seq);
    }
}
