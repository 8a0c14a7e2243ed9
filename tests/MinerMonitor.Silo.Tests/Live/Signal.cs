using System.Threading.Channels;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

/// <summary>Counts something that happens elsewhere, to be waited for.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateUnbounded<bool>();

    public void Set() => _set.Writer.TryWrite(true);

    public async Task WaitAsync(string what)
    {
        try
        {
            await _set.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"Waited 20 s for: {what}.", exception);
        }
    }

    /// <summary>Waits while a fake clock is moved on: what sets a timer on another thread may do so after any single move.</summary>
    public async Task WaitAsync(string what, Action moveOn)
    {
        var next = WaitAsync(what);
        while (!next.IsCompleted)
        {
            moveOn();
            await Task.Yield();
        }

        await next;
    }
}
