namespace MinerMonitor.Client.Watching;

/// <summary>Where a watch tells about its connection.</summary>
internal interface IConnectionReporter
{
    void Report(ConnectionState state, string? cause, TimeSpan? retryIn);

    void ServerClock(long serverAtMs);
}
