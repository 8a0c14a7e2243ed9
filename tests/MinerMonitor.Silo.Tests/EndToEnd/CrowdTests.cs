using System.Globalization;
using System.Net;
using System.Text;
using MinerMonitor.Client;
using MinerMonitor.Protocol;
using MinerMonitor.Protocol.Access;
using Xunit;

namespace MinerMonitor.Silo.Tests.EndToEnd;

/// <summary>Too much of everything, and clocks that make no sense: named refusals, exact counts, and the rest goes on.</summary>
[Collection(ProcessGroup.Name)]
public sealed class CrowdTests(CrowdedSilo crowded) : IClassFixture<CrowdedSilo>
{
    private const int BatchLines = 5_000;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    [Fact]
    public async Task Miners_beyond_the_limit_of_a_fleet_are_refused_by_line_and_those_it_has_go_on()
    {
        await crowded.Silo.MakeFleetAsync("full");
        var atMs = NowMs;
        const int known = CrowdedSilo.MinersPerFleet;
        await crowded.Silo.WriteAllAsync("full", Lines(Enumerable.Range(0, known - 2_000), atMs)); // across the openings of three shards

        using var atTheLimit = await crowded.Silo.WriteAsync("full", Lines(Enumerable.Range(known - 3_000, 4_000), atMs + 1));
        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, atTheLimit);
        Assert.Equal((3_000, 1_000, 100), (problem.Acknowledged, problem.RefusedCount, problem.Refused!.Count));
        Assert.All(problem.Refused, refusal => Assert.Equal(ErrorCodes.FleetFull, refusal.Code));
        Assert.InRange(problem.Refused.Min(refusal => refusal.Line), 1_001, 4_000);

