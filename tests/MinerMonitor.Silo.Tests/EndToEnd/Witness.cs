using Microsoft.AspNetCore.SignalR.Client;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>
/// A viewer like any other beside those who misbehave: every number of its topic must come once and in order, and heartbeats so often
/// that nobody would take the line for dead.
/// </summary>
internal sealed class Witness : IAsyncDisposable
{
    /// <summary>Three heartbeats missing mean a dead line, says the protocol.</summary>
    private const long DeadLineMs = 15_000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TopicRequest s_topic = new() { Topic = Topics.Market("sentiment"), Mode = WatchModes.Every };

    private readonly SiloProcess _silo;
    private readonly HubConnection _connection;
    private readonly IAsyncEnumerator<Frame> _frames;
    private Frame? _last;
    private long _beatAtMs;
    private int _value;

    private Witness(SiloProcess silo, HubConnection connection)
    {
        _silo = silo;
        _connection = connection;
        _frames = connection.StreamAsync<Frame>(HubContract.Watch, new[] { s_topic }, null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    /// <summary>Numbers seen.</summary>
    public int Applied { get; private set; }

    public static async Task<Witness> StartAsync(SiloProcess silo)
    {
        var connection = new HubConnectionBuilder().WithUrl(new Uri(silo.Url, HubContract.Path)).Build();
        await connection.StartAsync(TestContext.Current.CancellationToken);
        var witness = new Witness(silo, connection);
        await witness.TakeAsync(frame => frame.Kind == FrameKinds.Snapshot, "its snapshot");
        return witness;
    }

    /// <summary>Changes the topic, and reads on until the change has come and a heartbeat after it.</summary>
    public async Task SeesAChangeAsync(string beside)
    {
        _value = (_value % 100) + 1;
        var value = _value;
        await _silo.Client.ObserveMarketAsync(
            "sentiment", [new MarketObservation { Value = value, Source = "witness" }], cancellationToken: TestContext.Current.CancellationToken);
        await TakeAsync(
            frame => frame.Kind != FrameKinds.Heartbeat && frame.Payload.GetProperty("reading").TryGetProperty("value", out var reading) && reading.GetDouble() == value,
            $"value {value} beside {beside}");
        await TakeAsync(frame => frame.Kind == FrameKinds.Heartbeat, $"a heartbeat beside {beside}");
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
    }

    private async Task TakeAsync(Func<Frame, bool> isAwaited, string awaited)
    {
        try
        {
            do
            {
                Assert.True(await _frames.MoveNextAsync().AsTask().WaitAsync(s_patience, TimeProvider.System), $"The watch ended before {awaited}.");
                Judge(_frames.Current);
            }
            while (!isAwaited(_frames.Current));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The witness waited {s_patience.TotalSeconds} s for {awaited}; last frame: {_last}");
        }
    }

    private void Judge(Frame frame)
    {
        if (frame.Kind == FrameKinds.Heartbeat)
        {
            var beat = frame.Payload.GetProperty("serverAtMs").GetInt64();
            Assert.True(_beatAtMs == 0 || beat - _beatAtMs < DeadLineMs, $"{beat - _beatAtMs} ms lay between two heartbeats.");
            Assert.Equal(_last!.Seq, frame.Payload.GetProperty("lastSeq").GetInt64());
            _beatAtMs = beat;
            return;
        }

        Assert.Equal(_last is null ? (FrameKinds.Snapshot, "first") : (FrameKinds.Value, null), (frame.Kind, frame.Reason));
        if (_last is not null)
        {
            Assert.Equal((_last.StreamId, _last.Seq + 1, 0), (frame.StreamId, frame.Seq, frame.Skipped));
        }

        _last = frame;
        Applied++;
    }
}
