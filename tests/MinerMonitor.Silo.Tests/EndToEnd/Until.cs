namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Waits for another process to come to a state that it tells only when asked.</summary>
internal static class Until
{
    private static readonly TimeSpan s_every = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks until the answer is yes.</summary>
    /// <exception cref="TimeoutException">It did not come in time; the message says what was awaited, and what was seen last.</exception>
    public static async Task TrueAsync(Func<Task<(bool Done, string Seen)>> ask, TimeSpan timeout, string awaited)
    {
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var timer = new PeriodicTimer(s_every, TimeProvider.System);
        var seen = "nothing";
        try
        {
            while (true)
            {
                (var done, seen) = await ask();
                if (done)
                {
                    return;
                }

                await timer.WaitForNextTickAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Awaited within {timeout.TotalSeconds:0} s: {awaited}. Last seen: {seen}");
        }
    }
}