        const int hostile = 8; // batches of miners that never were, while those that are go on
        for (var batch = 0; batch < hostile; batch++)
        {
            using var unknown = await crowded.Silo.WriteAsync("full", Lines(Enumerable.Range(100_000 + (batch * BatchLines), BatchLines), atMs + 2));
            problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, unknown);
            Assert.Equal((0, BatchLines), (problem.Acknowledged, problem.RefusedCount));
            await crowded.Silo.WriteAllAsync("full", Lines(Enumerable.Range(batch * 1_000, 1_000), atMs + 3));
        }

        await crowded.Silo.CountedAsync("full", known - 2_000 + 3_000 + (hostile * 1_000), s_patience);
        var fleet = await crowded.Silo.Client.GetFleetAsync("full", Cancelled);
        Assert.Equal((known, 1_000 + (hostile * BatchLines)), (fleet.Miners.Total, fleet.Samples.Refused));
        Assert.Equal(known, (await crowded.Silo.MinersAsync("full")).Count);

        using var table = new MemoryStream(Encoding.UTF8.GetBytes("miner,label\nm5,known\nm999999,new\n"));
        var refused = await Assert.ThrowsAsync<MonitorRefusedException>(() => crowded.Silo.Client.PutMinersAsync("full", table, cancellationToken: Cancelled));
        Assert.Equal((1, 1, 3, ErrorCodes.FleetFull), (refused.Acknowledged, refused.RefusedCount, refused.Refused[0].Line, refused.Refused[0].Code));
    }

    [Fact]
    public async Task Batches_that_meet_at_the_opening_of_a_shard_give_each_miner_one_place()
    {
        await crowded.Silo.MakeFleetAsync("opening");
        var atMs = NowMs;

        // Four senders, each with the same miners in an order of its own: every place is asked for four times, at once.
        var senders = Enumerable.Range(0, 4).Select(async sender =>
        {
            var miners = Enumerable.Range(0, 9_000).ToArray();
            new Random(sender).Shuffle(miners);
            foreach (var batch in miners.Chunk(1_500))
            {
                await crowded.Silo.WriteAllAsync("opening", Lines(batch, atMs));
            }
        });
        await Task.WhenAll(senders);

        await crowded.Silo.CountedAsync("opening", 36_000, s_patience);
        var fleet = await crowded.Silo.Client.GetFleetAsync("opening", Cancelled);
        Assert.Equal((9_000, 9_000, 27_000), (fleet.Miners.Total, fleet.Samples.Applied, fleet.Samples.Merged));
        Assert.Equal(9_000, (await crowded.Silo.Client.GetCellsAsync("opening", ["cell"], Cancelled)).Cell.ToArray().Distinct().Count());
        Assert.Equal(9_000 * 100.0, fleet.Totals.HashrateThs, 1e-6);
    }

    [Fact]
    public async Task Clocks_that_run_backwards_and_duplicates_are_counted_and_leave_the_newest_reading()
    {
        await crowded.Silo.MakeFleetAsync("clocks");
        var atMs = NowMs;
        await crowded.Silo.WriteAllAsync("clocks", Lines(Enumerable.Range(0, 1_000), atMs, hashrateThs: 150));

        for (var round = 1; round <= 10; round++)
        {
            await crowded.Silo.WriteAllAsync("clocks", Lines(Enumerable.Range(0, 1_000), atMs - (round * 60_000), hashrateThs: 10)); // each a minute before the last
            await crowded.Silo.WriteAllAsync("clocks", Lines(Enumerable.Range(0, 1_000), atMs, hashrateThs: 150)); // the newest again
        }

        await crowded.Silo.CountedAsync("clocks", 21_000, s_patience);
        var fleet = await crowded.Silo.Client.GetFleetAsync("clocks", Cancelled);
        Assert.Equal((11_000, 10_000, 0, 0), (fleet.Samples.Applied, fleet.Samples.Merged, fleet.Samples.Stale, fleet.Samples.Refused));
        Assert.Equal((1_000, 1_000 * 150.0), (fleet.Miners.Hashing, fleet.Totals.HashrateThs));
    }

    [Fact]
    public async Task A_hundred_thousand_fleets_that_are_not_its_own_are_refused_and_its_own_samples_kept()
    {
        await crowded.Silo.MakeFleetAsync("own");
        var key = (await crowded.Silo.Client.CreateKeyAsync(new KeyRequest { Name = "hostile", Scopes = ["fleet:own:write"] }, Cancelled)).Key;
        using var client = new HttpClient { BaseAddress = crowded.Silo.Url, Timeout = s_patience };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        var before = await GrainsAsync();

        for (var batch = 0; batch < 10; batch++)
        {
            var body = new StringBuilder();
            for (var line = 0; line < 10_000; line++)
            {
                body.Append(CultureInfo.InvariantCulture, $"{{\"fleet\":\"hostile-{(batch * 10_000) + line}\",\"miner\":\"m\",\"hashrateThs\":1}}\n");
            }

            body.Append(CultureInfo.InvariantCulture, $"{{\"fleet\":\"own\",\"miner\":\"m{batch}\",\"hashrateThs\":1}}\n");
            using var answer = await client.PostAsync(new Uri("/api/v1/samples", UriKind.Relative), new StringContent(body.ToString(), Encoding.UTF8, "application/x-ndjson"), Cancelled);
            var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);

            // The 10,001st fleet of a request is one too many, whosever it is.
            Assert.Equal((0, 10_001, ErrorCodes.Forbidden), (problem.Acknowledged, problem.RefusedCount, problem.Refused![0].Code));
        }

        using var own = await client.PostAsync(
            new Uri("/api/v1/samples", UriKind.Relative), new StringContent("""{"fleet":"own","miner":"m","hashrateThs":1}""", Encoding.UTF8, "application/x-ndjson"), Cancelled);
        await SiloRequests.StatusAsync(HttpStatusCode.NoContent, own);
        await crowded.Silo.CountedAsync("own", 1, s_patience);
        Assert.InRange(await GrainsAsync(), 0, before + 1_000); // nobody was woken for a name that the key may not write
    }

    [Fact]
    public async Task Fleets_that_an_admin_names_and_that_are_not_there_do_not_stay_in_memory()
    {
        const int named = 3_000;
        var before = await GrainsAsync();
        var body = string.Join('\n', Enumerable.Range(0, named).Select(fleet => $$"""{"fleet":"ghost-{{fleet}}","miner":"m","hashrateThs":1}"""));

        using var answer = await crowded.Silo.Http.PostAsync("/api/v1/samples", new StringContent(body, Encoding.UTF8, "application/x-ndjson"), Cancelled);

        var problem = await SiloRequests.ProblemAsync(HttpStatusCode.UnprocessableEntity, answer);
        Assert.Equal((0, named, ErrorCodes.UnknownFleet), (problem.Acknowledged, problem.RefusedCount, problem.Refused![0].Code));
        await Until.TrueAsync(
            async () =>
            {
                var grains = await GrainsAsync();
                return (grains < before + (named / 10), $"{grains} grains, {before} before");
            },
            s_patience,
            "the grains that were woken for fleets that are not there are gone");
    }

    private async Task<int> GrainsAsync() =>
        (await crowded.Silo.Client.GetSystemAsync(Cancelled)).Operations!.Silos.Single(silo => silo.Answers).Grains!.Value;

    private static string Lines(IEnumerable<int> miners, long atMs, double hashrateThs = 100) => string.Join('\n', miners.Select(
        miner => string.Create(CultureInfo.InvariantCulture, $"miners,miner=m{miner} hashrateThs={hashrateThs} {atMs}000000")));
}
