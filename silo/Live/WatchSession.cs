namespace MinerMonitor.Silo.Live;

/// <summary>One running watch: its mailbox, and its places at the relay, which it gives back when disposed.</summary>
internal sealed class WatchSession : IAsyncDisposable
{
    private readonly TopicRelay _relay;
    private readonly ITimer? _recheck;

    /// <param name="mailbox">The mailbox, its topics added.</param>
    /// <param name="relay">Relay at which the topics joined.</param>
    /// <param name="recheck">Timer that looks whether the key is still good; null for a viewer without one.</param>
    public WatchSession(ViewerMailbox mailbox, TopicRelay relay, ITimer? recheck)
    {
        Mailbox = mailbox;
        _relay = relay;
        _recheck = recheck;
        LiveInstruments.Viewers.Add(1);
    }

    /// <summary>What arrives.</summary>
    public ViewerMailbox Mailbox { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_recheck is not null)
        {
            await _recheck.DisposeAsync();
        }

        foreach (var topic in Mailbox.Topics)
        {
            _relay.Leave(topic);
        }

        LiveInstruments.Viewers.Add(-1);
    }
}
