using System.Collections.Immutable;
using System.Text;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Pulse;
using MinerMonitor.Model.Telemetry;

namespace MinerMonitor.Grains.Fleets;

/// <summary>Runs a replay's simulated machines through the same fleet, shards and blocks as real ones; nothing of it is stored.</summary>
public sealed class ReplayFleet(IGrainFactory grains, FleetRouter router) : IReplayFleet
{
    /// <summary>The machines report once a step, and the steps of the hours before the opening are the longest.</summary>
    private static readonly TimeSpan s_reportInterval = TimeSpan.FromMilliseconds(ReplayWorld.WarmUpStepMs);

    private static readonly byte[][] s_ids = [.. SimulatedFleet.Miners.Select(miner => Encoding.UTF8.GetBytes(miner.Miner))];
    private static readonly byte[][] s_sites = [.. SimulatedFleet.Miners.Select(miner => Encoding.UTF8.GetBytes(miner.Site.Site))];
    private static readonly byte[][] s_models = [.. SimulatedFleet.Miners.Select(miner => Encoding.UTF8.GetBytes(miner.Model))];
    private static readonly byte[] s_switchedOff = "hashprice below break-even"u8.ToArray();
    private static readonly byte[] s_fault = "simulated fault"u8.ToArray();

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(string world)
    {
        var sites = SimulatedFleet.Miners.Select(miner => miner.Site).Distinct().ToImmutableDictionary(
            site => site.Site, site => new SiteTerms(site.TariffUsdKwh, site.Pue, site.PoolFee, site.OtherUsdPhDay));
        await FleetOf(world).ConfigureAsync(new FleetDescription(world, null, CountInSector: true, s_reportInterval, sites));
    }

    /// <inheritdoc/>
    public async ValueTask IngestAsync(string world, DateTimeOffset worldTime, IReadOnlyList<SimulatedSample> samples)
    {
        var atMs = worldTime.ToUnixTimeMilliseconds();
        using var batch = new SampleBatch(router, WorldName.SimulatedFleetOf(world), atMs);
        foreach (var sample in samples)
        {
            Add(batch, in sample, atMs);
        }

        await batch.CommitAsync();
    }

    /// <inheritdoc/>
    public ValueTask AdvanceToAsync(string world, DateTimeOffset worldTime) => FleetOf(world).AdvanceToAsync(worldTime);

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string world)
    {
        await FleetOf(world).ResetAsync();
        router.Forget(WorldName.SimulatedFleetOf(world));
    }

    /// <inheritdoc/>
    public async ValueTask DropAsync(string world)
    {
        await FleetOf(world).DeleteAsync();
        router.Forget(WorldName.SimulatedFleetOf(world));
    }

    private IFleetGrain FleetOf(string world) => grains.GetGrain<IFleetGrain>(WorldName.SimulatedFleetOf(world));

    private static void Add(SampleBatch batch, in SimulatedSample simulated, long atMs)
    {
        var sample = new RawSample
        {
            Miner = s_ids[simulated.Index],
            Site = s_sites[simulated.Index],
            Model = s_models[simulated.Index],
            Present = SampleFields.AtMs | SampleFields.PowerSource,
            AtMs = atMs,
            PowerSource = PowerSource.Device,
        };
        sample.TrySet(SampleFields.HashrateThs, simulated.HashrateThs);
        sample.TrySet(SampleFields.NominalHashrateThs, SimulatedFleet.Miners[simulated.Index].NominalThs);
        sample.TrySet(SampleFields.PowerW, simulated.PowerW);
        sample.TrySet(SampleFields.InletTemperatureC, simulated.InletTemperatureC);
        sample.TrySet(SampleFields.SharesAccepted, simulated.SharesAccepted);
        sample.TrySet(SampleFields.SharesRejected, simulated.SharesRejected);
        if (simulated.ChipTemperatureC is { } chipC)
        {
            sample.TrySet(SampleFields.ChipTemperatureC, chipC);
        }

        if (simulated.State is SimulatedState.Fault or SimulatedState.SwitchedOff)
        {
            sample.Present |= SampleFields.State;
            sample.State = simulated.State == SimulatedState.Fault ? ReportedState.Fault : ReportedState.Curtailed;
            sample.StateReason = simulated.State == SimulatedState.Fault ? s_fault : s_switchedOff;
        }

        batch.Add(in sample, simulated.Index + 1);
    }
}
