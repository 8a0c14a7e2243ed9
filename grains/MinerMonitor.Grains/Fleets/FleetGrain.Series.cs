using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Pulse;

namespace MinerMonitor.Grains.Fleets;

internal sealed partial class FleetGrain
{
    private static readonly TimeSpan s_recordEvery = TimeSpan.FromSeconds(5);

    /// <summary>A replay may run an hour in a second; the finest charts of a week need no more than this.</summary>
    private static readonly TimeSpan s_recordEveryInReplay = TimeSpan.FromMinutes(10);

    private long? _recordedAtMs;

    /// <summary>Appends the fleet's numbers to their series, now and then in world time; a missing number makes a gap.</summary>
    private async Task RecordAsync()
    {
        var every = IsReplay ? s_recordEveryInReplay : s_recordEvery;
        if (_figures.Totals.Miners.Sum() == 0 || (_recordedAtMs is { } last && NowMs >= last && NowMs - last < every.TotalMilliseconds))
        {
            return;
        }

        _recordedAtMs = NowMs;
        var totals = _figures.Totals;
        await RecordAsync("hashrate", totals.HashrateThs);
        await RecordAsync("power", totals.PowerW);
        await RecordAsync("hashing", totals.Miners[(int)MinerState.Hashing]);
        await RecordAsync("coverage", totals.Coverage);
        await RecordAsync("margin", totals.MarginUsdDay);
        await RecordAsync("under-water", totals.ShareUnderWater);
    }

    private async Task RecordAsync(string series, double? value)
    {
        if (value is { } known)
        {
            await GrainFactory.GetGrain<ISeriesGrain>(TopicDirectory.KeyOf(Description!.World, $"fleet/{_fleet}/{series}")).AppendAsync([new SeriesValue(NowMs, known)]);
        }
    }

    private async Task ForgetSeriesAsync(string world)
    {
        _recordedAtMs = null;
        foreach (var series in SeriesCatalogue.OfFleet(_fleet))
        {
            await GrainFactory.GetGrain<ISeriesGrain>(TopicDirectory.KeyOf(world, series.Name)).ResetAsync();
        }
    }
}
