using System.Globalization;
using System.Text;
using System.Text.Json;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using Xunit;

namespace MinerMonitor.Grains.Tests.Worlds;

public sealed class ReplayTests(WorldCluster cluster)
{
    private static readonly string[] s_origins = ["article", "chain", "derived", "interpolated"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shared_world_opens_at_the_article_with_its_index_and_regime()
    {
        var replay = cluster.Grains.GetGrain<IReplayGrain>("feb-2026");

        var views = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => replay.OpenAsync().AsTask()));

        Assert.All(views, view => Assert.Equal(Ms("2026-02-05T00:05:00Z"), view!.AtMs));
        Assert.Equal((0.0, false, false), (views[0]!.Speed, views[0]!.Ended, views[0]!.Controllable));
        var sector = await ReadAsync(cluster.Grains.GetGrain<ISectorGrain>("feb-2026"));
        var assessment = sector.GetProperty("assessment");
        var stress = assessment.GetProperty("stress");
        Assert.InRange(stress.GetProperty("index").GetDouble(), 82.7, 83.7);
        Assert.Equal(1, stress.GetProperty("coverage").GetDouble(), 9);
        Assert.Equal("capitulation", sector.GetProperty("regime").GetProperty("regime").Deserialize<MinerMonitor.Model.Stress.Regime>().ToString().ToLowerInvariant());
        Assert.Equal(new DateOnly(2026, 1, 28), Day(sector.GetProperty("regime").GetProperty("sinceMs").GetInt64()));
        Assert.InRange(assessment.GetProperty("productionCost").GetProperty("usd").GetDouble(), 87_000, 87_050);
        Assert.Equal(70_000, assessment.GetProperty("priceUsd").GetDouble());
        var retarget = assessment.GetProperty("retarget").GetProperty("projection");
        Assert.InRange(retarget.GetProperty("change").GetDouble(), -0.14, -0.1325);
        Assert.InRange(Day(retarget.GetProperty("expectedAtMs").GetInt64()), new DateOnly(2026, 2, 7), new DateOnly(2026, 2, 8));
        var quoted = sector.GetProperty("quotedRetarget");
        Assert.Equal((-0.14, "article", "2026-02-08"),
            (quoted.GetProperty("change").GetDouble(), quoted.GetProperty("origin").GetString(), quoted.GetProperty("expectedDate").GetString()));
        Assert.Equal(JsonValueKind.Null, quoted.GetProperty("actualChange").ValueKind);
    }

    [Fact]
    public async Task All_ten_components_are_there_and_each_input_says_where_it_comes_from()
    {
        await cluster.Grains.GetGrain<IReplayGrain>("feb-2026").OpenAsync();

        var sector = await ReadAsync(cluster.Grains.GetGrain<ISectorGrain>("feb-2026"));

        var contributions = sector.GetProperty("assessment").GetProperty("stress").GetProperty("contributions").EnumerateArray().ToList();
        Assert.Equal(10, contributions.Count(part => part.GetProperty("score").ValueKind == JsonValueKind.Number));
        var inputs = sector.GetProperty("inputs").EnumerateArray().ToList();
        Assert.NotEmpty(inputs);
        Assert.All(inputs.Where(input => input.GetProperty("value").ValueKind == JsonValueKind.Number), input =>
            Assert.Contains(input.GetProperty("origin").GetString(), s_origins));
    }

    [Fact]
    public async Task Two_replays_give_the_same_frames()
    {
        var names = new[] { "feb-2026~aaaaaaaaaaaa", "feb-2026~bbbbbbbbbbbb" };
        var told = new List<string[]>();
        foreach (var (name, speed) in names.Zip([0.0, 3600.0]))
        {
            var replay = cluster.Grains.GetGrain<IReplayGrain>(name);
            var opened = await replay.CreateAsync(0, null);
            var watchers = new List<TopicWatcher>();
            foreach (var topic in Topics(name))
            {
                watchers.Add(await cluster.WatchAsync(topic));
            }

            // One runs through at full pace, the other plays for a while first.
            var untilMs = opened.AtMs + (3 * 3_600_000);
            await replay.ControlAsync(speed, speed > 0 ? null : untilMs);
            if (speed > 0)
            {
                await watchers[0].WaitAsync(frame => frame.AtMs >= opened.AtMs + 600_000, "ten minutes of play", Cancelled);
                await replay.ControlAsync(0, untilMs);
            }

            await watchers[0].WaitAsync(frame => frame.AtMs >= untilMs, "three hours of replay", Cancelled);
            var frames = new List<string>();
            foreach (var watcher in watchers)
            {
                frames.AddRange((await watcher.ReadAllAsync()).Prepend(watcher.First).Where(frame => frame.AtMs <= untilMs).Select(frame => Line(frame, name)));
            }

            told.Add([.. frames]);
            await replay.DropAsync();
        }

        Assert.True(told[0].Length > 400, $"{told[0].Length} frames");
        Assert.Equal(told[0], told[1]);
    }

    [Fact]
    public async Task Runs_on_to_the_actual_retarget()
    {
        const string Name = "feb-2026~cccccccccccc";
        var replay = cluster.Grains.GetGrain<IReplayGrain>(Name);
        await replay.CreateAsync(0, null);
        var network = await cluster.WatchAsync(cluster.Grains.GetGrain<INetworkGrain>(Name));
        var sector = await cluster.WatchAsync(cluster.Grains.GetGrain<ISectorGrain>(Name));
        var untilMs = Ms("2026-02-07T14:20:00Z");

        await replay.ControlAsync(null, untilMs);
        await sector.WaitAsync(frame => frame.AtMs >= untilMs, "the retarget of 7 February", Cancelled);

        var chain = TopicWatcher.Json((await cluster.Grains.GetGrain<INetworkGrain>(Name).ReadAsync(null))[^1]);
        Assert.Equal(-0.1116, chain.GetProperty("lastRetargetChange").GetDouble(), 4);
        Assert.Equal(125.86e12, chain.GetProperty("difficulty").GetDouble(), 0.01e12);
        Assert.Equal(935424, chain.GetProperty("epochStartHeight").GetInt32());
        Assert.Equal(JsonValueKind.Null, chain.GetProperty("quote").ValueKind);
        var stood = TopicWatcher.Json((await cluster.Grains.GetGrain<ISectorGrain>(Name).ReadAsync(null))[^1]).GetProperty("lastQuotedRetarget");
        Assert.Equal((-0.14, "article"), (stood.GetProperty("change").GetDouble(), stood.GetProperty("origin").GetString()));
        Assert.InRange(stood.GetProperty("forecastChange").GetDouble(), -0.1345, -0.1315);
        Assert.Equal(-0.1116, stood.GetProperty("actualChange").GetDouble(), 4);
        Assert.NotEqual(network.First.Seq, (await network.ReadAllAsync())[^1].Seq);
        await replay.DropAsync();
    }

    [Fact]
    public async Task Jump_back_begins_new_streams_at_the_same_values()
    {
        const string Name = "feb-2026~dddddddddddd";
        var replay = cluster.Grains.GetGrain<IReplayGrain>(Name);
        var opened = await replay.CreateAsync(0, null);
        var before = await Task.WhenAll(Topics(Name).Select(topic => topic.ReadAsync(null).AsTask()));
        var sector = await cluster.WatchAsync(cluster.Grains.GetGrain<ISectorGrain>(Name));
        await replay.ControlAsync(0, opened.AtMs + 1_800_000);
        await sector.WaitAsync(frame => frame.AtMs >= opened.AtMs + 1_800_000, "half an hour of replay", Cancelled);

        var back = await replay.ControlAsync(0, opened.AtMs);

        Assert.Equal(opened.AtMs, back!.AtMs);
        var after = await Task.WhenAll(Topics(Name).Select(topic => topic.ReadAsync(null).AsTask()));
        foreach (var (old, now) in before.Zip(after))
        {
            Assert.NotEqual(old[^1].StreamId, now[^1].StreamId);
            Assert.Equal(Encoding.UTF8.GetString(old[^1].Payload), Encoding.UTF8.GetString(now[^1].Payload));
        }

        await replay.DropAsync();
    }

    [Fact]
    public async Task World_is_built_again_when_a_part_of_it_was_lost()
    {
        const string Name = "feb-2026~eeeeeeeeeeee";
        var replay = cluster.Grains.GetGrain<IReplayGrain>(Name);
        await replay.CreateAsync(0, null);
        var spot = MarketDirectory.Find(cluster.Grains, Name, MarketName.Spot)!;
        await spot.ResetAsync();
        Assert.Null((await spot.GetViewAsync()).Reading.Value);

        var view = await replay.OpenAsync();

        Assert.Equal(Ms("2026-02-05T00:05:00Z"), view!.AtMs);
        Assert.Equal(70_000, (await spot.GetViewAsync()).Reading.Value);
        await replay.DropAsync();
    }

    [Fact]
    public async Task Unknown_worlds_and_copies_that_nobody_made_do_not_exist()
    {
        Assert.Null(await cluster.Grains.GetGrain<IReplayGrain>("feb-2027").OpenAsync());
        Assert.Null(await cluster.Grains.GetGrain<IReplayGrain>("feb-2026~nobody").OpenAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cluster.Grains.GetGrain<IReplayGrain>("feb-2026").ControlAsync(60, null));
    }

    [Fact]
    public async Task List_makes_copies_with_names_of_their_own_and_forgets_dropped_ones()
    {
        var list = cluster.Grains.GetGrain<IWorldListGrain>(IWorldListGrain.Key);

        var copy = await list.CreateAsync("feb-2026", 0, null);

        Assert.StartsWith("feb-2026~", copy!.World, StringComparison.Ordinal);
        Assert.True(copy.Controllable);
        Assert.Contains(copy.World, await list.ListAsync());
        await cluster.Grains.GetGrain<IReplayGrain>(copy.World).DropAsync();
        Assert.DoesNotContain(copy.World, await list.ListAsync());
        Assert.Null(await cluster.Grains.GetGrain<IReplayGrain>(copy.World).OpenAsync());
    }

    [Fact]
    public async Task Drop_that_fails_half_way_can_be_tried_again_and_ends_the_fleet()
    {
        const string World = "feb-2026~ffffffffffff";
        var replay = cluster.Grains.GetGrain<IReplayGrain>(World);
        await replay.CreateAsync(0, null);
        cluster.Fleets.FailNextResetOf(World);
        await Assert.ThrowsAsync<TimeoutException>(() => replay.DropAsync().AsTask());
        Assert.DoesNotContain(World, cluster.Fleets.Dropped);
        Assert.NotNull(await replay.OpenAsync()); // it is there as long as it is not dropped

        await replay.DropAsync();

        Assert.Single(cluster.Fleets.Dropped, World);
        Assert.Null(await replay.OpenAsync());
    }

    [Fact]
    public async Task Dropped_copy_keeps_no_event_of_its_fleet()
    {
        var world = "feb-2026~eeeeeeeeeeee";
        await cluster.Grains.GetGrain<IReplayGrain>(world).CreateAsync(0, null);
        var log = cluster.Grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(world, $"events/{WorldName.SimulatedFleetOf(world)}"));
        await log.AppendAsync([new MonitorEvent("miner-state", 1, "a", "a is silent.")]);
        Assert.Single(await log.ListAsync(0, 10));

        await cluster.Grains.GetGrain<IReplayGrain>(world).DropAsync();

        Assert.Empty(await log.ListAsync(0, 10));
    }

    private IEnumerable<ITopicGrain> Topics(string world) =>
    [
        cluster.Grains.GetGrain<ISectorGrain>(world),
        cluster.Grains.GetGrain<INetworkGrain>(world),
        cluster.Grains.GetGrain<IMarketBoardGrain>(world),
        .. MarketDirectory.All(cluster.Grains, world),
    ];

    private static async Task<JsonElement> ReadAsync(ITopicGrain topic) => TopicWatcher.Json((await topic.ReadAsync(null))[^1]);

    private static string Line(TopicFrame frame, string world) =>
        $"{frame.Seq} {frame.AtMs} {Encoding.UTF8.GetString(frame.Payload).Replace(world, "world", StringComparison.Ordinal)}";

    private static long Ms(string iso) => DateTimeOffset.Parse(iso, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static DateOnly Day(long ms) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime);
}
