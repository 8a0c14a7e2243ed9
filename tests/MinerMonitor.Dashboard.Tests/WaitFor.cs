namespace MinerMonitor.Dashboard.Tests;

internal static class WaitFor
{
    public static async Task<T> ResultAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited 20 s for {what}.");
        }
    }
}
