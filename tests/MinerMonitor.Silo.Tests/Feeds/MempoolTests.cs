using System.Text.Json;
using System.Text.Json.Nodes;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Model.Chain;
using MinerMonitor.Silo.Feeds;
using MinerMonitor.Silo.Feeds.MempoolSpace;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>What is made of a mempool server's messages: recorded ones, vectors, broken ones.</summary>
public sealed class MempoolTests
{
    private const string Folder = "mempool-space";
    private const long NowMs = 1_790_000_000_000;

    [Fact]
    public void Every_recorded_message_gives_the_readings_it_should()
    {
        foreach (var file in FeedFixtures.Json(Folder, "expected-readings.json").GetProperty("files").EnumerateArray())
        {
            var name = file.GetProperty("file").GetString()!;
            var payload = FeedFixtures.Json(Folder, name);
            var readings = file.GetProperty("readings");

            if (name.StartsWith("ws-", StringComparison.Ordinal))
            {
                CheckPush(name, readings, payload);
            }
            else
            {
                CheckAnswer(readings, payload);
            }
        }
    }

    [Fact]
    public void Known_answers_of_the_servers_formula_are_read_as_they_are_and_ours_agrees_at_the_end_of_an_epoch()
    {
        foreach (var vector in FeedFixtures.Json(Folder, "vectors-difficulty-adjustment.json").EnumerateArray())
        {
            var (given, result) = (vector.GetProperty("in"), vector.GetProperty("out"));
            var forecast = MempoolMessage.Forecast(result)!;
            Assert.Equal(given.GetProperty("height").GetInt32(), forecast.TipHeight);
            Assert.Equal(given.GetProperty("lastRetargetTime").GetInt64() * 1000, forecast.EpochStartAtMs);
            Assert.Equal(result.GetProperty("difficultyChange").GetDouble() / 100, forecast.Change!.Value, 1e-12);
            if (forecast.RemainingBlocks == 1)
            {
                var ours = RetargetProjection.At(forecast.EpochStartAtMs!.Value, forecast.TipHeight, given.GetProperty("latestBlockTime").GetInt64() * 1000);
                Assert.Equal(forecast.Change!.Value, ours.Change, 1e-9);
            }
        }
    }

    [Fact]
    public void Known_changes_between_two_targets_come_out_of_ours()
    {
        foreach (var vector in FeedFixtures.Json(Folder, "vectors-bits-change.json").EnumerateArray())
        {
            var change = DifficultyAt("newBits") / DifficultyAt("oldBits") - 1;
            Assert.Equal(vector.GetProperty("changePct").GetDouble() / 100, Math.Clamp(change, RetargetProjection.MinChange, RetargetProjection.MaxChange), 1e-9);

            double DifficultyAt(string name) => new CompactTarget(Convert.ToUInt32(vector.GetProperty(name).GetString(), 16)).ToDifficulty().Value;
        }
    }

    [Fact]
    public void Seconds_of_the_outdated_sample_do_no_harm()
    {
        var forecast = MempoolMessage.Forecast(FeedFixtures.Json(Folder, "rest-difficulty-adjustment-obsolete-seconds.json"))!;

        Assert.Equal((741_888, 1_121, 0.9845932018381687), (forecast.RetargetHeight, forecast.RemainingBlocks, forecast.Change!.Value));
        Assert.Null(forecast.EpochStartAtMs);
    }

    [Fact]
    public void Retargets_are_ratios_with_time_and_height() => Assert.Equal(
        [(1_703_311_464_000, 822_528, 72_006_146_478_567.1), (1_702_180_644_000, 820_512, 67_305_906_902_031.39), (1_700_957_763_000, 818_496, 67_957_790_298_897.88)],
        MempoolMessage.Retargets(FeedFixtures.Json(Folder, "rest-difficulty-adjustments-docs.json")));

    [Fact]
    public void Block_of_the_documentation_has_its_fees()
    {
        var block = Assert.Single(MempoolMessage.Blocks(FeedFixtures.Json(Folder, "rest-v1-blocks-730000-docs.json").EnumerateArray()));

        Assert.Equal((730_000, 1_648_829_449_000, 16_321_983L), (block.Height, block.AtMs, block.FeesSats));
        Assert.Equal(28_587_155_782_195.1, block.Target.ToDifficulty().Value, 1);
    }

