using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MinerMonitor.Client.Tests.Scripted;

/// <summary>A fake clock that tells when somebody begins to wait, so that a test advances it neither too early nor by chance.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public SteppedTime()
        : base(Frames.T0)
    {
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next wait that satisfies the condition; earlier others are passed over.</summary>
    public async Task<TimeSpan> NextWaitAsync(Func<TimeSpan, bool> condition, string what)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            while (true)
            {
                var wait = await _waits.Reader.ReadAsync(timeout.Token);
                if (condition(wait))
                {
                    return wait;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nobody began to wait for {what} within 20 s.");
        }
    }
}
