using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Viewers that ask for what is not, never read, flood, or all come at once: each gets its code, and nobody else notices.</summary>
[Collection(ProcessGroup.Name)]
public sealed class AbuseTests(AbusedSilo abused) : IClassFixture<AbusedSilo>
{
    private const int Returning = 10_000;
    private static readonly string[] s_refusals = [ErrorCodes.Overloaded, ErrorCodes.OutOfRange, ErrorCodes.TooLarge, ErrorCodes.UnknownFleet];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_bad_topic_ends_with_its_code_and_the_good_one_goes_on()
    {
        await abused.Silo.MakeFleetAsync("abuse-mine");
        await abused.Silo.MakeFleetAsync("abuse-foreign");
        var key = (await abused.Silo.Client.CreateKeyAsync(new KeyRequest { Name = "mine", Scopes = ["fleet:abuse-mine:read"] }, Cancelled)).Key;
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var viewer = await ConnectAsync(key);

        var bad = new Dictionary<string, string>
        {
            ["weather"] = ErrorCodes.UnknownTopic,
            ["market/tulips"] = ErrorCodes.UnknownTopic,
            ["fleet/abuse-foreign"] = ErrorCodes.Forbidden,
            ["fleet/abuse-nowhere"] = ErrorCodes.Forbidden, // whether it exists is not told either
            ["miner/abuse-mine/ghost"] = ErrorCodes.UnknownMiner,
            ["events/abuse-foreign"] = ErrorCodes.Forbidden,
        };
        var first = new Dictionary<string, Frame>(StringComparer.Ordinal);
        await foreach (var frame in viewer.StreamAsync<Frame>(
            HubContract.Watch, bad.Keys.Append("fleet/abuse-mine").Select(topic => new TopicRequest { Topic = topic }).ToArray(), null, Cancelled))
        {
            first.TryAdd(frame.Topic, frame);
            if (first.Count == bad.Count + 1 && frame.Kind == FrameKinds.Heartbeat)
            {
                break;
            }
        }

        Assert.Equal(FrameKinds.Snapshot, first["fleet/abuse-mine"].Kind);
        Assert.All(bad, topic => Assert.Equal((FrameKinds.Error, topic.Value), (first[topic.Key].Kind, first[topic.Key].Reason)));
        Assert.All(bad.Keys, topic => Assert.NotEmpty(first[topic].Payload.GetString()!));
        await witness.SeesAChangeAsync("a watch of bad topics");
    }

    [Theory]
    [InlineData("market/sentiment")]
    [InlineData("events/sector")]
    public async Task A_position_from_the_future_is_a_snapshot_that_says_so(string topic)
    {
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var viewer = await ConnectAsync();
        TopicRequest[] topics = [new() { Topic = topic, Mode = WatchModes.Every }];
        var known = await FirstAsync(viewer, topics, null);

        var frame = await FirstAsync(viewer, topics, [new ResumePosition { Topic = topic, StreamId = known.StreamId, Seq = known.Seq + 1_000_000 }]);

        Assert.Equal((FrameKinds.Snapshot, "future", known.StreamId), (frame.Kind, frame.Reason, frame.StreamId));
        Assert.InRange(frame.Seq, known.Seq, known.Seq + 1_000);
        await witness.SeesAChangeAsync("a position from the future");
    }

    [Fact]
    public async Task One_that_floods_a_connection_with_calls_is_told_to_come_back()
    {
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var flooder = await ConnectAsync(abused.Silo.Key);

        var codes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var call = 0; call < AbusedSilo.CallsPerMinute + 20; call++)
        {
            var code = await CodeAsync(flooder, call);
            codes[code] = codes.GetValueOrDefault(code) + 1;
            if (call % 50 == 0)
            {
                await witness.SeesAChangeAsync("a flood of calls");
            }
        }

        string[] expected = [ErrorCodes.OutOfRange, ErrorCodes.Overloaded, ErrorCodes.TooLarge, ErrorCodes.UnknownFleet];
        Assert.Equal(expected, codes.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(20, codes[ErrorCodes.Overloaded]);
        await witness.SeesAChangeAsync("a flood of calls");
    }

    [Fact]
    public async Task One_that_opens_watch_after_watch_gets_so_many_and_no_more()
    {
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var flooder = await ConnectAsync();
        TopicRequest[] topics = [.. Enumerable.Range(0, 100).Select(i => new TopicRequest { Topic = i == 0 ? Topics.Sector : $"events/sector{i}" })];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var watches = new List<IAsyncEnumerator<Frame>>();
        for (var watch = 0; watch < AbusedSilo.WatchesPerConnection; watch++)
        {
            watches.Add(flooder.StreamAsync<Frame>(HubContract.Watch, topics, null, stop.Token).GetAsyncEnumerator(stop.Token));
            Assert.True(await watches[^1].MoveNextAsync());
        }

        var refusal = await Assert.ThrowsAsync<HubException>(() => FirstAsync(flooder, topics, null));
        await stop.CancelAsync();
        await Until.TrueAsync(
            async () => (await TryFirstAsync(flooder, topics) is { Kind: FrameKinds.Snapshot or FrameKinds.Error }, "refused"), s_patience, "a place, once the others have ended");

        Assert.Contains("overloaded: ", refusal.Message, StringComparison.Ordinal);
        await witness.SeesAChangeAsync("a flood of watches");
    }

