using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Live;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Sectors;

namespace MinerMonitor.Grains.Worlds;

/// <summary>The grains of one replay world and the order in which a replay moves them.</summary>
internal sealed class ReplayWorld(IGrainFactory grains, string world, Scenario scenario, IEnumerable<IReplayFleet> fleets)
{
    /// <summary>World time of one step from an hour before the opening on, milliseconds; steps of the warm-up are longer.</summary>
    public const long StepMs = 60_000;

    /// <summary>World time of one step of the warm-up, milliseconds.</summary>
    /// <remarks>It fills the last 24 hours before anybody looks; at full resolution it would take seven times as long to open a world.</remarks>
    public const long WarmUpStepMs = 10 * StepMs;

    private const long SettleMs = 60 * StepMs;

    private readonly INetworkGrain _network = grains.GetGrain<INetworkGrain>(world);
    private readonly IDailyHistoryGrain _history = grains.GetGrain<IDailyHistoryGrain>(world);
    private readonly ISectorGrain _sector = grains.GetGrain<ISectorGrain>(world);
    private readonly IMarketBoardGrain _marketBoard = grains.GetGrain<IMarketBoardGrain>(world);
    private readonly IFeedBoardGrain _feedBoard = grains.GetGrain<IFeedBoardGrain>(world);
    private readonly (string Name, IMarketGrain Grain)[] _markets =
        [.. MarketName.All.Select(market => (market, MarketDirectory.Find(grains, world, market)!))];

    private readonly IEventLogGrain[] _logs =
        [.. new[] { "blocks", "events/sector", $"events/{WorldName.SimulatedFleetOf(world)}" }.Select(topic => grains.GetGrain<IEventLogGrain>(TopicDirectory.KeyOf(world, topic)))];

    private IEnumerable<IReplayPart> Parts => [.. _markets.Select(market => market.Grain), _marketBoard, _feedBoard, _network, _history, _sector];

    /// <summary>End of the step that follows a moment: a function of the scenario alone, so that every replay takes the same steps.</summary>
    public static long NextMs(Scenario scenario, long afterMs)
    {
        var settledMs = scenario.OpenMs - SettleMs;
        return afterMs < scenario.StartMs ? scenario.StartMs
            : afterMs < settledMs ? Math.Min(afterMs + WarmUpStepMs, settledMs)
            : Math.Min(afterMs + StepMs, scenario.EndMs);
    }

    /// <summary>Generations of the world's streams, to be compared with later ones: a difference is a loss.</summary>
    public async ValueTask<string> GenerationAsync() =>
        string.Join(',', await Task.WhenAll(Parts.Select(part => part.GetStreamIdAsync().AsTask())));

    /// <summary>True while somebody watches any part.</summary>
    public async ValueTask<bool> IsWatchedAsync() =>
        (await Task.WhenAll(Parts.Select(part => part.IsWatchedAsync().AsTask()))).Contains(true);

    /// <summary>Empties every part and begins new streams.</summary>
    public async ValueTask ClearAsync()
    {
        foreach (var (_, market) in _markets)
        {
            await market.ResetAsync();
        }

        await _marketBoard.ResetAsync();
        await _feedBoard.ResetAsync();
        await _network.ResetAsync();
        await _history.ResetAsync();
        foreach (var fleet in fleets)
        {
            await fleet.ResetAsync(world);
        }

        await _sector.ResetAsync();
        foreach (var log in _logs)
        {
            await log.ResetAsync();
        }
    }

    /// <summary>Empties every part and ends what would stay awake; the rest is collected when idle.</summary>
    public async ValueTask DropAsync()
    {
        await ClearAsync();
        foreach (var fleet in fleets)
        {
            await fleet.DropAsync(world);
        }
    }

    /// <summary>Gives the history its closed days and the fleet its machines: the last thing before the first step.</summary>
    public async ValueTask PrepareAsync()
    {
        await _history.SeedAsync(scenario.Windows);
        foreach (var fleet in fleets)
        {
            await fleet.PrepareAsync(world);
        }
    }

    /// <summary>Plays what falls due after one moment and up to another: markets, network, fleet, sector, boards.</summary>
    /// <exception cref="InvalidDataException">A grain refused what the scenario says.</exception>
    public async ValueTask StepAsync(long afterMs, long untilMs)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(untilMs);
        foreach (var (name, market) in _markets)
        {
            if (scenario.MarketsDue(name, afterMs, untilMs) is { Length: > 0 } due)
            {
                Demand(name, (await market.ObserveAsync(due)).FirstOrDefault()?.Reason, untilMs);
            }

            await market.AdvanceToAsync(now);
        }

        if (scenario.BlocksDue(afterMs, untilMs).AddRange(scenario.QuotesDue(afterMs, untilMs)) is { Length: > 0 } seen)
        {
            Demand("network", (await _network.ObserveAsync(seen)).Refused.FirstOrDefault()?.Reason, untilMs);
        }

        await _network.AdvanceToAsync(now);
        await MoveFleetAsync(now);
        await _sector.AdvanceToAsync(now);
        await _marketBoard.AdvanceToAsync(now);
        await _feedBoard.AdvanceToAsync(now);
    }

    private async ValueTask MoveFleetAsync(DateTimeOffset now)
    {
        SimulatedSample[]? samples = null;
        foreach (var fleet in fleets)
        {
            samples ??= [.. SimulatedFleet.SamplesAt(now.ToUnixTimeMilliseconds(), await _sector.GetHashpriceAsync())];
            await fleet.IngestAsync(world, now, samples);
            await fleet.AdvanceToAsync(world, now);
        }
    }

    private void Demand(string target, string? refusal, long atMs)
    {
        if (refusal is not null)
        {
            throw new InvalidDataException(
                $"Scenario '{scenario.Name}' at {DateTimeOffset.FromUnixTimeMilliseconds(atMs):O}: {target} refused an observation. {refusal}");
        }
    }
}
