using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.Sockets;

/// <summary>A list that a feed needs before it can ask or understand: instruments, sizes of contracts. Fetched at the start, every 6 hours, and when it turns out to be too old.</summary>
/// <typeparam name="T">The list; never changed once it was fetched.</typeparam>
/// <param name="fetch">Fetches it.</param>
/// <param name="http">Requests.</param>
/// <param name="link">Where health goes.</param>
internal sealed class FeedList<T>(Func<FeedHttp, CancellationToken, Task<T>> fetch, FeedHttp http, FeedLink link)
    where T : class
{
    private static readonly TimeSpan s_every = TimeSpan.FromHours(6);
    private static readonly TimeSpan s_atMost = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private volatile T? _current;
    private volatile bool _isWanted;
    private long _triedAt;

    /// <summary>The list as it was fetched last; another object after each fetch.</summary>
    /// <exception cref="InvalidOperationException">It was never fetched.</exception>
    public T Current => _current ?? throw new InvalidOperationException("The list has not been fetched yet.");

    /// <summary>Asks for a newer one, because something is not in it. It is fetched at most once a minute.</summary>
    public void Want() => _isWanted = true;

    /// <summary>Fetches the first one, however long that takes.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (await TryFetchAsync(cancellationToken) is { } fault)
        {
            var pause = TimeSpan.FromSeconds(1) + backoff.Next(TimeSpan.Zero);
            pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
            link.Meter.CountReconnect(fault.Code);
            link.Meter.Enter(fault.IsBlocked ? InputState.Blocked : FeedStates.Reconnecting, $"{fault.Sentence} Tries again in {Math.Ceiling(pause.TotalSeconds):0} s.");
            await Task.Delay(pause, link.Time, cancellationToken);
        }
    }

    /// <summary>Keeps it new until cancelled; while it cannot be fetched the old one is good enough.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_look, link.Time);
        var every = s_every;
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            var age = link.Time.GetElapsedTime(_triedAt);
            if (age < s_atMost || (age < every && !_isWanted))
            {
                continue;
            }

            _isWanted = false;
            var fault = await TryFetchAsync(cancellationToken);
            every = fault is null ? s_every : fault.RetryAfter ?? s_atMost;
            if (fault is not null)
            {
                link.Meter.Refuse("list-not-renewed", [], fault.Sentence);
            }
        }
    }

    private async Task<SocketFault?> TryFetchAsync(CancellationToken cancellationToken)
    {
        _triedAt = link.Time.GetTimestamp();
        try
        {
            _current = await fetch(http, cancellationToken);
            return null;
        }
        catch (FeedHttpException exception)
        {
            return new SocketFault(exception.Code, exception.Message, exception.RetryAfter);
        }
        catch (Exception exception) when (FeedFormatException.IsCauseOf(exception))
        {
            return new SocketFault("malformed", $"The list of instruments is not what it should be: {exception.Message}");
        }
    }
}
