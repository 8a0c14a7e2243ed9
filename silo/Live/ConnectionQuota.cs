using MinerMonitor.Protocol;

namespace MinerMonitor.Silo.Live;

/// <summary>What one hub connection may ask for: so many calls a minute, so many watches at a time. A flood costs the flooder alone.</summary>
internal sealed class ConnectionQuota(TimeProvider time, LiveOptions options)
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long _windowBegan = time.GetTimestamp();
    private int _calls;
    private int _watches;

    /// <summary>Counts a call; answers why it is refused, or null.</summary>
    public TopicRefusal? Call()
    {
        lock (_gate)
        {
            if (time.GetElapsedTime(_windowBegan) >= s_window)
            {
                _windowBegan = time.GetTimestamp();
                _calls = 0;
            }

            return ++_calls > options.CallsPerMinute
                ? new TopicRefusal(ErrorCodes.Overloaded, $"This connection made {options.CallsPerMinute} calls within a minute, its limit; wait a minute.")
                : null;
        }
    }

    /// <summary>Takes a place for a watch; null when none is free. Disposing gives it back.</summary>
    public IDisposable? BeginWatch()
    {
        lock (_gate)
        {
            if (_watches >= options.WatchesPerConnection)
            {
                return null;
            }

            _watches++;
            return new Place(this);
        }
    }

    private sealed class Place(ConnectionQuota quota) : IDisposable
    {
        public void Dispose()
        {
            lock (quota._gate)
            {
                quota._watches--;
            }
        }
    }
}
