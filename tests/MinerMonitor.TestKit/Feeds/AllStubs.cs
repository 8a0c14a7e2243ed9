namespace MinerMonitor.TestKit.Feeds;

/// <summary>All providers on loopback, each on a server and a port of its own, as in the world: the monitor connects to all of them at once.</summary>
public sealed class AllStubs : IAsyncDisposable
{
    private readonly List<(IProviderStub Stub, StubServer Server)> _running = [];

    private AllStubs(StubMarket market) => Market = market;

    /// <summary>The price that all exchanges quote around.</summary>
    public StubMarket Market { get; }

    /// <summary>The providers that run.</summary>
    public IReadOnlyList<(IProviderStub Stub, StubServer Server)> Running => _running;

    /// <summary>Settings below <c>Monitor:Feeds</c> that lead the monitor to the stubs.</summary>
    public IEnumerable<(string Name, string Value)> Settings => _running.SelectMany(entry => entry.Stub.Settings(entry.Server));

    /// <summary>What went wrong in any of them. A test ends by asserting that it is empty.</summary>
    public IReadOnlyList<Exception> Faults => [.. _running.SelectMany(entry => entry.Server.Faults)];

    /// <summary>Starts all of them.</summary>
    /// <param name="time">Clock of the providers.</param>
    public static Task<AllStubs> StartAsync(TimeProvider time)
    {
        var market = new StubMarket(time);
        return StartAsync(market, [.. Spot(market), .. Others(time), HistoryStub.Invented(time), .. Liquidations(time)]);
    }

    /// <summary>Starts some.</summary>
    public static async Task<AllStubs> StartAsync(StubMarket market, params IProviderStub[] stubs)
    {
        var all = new AllStubs(market);
        foreach (var stub in stubs)
        {
            var server = await StubServer.StartAsync();
            stub.Map(server);
            all._running.Add((stub, server));
        }

        return all;
    }

    /// <summary>The exchanges that quote bitcoin.</summary>
    public static IEnumerable<ExchangeStub> Spot(StubMarket market) =>
    [
        new KrakenStub(market), new CoinbaseStub(market), new BitstampStub(market), new BinanceStub(market), new BybitStub(market), new OkxStub(market),
    ];

    /// <summary>Chain, sentiment and electricity. A node of one's own is not among them: it would outrank the server.</summary>
    public static IEnumerable<IProviderStub> Others(TimeProvider time) =>
        [new MempoolSpaceStub(new StubChain(969_992, time.GetUtcNow().AddMinutes(-5)), time), new FearGreedStub(time), new EnergyStub(time)];

    /// <summary>The venues that tell of liquidations.</summary>
    /// <param name="time">Clock of the venues.</param>
    public static IEnumerable<LiquidationStub> Liquidations(TimeProvider time) =>
        [new BybitLiquidationStub(time), new BinanceFuturesStub(time), new OkxLiquidationStub(time)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, server) in _running)
        {
            await server.DisposeAsync();
        }
    }
}
