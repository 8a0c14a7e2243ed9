using System.Net;
using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Streaming;
using MinerMonitor.Silo.Tests.Hosting;
using Xunit;

namespace MinerMonitor.Silo.Tests.Live;

public sealed class StreamTests(MonitorHost host)
{
    [Fact]
    public async Task Sends_frames_with_ids_that_resume_all_topics()
    {
        var one = host.Topic("live", "market/sse-one");
        var two = host.Topic("live", "market/sse-two");
        const string Query = "topic=market/sse-one&topic=market/sse-two&mode=every";
        string id;
        await using (var first = await OpenAsync(Query))
        {
            await first.NextFrameAsync("the first snapshot");
            await first.NextFrameAsync("the second snapshot");
            await one.PublishAsync(5, 0);
            id = (await first.NextFrameAsync("the value")).Id!;
            await two.PublishAsync(6, 0);
            await first.NextFrameAsync("the value that the client is not to have seen");
        }

        await using var again = await OpenAsync(Query, id);
        var (_, frame) = await again.NextFrameAsync("the value after the id");

        Assert.Equal(("market/sse-two", FrameKinds.Value), (frame.Topic, frame.Kind));
        Assert.Equal(6, frame.Payload.GetProperty("value").GetInt64());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("1234.a.1.b.2")]
    [InlineData("....")]
    public async Task Begins_with_snapshots_when_the_id_is_not_of_these_topics(string id)
    {
        await using var stream = await OpenAsync("topic=market/sse-id&topic=sector", id);

        Assert.Equal("first", (await stream.NextFrameAsync("a snapshot")).Frame.Reason);
    }

    [Fact]
    public async Task Resumes_from_a_position_in_the_address_where_no_header_can_be_set()
    {
        var topic = host.Topic("live", "market/sse-after");
        Frame last;
        await using (var first = await OpenAsync("topic=market/sse-after&mode=every"))
        {
            last = (await first.NextFrameAsync("the snapshot")).Frame;
            await topic.PublishAsync(5, 0);
            await first.NextFrameAsync("the value");
        }

        await using var again = await OpenAsync($"topic=market/sse-after&after={last.StreamId}.{last.Seq}&topic=market/sse-other&after=&mode=every");
        Frame[] frames = [(await again.NextFrameAsync("a frame")).Frame, (await again.NextFrameAsync("a frame")).Frame];

        Assert.Contains(frames, frame => frame is { Kind: FrameKinds.Value, Topic: "market/sse-after" } && frame.Seq == last.Seq + 1);
        Assert.Contains(frames, frame => frame is { Kind: FrameKinds.Snapshot, Topic: "market/sse-other", Reason: "first" });
    }

    [Theory]
    [InlineData("topic=market/sse-bad&after=nonsense")]
    [InlineData("topic=market/sse-bad&after=.7")]
    [InlineData("topic=market/sse-bad&after=stream.-7")]
    [InlineData("topic=market/sse-bad&topic=sector&after=stream.7")]
    public async Task Refuses_a_position_that_is_none(string query)
    {
        using var client = host.CreateClient();

        using var response = await client.GetAsync($"/api/v1/stream?{query}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("\"code\":\"malformed\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_how_long_to_wait_before_coming_back_and_keeps_the_line_open()
    {
        await using var stream = await OpenAsync("topic=market/sse-alive");

        Assert.Equal("no", stream.Header("X-Accel-Buffering"));
        Assert.Contains("no-transform", stream.Header("Cache-Control"), StringComparison.Ordinal);
        await stream.ReadUntilAsync("retry: 2000");
        await stream.ReadUntilAsync(":");
    }

    [Fact]
    public async Task Tells_faults_of_single_topics_as_frames()
    {
        await using var stream = await OpenAsync("topic=fleet/acme&topic=market/sse-good");

        var frames = new[] { (await stream.NextFrameAsync("a frame")).Frame, (await stream.NextFrameAsync("a frame")).Frame };

        Assert.Contains(frames, frame => frame is { Kind: FrameKinds.Error, Reason: ErrorCodes.Unauthenticated, Topic: "fleet/acme" });
        Assert.Contains(frames, frame => frame is { Kind: FrameKinds.Snapshot, Topic: "market/sse-good" });
    }

    [Fact]
    public async Task Takes_the_key_from_the_address_where_headers_cannot_be_set()
    {
        var key = await host.CreateKeyAsync(["fleet:acme:read"]);

        await using var stream = await OpenAsync($"topic=fleet/acme&access_token={key}");

        Assert.Equal("first", (await stream.NextFrameAsync("the snapshot")).Frame.Reason);
    }

    [Fact]
    public async Task Refuses_a_watch_of_nothing()
    {
        using var client = host.CreateClient();

        using var response = await client.GetAsync("/api/v1/stream", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private async Task<EventStream> OpenAsync(string query, string? lastEventId = null)
    {
        var client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/stream?{query}");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new EventStream(client, response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    private sealed class EventStream(HttpClient client, HttpResponseMessage response, StreamReader reader) : IAsyncDisposable
    {
        public string Header(string name) => string.Join(',', response.Headers.GetValues(name));

        public async Task<(string? Id, Frame Frame)> NextFrameAsync(string what)
        {
            string? id = null;
            while (true)
            {
                var line = await ReadLineAsync(what);
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                {
                    id = line[4..];
                }
                else if (line.StartsWith("data: ", StringComparison.Ordinal)
                    && JsonSerializer.Deserialize(line[6..], ProtocolJson.Default.Frame) is { Kind: not FrameKinds.Heartbeat } frame)
                {
                    return (id, frame);
                }
            }
        }

        public async Task ReadUntilAsync(string expected)
        {
            while (await ReadLineAsync(expected) != expected)
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            reader.Dispose();
            response.Dispose();
            client.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> ReadLineAsync(string what)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            limit.CancelAfter(TimeSpan.FromSeconds(20));
            try
            {
                return await reader.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException($"The stream ended before: {what}.");
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException($"Waited 20 s for: {what}.", exception);
            }
        }
    }
}