    [Fact]
    public async Task A_message_beyond_the_limit_costs_the_sender_the_connection_and_nobody_else()
    {
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var flooder = await ConnectAsync(abused.Silo.Key);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        flooder.Closed += _ =>
        {
            closed.SetResult();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<Exception>(() => flooder.InvokeAsync<UploadResult>(HubContract.Upload, new string('x', 9 << 20), Array.Empty<Sample>(), Cancelled));

        await closed.Task.WaitAsync(s_patience, Cancelled);
        await witness.SeesAChangeAsync("a message of 9 MiB");
    }

    [Fact]
    public async Task Ten_thousand_viewers_that_come_back_at_once_are_all_served()
    {
        await using var witness = await Witness.StartAsync(abused.Silo);
        await using var viewer = await ConnectAsync();
        var position = await FirstAsync(viewer, [new() { Topic = Topics.Market("sentiment") }], null);
        await witness.SeesAChangeAsync("viewers that are away");
        var query = $"/api/v1/stream?topic=market/sentiment&mode=every&after={position.StreamId}.{position.Seq}";
        var next = $"\"seq\":{position.Seq + 1},";
        using var dialing = new SemaphoreSlim(200); // what the listener's queue holds; the others wait in the kernel anyway
        var lines = new Socket[Returning];

        try
        {
            var coming = Task.WhenAll(Enumerable.Range(0, Returning).Select(async index =>
            {
                await dialing.WaitAsync(Cancelled);
                try
                {
                    lines[index] = await OpenStreamAsync(query);
                    await FirstFrameAsync(lines[index], next);
                }
                finally
                {
                    dialing.Release();
                }
            }));
            while (!coming.IsCompleted)
            {
                await witness.SeesAChangeAsync("10,000 viewers that come back");
            }

            await coming;
            var live = (await abused.Silo.Client.GetSystemAsync(Cancelled)).Operations!.Live;
            Assert.True(live.Viewers > Returning, $"{live.Viewers} viewers of {Returning} and a witness.");
            await witness.SeesAChangeAsync("10,000 viewers");
        }
        finally
        {
            foreach (var line in lines)
            {
                line?.Dispose();
            }
        }

        await Until.TrueAsync(
            async () =>
            {
                var viewers = (await abused.Silo.Client.GetSystemAsync(Cancelled)).Operations!.Live.Viewers;
                return (viewers < 100, $"{viewers} viewers");
            },
            s_patience,
            "the places of those who left are free");
        await witness.SeesAChangeAsync("10,000 viewers that have left");
    }

    [Fact]
    public async Task One_viewer_too_many_is_refused_with_the_time_to_come_back()
    {
        using var folder = new TempFolder();
        await using var silo = await SiloProcess.StartAsync(folder.Path, ("Monitor__Live__ViewersPerSilo", "1"));
        await using var witness = await Witness.StartAsync(silo);

        using var refused = await silo.Http.GetAsync("/api/v1/stream?topic=sector", HttpCompletionOption.ResponseHeadersRead, Cancelled);

        Assert.Equal(ErrorCodes.Overloaded, (await SiloRequests.ProblemAsync(HttpStatusCode.ServiceUnavailable, refused)).Code);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        await witness.SeesAChangeAsync("a viewer that was refused");
    }

    private static async Task<string> CodeAsync(HubConnection flooder, int call)
    {
        try
        {
            if (call % 3 == 0)
            {
                await FirstAsync(flooder, [.. Enumerable.Range(0, 101).Select(i => new TopicRequest { Topic = $"market/m{i}" })], null);
            }
            else if (call % 3 == 1)
            {
                await flooder.InvokeAsync<UploadResult>(HubContract.Upload, "abuse-nowhere", new[] { new Sample { Miner = "m", HashrateThs = 1 } }, Cancelled);
            }
            else
            {
                await flooder.InvokeAsync<UploadResult>(HubContract.Upload, "abuse-nowhere", null, Cancelled);
            }

            return "none";
        }
        catch (HubException refused)
        {
            return Array.Find(s_refusals, code => refused.Message.Contains($"{code}: ", StringComparison.Ordinal)) ?? refused.Message;
        }
    }

    private static async Task<Frame> FirstAsync(HubConnection viewer, TopicRequest[] topics, ResumePosition[]? resume)
    {
        await foreach (var frame in viewer.StreamAsync<Frame>(HubContract.Watch, topics, resume, Cancelled))
        {
            return frame;
        }

        throw new InvalidOperationException("The watch ended without a frame.");
    }

    private static async Task<Frame?> TryFirstAsync(HubConnection viewer, TopicRequest[] topics)
    {
        try
        {
            return await FirstAsync(viewer, topics, null);
        }
        catch (HubException)
        {
            return null;
        }
    }

    private async Task<HubConnection> ConnectAsync(string? key = null)
    {
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(abused.Silo.Url, HubContract.Path), http => http.AccessTokenProvider = key is null ? null : () => Task.FromResult<string?>(key))
            .Build();
        await connection.StartAsync(Cancelled);
        return connection;
    }

    /// <summary>A bare socket: ten thousand of anything heavier would measure the test.</summary>
    private async Task<Socket> OpenStreamAsync(string query)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, abused.Silo.Url.Port, Cancelled);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {query} HTTP/1.1\r\nHost: {abused.Silo.Url.Authority}\r\n\r\n"), Cancelled);
        return socket;
    }

    private static async Task FirstFrameAsync(Socket socket, string expected)
    {
        var buffer = new byte[4096];
        var text = new StringBuilder();
        while (!text.ToString().Contains("data: {", StringComparison.Ordinal))
        {
            var received = await socket.ReceiveAsync(buffer, Cancelled).AsTask().WaitAsync(s_patience, TimeProvider.System);
            Assert.True(received > 0, $"The line ended before the first frame: {text}");
            text.Append(Encoding.UTF8.GetString(buffer, 0, received));
        }

        Assert.StartsWith("HTTP/1.1 200", text.ToString(), StringComparison.Ordinal);
        Assert.Contains(expected, text.ToString(), StringComparison.Ordinal);
    }
}