    [Fact]
    public void Hashrate_in_another_unit_than_its_difficulty_is_refused()
    {
        using var body = JsonDocument.Parse("""{"currentHashrate":907782986,"currentDifficulty":125807076547197.5}""");

        Assert.Throws<FeedFormatException>(() => MempoolMessage.HashrateEhs(body.RootElement));
    }

    [Fact]
    public void Block_that_does_not_build_on_the_tip_is_taken_and_the_others_are_asked_for()
    {
        var (link, session) = NewSession();
        Receive(session, "ws-init-full-state-2024-03-31.json");
        link.Sink.Take();

        Receive(session, "ws-block-gap-two-ahead.json");

        Assert.Equal(["""{"refresh-blocks":true}"""], session.TakeReplies());
        Assert.Equal(837_052, Assert.Single(link.Sink.Take().Network).BlockHeight);
        Assert.Equal(1, link.Meter.Read().Refusals["gap"]);
    }

    [Fact]
    public void Reorganisation_tells_the_blocks_that_differ_and_no_others()
    {
        var (link, session) = NewSession();
        Receive(session, "ws-init-full-state-2024-03-31.json");
        link.Sink.Take();

        Receive(session, "ws-reorg-blocks.json");

        var block = Assert.Single(link.Sink.Take().Network, seen => seen.BlockAtMs is not null);
        Assert.Equal((837_050, "0000000000000000000300000000000000000000000000000000000000000abc"), (block.BlockHeight, block.BlockHash));
    }

    [Fact]
    public void Block_that_came_already_is_a_duplicate()
    {
        var (link, session) = NewSession();
        Receive(session, "ws-init-full-state-2024-03-31.json");
        link.Sink.Take();

        Receive(session, "ws-block-837050.json");

        Assert.DoesNotContain(link.Sink.Take().Network, seen => seen.BlockAtMs is not null);
        Assert.Equal(1, link.Meter.Read().Refusals["duplicate"]);
    }

    [Fact]
    public void Forecast_that_knows_a_higher_block_makes_the_session_ask_once()
    {
        var (_, session) = NewSession();
        Receive(session, "ws-init-full-state-2024-03-31.json");
        var push = """{"da":{"remainingBlocks":1604,"nextRetargetHeight":838656,"difficultyChange":1}}"""u8.ToArray();

        session.Receive(push, NowMs);
        session.Receive(push, NowMs);

        Assert.Single(session.TakeReplies());
    }

    [Theory]
    [InlineData("ws-empty-object.json")]
    [InlineData("ws-pong.json")]
    [InlineData("ws-live-2h-chart-2021.json")]
    public void Message_without_readings_is_no_data(string file)
    {
        var (link, session) = NewSession();

        Receive(session, file);

        Assert.False(session.IsAlive);
        Assert.Empty(link.Sink.Take().Network);
        Assert.Empty(link.Meter.Read().Refusals);
    }

    [Fact]
    public void Message_that_is_cut_off_is_no_JSON() => Assert.ThrowsAny<JsonException>(() => Receive(NewSession().Session, "malformed-partial-json.txt"));

    [Fact]
    public async Task A_recorded_session_is_played_and_its_chain_is_read()
    {
        await using var server = await StubServer.StartAsync();
        server.OnSocket("/ws", async socket =>
        {
            await SessionScript.Play(FeedFixtures.PathOf(Folder, "session-typical.ndjson"), until: IsPing)(socket);
            await socket.Closed;
        });
        await using var run = AdapterRun.Start("mempool-space", ("MempoolSpace:WebSocketUrl", $"{server.SocketUrl}/ws"));

        await run.UntilAsync(() => run.Meter.Read().Messages >= 3, "the three messages of the script");

        var status = await run.StateAsync(FeedStates.Degraded);
        Assert.Contains("more than 3 h old", status.Reason, StringComparison.Ordinal);
        var seen = run.Sink.Take().Network;
        Assert.Equal(837_050, seen.Max(observation => observation.BlockHeight));
        Assert.Contains(seen, observation => observation.FeeRates?.FastestSatVb == 2.023);
        Assert.Empty(server.Faults);
    }

    private static (FeedLink Link, MempoolSession Session) NewSession()
    {
        var link = FeedFixtures.Link(NowMs);
        return (link, new MempoolSession(link, "mempool.space"));
    }

    private static void Receive(MempoolSession session, string file) => session.Receive(FeedFixtures.Bytes(Folder, file), NowMs);

