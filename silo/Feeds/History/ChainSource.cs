using System.Text.Json;
using MinerMonitor.Model.Chain;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Silo.Feeds.Http;

namespace MinerMonitor.Silo.Feeds.History;

/// <summary>The chain's history from a server that speaks mempool.space's API.</summary>
/// <param name="address">Base address, for example <c>https://mempool.space/api/</c>.</param>
/// <param name="pause">Waits between two requests.</param>
internal sealed class ChainSource(Uri address, Func<CancellationToken, Task> pause)
{
    private const double SatsPerBitcoin = 1e8;
    private const double HashesPerTerahash = 1e12;
    private const double MaxFeePerBlockBtc = 1_000;

    private readonly Uri _base = new(address.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>Fetches epochs, and blocks and hashrate of each day that is over.</summary>
    /// <param name="http">Makes the requests.</param>
    /// <param name="today">The running day, which is left out.</param>
    /// <param name="refuse">Counts a row that cannot be used.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<(IReadOnlyList<DifficultyEpochRow> Epochs, ChainDays Days)> FetchAsync(
        FeedHttp http, DateOnly today, Action<string> refuse, CancellationToken cancellationToken)
    {
        using var adjustments = await http.GetJsonAsync(new Uri(_base, "v1/mining/difficulty-adjustments/all"), cancellationToken);
        var epochs = Epochs(adjustments.RootElement, refuse);
        await pause(cancellationToken);
        using var fees = await http.GetJsonAsync(new Uri(_base, "v1/mining/blocks/fees/all"), cancellationToken);
        var blocks = Blocks(fees.RootElement, today, refuse);
        await pause(cancellationToken);
        using var hashrates = await http.GetJsonAsync(new Uri(_base, "v1/mining/hashrate/all"), cancellationToken);
        return (epochs, new ChainDays(epochs, blocks, Hashrates(hashrates.RootElement, refuse)));
    }

    /// <summary>[time, height, difficulty, ratio to the one before], newest first; the ratio of the first epoch is 0 or 1.</summary>
    public static IReadOnlyList<DifficultyEpochRow> Epochs(JsonElement root, Action<string> refuse)
    {
        var epochs = new SortedDictionary<int, DifficultyEpochRow>();
        foreach (var row in root.EnumerateArray())
        {
            var (timeSec, height, difficulty) = (row[0].GetInt64(), row[1].GetInt32(), row[2].GetDouble());
            if (height < 0 || height % RetargetProjection.EpochBlocks != 0 || !(difficulty > 0) || !double.IsFinite(difficulty) || timeSec is < 1_231_006_505 or > 4_102_444_800)
            {
                refuse("implausible");
                continue;
            }

            var epoch = height / RetargetProjection.EpochBlocks;
            epochs[epoch] = new DifficultyEpochRow { Epoch = epoch, Height = height, StartMs = timeSec * 1_000, Difficulty = difficulty, StartSource = "exact" };
        }

        return
        [
            .. epochs.Values.Select(epoch => epochs.TryGetValue(epoch.Epoch - 1, out var before)
                ? epoch with { ChangePct = (epoch.Difficulty / before.Difficulty - 1) * 100 }
                : epoch),
        ];
    }

    /// <summary>Groups of blocks; over the whole history a group is a UTC day.</summary>
    private static Dictionary<DateOnly, DayOfBlocks> Blocks(JsonElement root, DateOnly today, Action<string> refuse)
    {
        var days = new Dictionary<DateOnly, DayOfBlocks>();
        foreach (var group in root.EnumerateArray())
        {
            var (height, timeSec, fee) = (group.GetProperty("avgHeight").GetInt32(), group.GetProperty("timestamp").GetInt64(), group.GetProperty("avgFees").GetDouble());
            var feeBtc = fee / SatsPerBitcoin;
            if (height < 0 || !(feeBtc >= 0 && feeBtc <= MaxFeePerBlockBtc))
            {
                refuse("implausible");
                continue;
            }

            var day = UtcDay.Of(timeSec * 1_000);
            // Groups shorter than a day would be taken for days.
            if (!days.TryAdd(day, new DayOfBlocks(height, feeBtc))) throw new FeedFormatException($"blocks/fees/all has several groups of {day:yyyy-MM-dd}.");
        }

        days.Remove(today);
        return days;
    }

    /// <summary>Mean hashrates, each stamped with the end of its day; 0 is "unknown".</summary>
    private static Dictionary<DateOnly, double> Hashrates(JsonElement root, Action<string> refuse)
    {
        var days = new Dictionary<DateOnly, double>();
        foreach (var row in root.GetProperty("hashrates").EnumerateArray())
        {
            var hashrate = row.GetProperty("avgHashrate").GetDouble() / HashesPerTerahash;
            if (hashrate > 0 && double.IsFinite(hashrate)) days[UtcDay.Ending(row.GetProperty("timestamp").GetInt64() * 1_000)] = hashrate;
            else if (hashrate != 0) refuse("implausible");
        }

        return days;
    }
}
