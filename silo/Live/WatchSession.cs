namespace MinerMonitor.Silo.Live;

/// <summary>One running watch: its mailbox, and its places at the relay, which it gives back when disposed.</summary>
internal sealed class WatchSession : IAsyncDisposable
{
    private readonly TopicRelay _relay;
    private readonly ITimer? _recheck;
    private readonly ITimer _hangUp;
    private readonly Action _closed;

    /// <param name="mailbox">The mailbox, its topics added.</param>
    /// <param name="relay">Relay at which the topics joined.</param>
    /// <param name="recheck">Timer that looks whether the key is still good; null for a viewer without one.</param>
    /// <param name="hangUp">Timer that cuts the viewer's connection.</param>
    /// <param name="closed">Told when it is disposed.</param>
    public WatchSession(ViewerMailbox mailbox, TopicRelay relay, ITimer? recheck, ITimer hangUp, Action closed)
    {
        _closed = closed;
        Mailbox = mailbox;
        _relay = relay;
        _recheck = recheck;
        _hangUp = hangUp;
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

        await _hangUp.DisposeAsync();
        foreach (var topic in Mailbox.Topics)
        {
            _relay.Leave(topic);
        }

        LiveInstruments.Viewers.Add(-1);
        _closed();
    }
}