    private static void CheckPush(string name, JsonElement readings, JsonElement payload)
    {
        var (link, session) = NewSession();
        session.Receive(FeedFixtures.Bytes(Folder, name), NowMs);
        var seen = link.Sink.Take().Network;
        foreach (var reading in readings.EnumerateObject())
        {
            switch (reading.Name)
            {
                case "tip":
                    var tip = seen.Where(observation => observation.BlockAtMs is not null).MaxBy(observation => observation.BlockHeight)!;
                    Assert.Equal(reading.Value.GetProperty("height").GetInt32(), tip.BlockHeight);
                    Assert.Equal(reading.Value.GetProperty("hash").GetString(), tip.BlockHash);
                    Assert.Equal(reading.Value.GetProperty("time").GetInt64() * 1000, tip.BlockAtMs);
                    Assert.Equal(
                        reading.Value.GetProperty("difficulty").GetDouble(), new CompactTarget(Convert.ToUInt32(tip.Bits, 16)).ToDifficulty().Value, 1);
                    Assert.Equal(
                        reading.Value.TryGetProperty("totalFeesSats", out var fees) ? fees.GetInt64() / 1e8 : null, tip.FeesBtc);
                    break;
                case "feesSatPerVb":
                    CheckRates(reading.Value, Assert.Single(seen, observation => observation.FeeRates is not null).FeeRates!);
                    break;
                case "mempool":
                    CheckMempool(reading.Value, Assert.Single(seen, observation => observation.Mempool is not null).Mempool!);
                    break;
                default:
                    CheckForecast(reading.Value, payload.GetProperty("da"));
                    break;
            }
        }
    }

    private static void CheckAnswer(JsonElement readings, JsonElement payload)
    {
        foreach (var reading in readings.EnumerateObject())
        {
            switch (reading.Name)
            {
                case "retarget":
                    CheckForecast(reading.Value, payload);
                    break;
                case "feesSatPerVb":
                    CheckRates(reading.Value, MempoolMessage.FeeRates(payload)!);
                    break;
                case "mempool":
                    CheckMempool(reading.Value, MempoolMessage.RestMempool(payload)!);
                    break;
                case "hashrateEhs":
                    Same(reading.Value, MempoolMessage.HashrateEhs(payload), 1e-6);
                    break;
            }
        }
    }

    private static void CheckForecast(JsonElement expected, JsonElement da)
    {
        var forecast = MempoolMessage.Forecast(da)!;
        Assert.Equal(expected.GetProperty("progress").GetDouble(), 1 - forecast.RemainingBlocks / (double)RetargetProjection.EpochBlocks, 1e-9);
        Assert.Equal(expected.GetProperty("remainingBlocks").GetInt32(), forecast.RemainingBlocks);
        Assert.Equal(expected.GetProperty("nextRetargetHeight").GetInt32(), forecast.RetargetHeight);
        Same(expected.GetProperty("expectedChangePct"), forecast.Change * 100, 1e-9);
        Same(expected.GetProperty("previousChangePct"), forecast.PreviousChange * 100, 1e-9);
    }

    private static void CheckRates(JsonElement expected, FeeRates rates)
    {
        Assert.Equal(
            new FeeRates(Rate("fastestFee"), Rate("halfHourFee"), Rate("hourFee"), Rate("economyFee"), Rate("minimumFee")), rates);

        double Rate(string name) => expected.GetProperty(name).GetDouble();
    }

    private static void CheckMempool(JsonElement expected, MempoolReading mempool)
    {
        Assert.Equal(expected.GetProperty("transactions").GetInt64(), mempool.Transactions);
        Assert.Equal(expected.GetProperty("vBytes").GetInt64(), mempool.VBytes);
        Assert.Equal(expected.GetProperty("totalFeeSats").GetInt64(), mempool.TotalFeesSats);
        Assert.Equal(expected.TryGetProperty("minFeeSatPerVb", out var least) ? least.GetDouble() : null, mempool.MinimumSatVb);
    }

    private static void Same(JsonElement expected, double? actual, double tolerance)
    {
        if (expected.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(actual);
        }
        else
        {
            Assert.Equal(expected.GetDouble(), actual!.Value, tolerance);
        }
    }

    private static bool IsPing(JsonObject step) => (string?)step["dir"] == "client" && ((string?)step["text"])?.Contains("\"ping\"", StringComparison.Ordinal) == true;
}
