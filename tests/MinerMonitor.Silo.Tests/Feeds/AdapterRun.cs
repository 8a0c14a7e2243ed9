using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.Sockets;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>One adapter, made by the server's own catalogue, running against a stub; what it reads stays in its sink for the test to look at.</summary>
internal sealed class AdapterRun : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stopping = new();
    private readonly StateLog _log = new();
    private readonly Task _running;

    private AdapterRun(ServiceProvider services, FeedDescription description, IFeedAdapter adapter, TimeProvider time)
    {
        _services = services;
        Time = time;
        Meter = new FeedMeter(description, "test", time, _log);
        Sink = new FeedSink(Meter);
        Link = new FeedLink(description, Sink, Meter, new FeedTap(time), time);
        _running = adapter.RunAsync(Link, _stopping.Token);
    }

    public TimeProvider Time { get; }

    public FeedMeter Meter { get; }

    public FeedSink Sink { get; }

    public FeedLink Link { get; }

    /// <summary>Starts an adapter on the real clock.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="settings">Settings below <c>Monitor:Feeds</c>, for example <c>("KrakenSpot:Urls:0", "ws://127.0.0.1:1")</c>.</param>
    public static AdapterRun Start(string feed, params (string Name, string Value)[] settings) => Start(feed, TimeProvider.System, settings);

    /// <summary>Starts an adapter on a clock of the test's.</summary>
    public static AdapterRun Start(string feed, TimeProvider time, params (string Name, string Value)[] settings) =>
        Start(feed, time, NoGrains.Create(), settings);

    /// <summary>Starts an adapter that may ask a cluster of the test's.</summary>
    public static AdapterRun Start(string feed, TimeProvider time, IGrainFactory grains, params (string Name, string Value)[] settings)
    {
        var services = Services(time, grains, settings);
        var catalogue = services.GetRequiredService<IFeedCatalogue>();
        return new AdapterRun(services, catalogue.Feeds.Single(known => known.Feed == feed), catalogue.CreateAdapter(feed), time);
    }

    /// <summary>Starts an adapter of the test's own on a clock of the test's.</summary>
    public static AdapterRun Start(Func<SocketDialer, IFeedAdapter> create, TimeProvider time)
    {
        var services = Services(time);
        return new AdapterRun(services, new FeedDescription("test", "spot", true, "Test", null, null), create(services.GetRequiredService<SocketDialer>()), time);
    }

    /// <summary>The server's own registrations of feeds, without a cluster.</summary>
    public static ServiceProvider Services(TimeProvider time, params (string Name, string Value)[] settings) => Services(time, NoGrains.Create(), settings);

    private static ServiceProvider Services(TimeProvider time, IGrainFactory grains, (string Name, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"{FeedsOptions.Section}:{setting.Name}", (string?)setting.Value)))
            .Build());
        services.AddLogging();
        services.AddSingleton(time);
        services.AddSingleton(grains);
        services.AddMonitorFeeds();
        return services.BuildServiceProvider();
    }

    /// <summary>Waits until the feed enters a state, now or later; answers its health then.</summary>
    public async Task<FeedStatus> StateAsync(string state)
    {
        await UntilAsync(() => Meter.State == state, $"state {state}");
        return Meter.Read();
    }

    /// <summary>Waits until something holds; it is looked at whenever the feed tells of itself or something was read, and 20 times a second.</summary>
    public async Task UntilAsync(Func<bool> holds, string awaited)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        while (!holds())
        {
            await CheckAsync(look, limit, awaited);
        }
    }

    /// <summary>Waits until something holds while the test's clock runs at 25 times its pace, or by another step each 10 ms.</summary>
    public async Task MoveOnUntilAsync(Func<bool> holds, string awaited, TimeSpan? step = null)
    {
        using var limit = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (!holds())
        {
            ((FakeTimeProvider)Time).Advance(step ?? TimeSpan.FromMilliseconds(250));
            await CheckAsync(look, limit, awaited);
        }
    }

    /// <summary>Stops the adapter; a feed gives up within 2 s whatever it is doing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _running.WaitAsync(s_patience);
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        _stopping.Dispose();
        await _services.DisposeAsync();
    }

    private async Task CheckAsync(PeriodicTimer look, CancellationTokenSource limit, string awaited)
    {
        if (_running.IsFaulted)
        {
            await _running;
        }

        try
        {
            await look.WaitForNextTickAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Waited {s_patience.TotalSeconds:0} s for: {awaited}. Health: {Meter.Read()}. Log: {string.Join(" | ", _log.Lines)}");
        }
    }

    private sealed class StateLog : ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
