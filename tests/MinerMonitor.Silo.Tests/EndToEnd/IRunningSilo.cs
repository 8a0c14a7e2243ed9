using MinerMonitor.Client;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>A server that tests ask over HTTP: a process of its own, or in that of the tests.</summary>
internal interface IRunningSilo
{
    /// <summary>Client with the admin key.</summary>
    HttpClient Http { get; }

    /// <summary>Client with the admin key.</summary>
    MonitorClient Client { get; }
}
