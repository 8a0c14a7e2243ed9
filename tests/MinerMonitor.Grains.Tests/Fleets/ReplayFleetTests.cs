using MinerMonitor.Grains.Fleets;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using Xunit;

namespace MinerMonitor.Grains.Tests.Fleets;

[Collection(FleetCluster.Collection)]
public sealed class ReplayFleetTests(FleetCluster cluster)
{
    [Fact]
    public async Task No_machine_is_ever_silent_and_the_day_before_the_opening_is_covered_whole()
    {
        const string World = "feb-2026~hhhhhhhhhhhh";
        var scenario = ScenarioLibrary.Find("feb-2026")!;
        var replay = new ReplayFleet(cluster.Grains, cluster.Router);
        await replay.PrepareAsync(World);
        var fleet = cluster.Fleet(WorldName.SimulatedFleetOf(World));
        var silent = 0;
        for (var atMs = scenario.StartMs; atMs < scenario.OpenMs; atMs = ReplayWorld.NextMs(scenario, atMs))
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(atMs);
            await replay.AdvanceToAsync(World, at); // before the reports of this step: the longest that anybody was unheard
            silent += (await fleet.GetFiguresAsync())!.Totals.Miners[(int)MinerState.Silent];
            await replay.IngestAsync(World, at, [.. SimulatedFleet.SamplesAt(atMs, 35)]);
            await replay.AdvanceToAsync(World, at);
        }

        var before = ShardDay.Of(scenario.StartMs);
        var day = Assert.Single((await fleet.GetLedgerAsync(before, before, 1))!.Days);
        Assert.Equal(0, silent);
        Assert.True(day.IsClosed);
        Assert.Equal(SimulatedFleet.Miners.Length * ShardDay.LengthMs, day.Sums.ExpectedMs);
        Assert.Equal(day.Sums.ExpectedMs, day.Sums.CoveredMs);
        await replay.DropAsync(World);
    }
}
