using System.Net;
using System.Text.Json;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Markets;
using MinerMonitor.Protocol.Streaming;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>What a browser and a program see of a running server.</summary>
[Collection(ProcessGroup.Name)]
public sealed class LiveTests(LoneSilo lone) : IClassFixture<LoneSilo>
{
    private const string Fleet = "live-acme";
    private static readonly TimeSpan s_frames = TimeSpan.FromSeconds(60);

    /// <summary>Topics whose frames are values, as the design lists them.</summary>
    private static readonly string[] s_levels =
    [
        Topics.Sector, Topics.Network, Topics.Markets, Topics.Feeds, .. MarketNames.All.Select(Topics.Market),
        Topics.Fleet(Fleet), Topics.Operator("live-north"), Topics.Miner(Fleet, "rig-1"),
    ];

    private static readonly string[] s_events = [Topics.Blocks, Topics.Events("sector"), Topics.Events(Fleet)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Article_world_opens_with_its_index_regime_and_price()
    {
        var sector = await lone.Silo.Client.GetSectorAsync("feb-2026", Cancelled);

        Assert.InRange(sector.Stress!.Value, 82.7, 83.7);
        Assert.Equal("capitulation", sector.Regime);
        Assert.Equal(70_000, sector.PriceUsd);
        Assert.Equal("feb-2026", sector.World);
        var fleets = await lone.Silo.Http.GetStringAsync("/api/v1/fleets?world=feb-2026", Cancelled);
        Assert.NotEmpty(JsonSerializer.Deserialize(fleets, ProtocolJson.Default.PageFleetSummary)!.Items);
    }

    [Fact]
    public async Task Page_is_served_with_a_policy_that_allows_only_its_own_scripts()
    {
        using var page = await lone.Silo.Http.GetAsync("/", Cancelled);
        var html = await SiloRequests.StatusAsync(HttpStatusCode.OK, page);

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("'unsafe-inline'", policy.Split(';').Single(part => part.Trim().StartsWith("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        var scripts = html.Split("src=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).ToList();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            using var file = await lone.Silo.Http.GetAsync(script, Cancelled);
            await SiloRequests.StatusAsync(HttpStatusCode.OK, file);
        }
    }

    [Fact]
    public async Task Hub_sends_a_snapshot_and_then_numbered_frames_on_every_topic()
    {
        await PrepareAsync();
        var positions = new Dictionary<string, ResumePosition>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var awaited = s_levels.ToHashSet(StringComparer.Ordinal);
        using var limit = new CancellationTokenSource(s_frames, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Cancelled);
        var changed = false;

        try
        {
            await foreach (var update in lone.Silo.Client.WatchAsync(
                [.. s_levels.Concat(s_events).Select(topic => new TopicRequest { Topic = topic, Mode = WatchModes.Every })], cancellationToken: stop.Token))
            {
                if (positions.TryGetValue(update.Topic, out var last) && last.StreamId == update.Position.StreamId && update.Kind != FrameKinds.Snapshot)
                {
                    Assert.Equal(last.Seq + 1 + update.Skipped, update.Position.Seq);
                }

                if (!kinds.TryGetValue(update.Topic, out var seen))
                {
                    kinds[update.Topic] = seen = [];
                }

                seen.Add(update.Kind);
                positions[update.Topic] = update.Position;
                awaited.Remove(update.Topic);
                if (awaited.Count == 0 && !changed)
                {
                    changed = true;
                    await ChangeAsync();
                    awaited.UnionWith([Topics.Market("sentiment"), Topics.Fleet(Fleet), Topics.Miner(Fleet, "rig-1")]);
                }
                else if (awaited.Count == 0)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Assert.Fail($"Awaited frames of {string.Join(", ", awaited)}.");
        }

        Assert.All(s_levels, topic => Assert.Equal(FrameKinds.Snapshot, kinds[topic][0]));
        Assert.Contains(FrameKinds.Value, kinds[Topics.Market("sentiment")]);
        Assert.Contains(FrameKinds.Value, kinds[Topics.Fleet(Fleet)]);
    }

    [Fact]
    public async Task Event_stream_gives_the_same_frames_and_its_snapshot_is_what_the_route_answers()
    {
        using var stop = new CancellationTokenSource(s_frames, TimeProvider.System);
        using var answer = await lone.Silo.Http.GetAsync(
            "/api/v1/stream?topic=sector&topic=market/treasury&world=feb-2026", HttpCompletionOption.ResponseHeadersRead, stop.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(stop.Token));
        var frames = new Dictionary<string, Frame>(StringComparer.Ordinal);

        while (frames.Count < 2 && await lines.ReadLineAsync(stop.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                var frame = JsonSerializer.Deserialize(line[6..], ProtocolJson.Default.Frame)!;
                frames.TryAdd(frame.Topic, frame);
            }
        }

        Assert.All(frames.Values, frame => Assert.Equal(FrameKinds.Snapshot, frame.Kind));
        var treasury = await lone.Silo.Http.GetStringAsync("/api/v1/markets/treasury?world=feb-2026", Cancelled);
        Assert.Equal(
            JsonDocument.Parse(treasury).RootElement.EnumerateObject().Select(member => member.Name),
            frames["market/treasury"].Payload.EnumerateObject().Select(member => member.Name));
    }

    private async Task PrepareAsync()
    {
        await lone.Silo.Client.PutFleetAsync(Fleet, new() { Operator = "live-north" }, Cancelled);
        await lone.Silo.WriteAllAsync(Fleet, "miners,miner=rig-1 hashrateThs=100,powerW=3000");
        await lone.Silo.CountedAsync(Fleet, 1, TimeSpan.FromSeconds(20));
    }

    private async Task ChangeAsync()
    {
        await lone.Silo.WriteAllAsync(Fleet, "miners,miner=rig-1 hashrateThs=120,powerW=3100");
        await lone.Silo.Client.ObserveMarketAsync("sentiment", [new MarketObservation { Value = 12, Source = "desk" }], cancellationToken: Cancelled);
    }
}
