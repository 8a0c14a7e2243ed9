namespace MinerMonitor.TestKit.Feeds;

/// <summary>One provider, played on a stub server of its own as the provider itself behaves.</summary>
public interface IProviderStub
{
    /// <summary>Says what the server answers on which path.</summary>
    void Map(StubServer server);

    /// <summary>Settings below <c>Monitor:Feeds</c> that lead the monitor to that server, for example <c>("KrakenSpot:Urls:0", "ws://…")</c>.</summary>
    IEnumerable<(string Name, string Value)> Settings(StubServer server);
}
