using System.Collections.Immutable;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Networks;
using MinerMonitor.Grains.Series;
using MinerMonitor.Model.Series;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;

namespace MinerMonitor.Grains.Sectors;

/// <summary>Gathers what the live world itself saw of days that are over, from what its markets, its chain and its series have stored.</summary>
/// <remarks>
/// A day closes 10 minutes after its end when everything is known of it, and after 6 hours with what is: until then the next block, or a
/// back-fill, may bring the rest. The price is the last composite of the day's last 5 minutes; an older one is none. Nothing here remembers
/// what was closed: gathering a day again changes nothing, so a server that was down at midnight closes late, from what it stored before.
/// </remarks>
internal sealed class DayCloser(IGrainFactory grains, string world, DailyHistory history, TimeSpan priceAgeLimit)
{
    /// <summary>Source of what the monitor saw itself.</summary>
    public const string Source = "monitor";

    private const int DaysBack = 3;
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromHours(6);

    /// <summary>What may be filled in now.</summary>
    public async Task<HistoryFill> GatherAsync(DateTimeOffset now)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var today = UtcDay.Of(nowMs);
        var days = ImmutableArray.CreateBuilder<FilledDay>();
        var epochs = ImmutableArray.CreateBuilder<DifficultyEpochRow>();
        for (var day = today.AddDays(-DaysBack); day < today; day = day.AddDays(1))
        {
            var since = TimeSpan.FromMilliseconds(nowMs - UtcDay.CloseMs(day));
            if (since < s_grace || history.Row(day) is { PriceUsd: not null, HasChain: true }) continue;
            var (row, epoch) = await GatherAsync(day);
            var whole = (history.Row(day) ?? new DailyRow { Date = day }).FilledFrom(row) is { PriceUsd: not null, HasChain: true };
            if (!whole && since < s_patience) continue;
            if (row != new DailyRow { Date = day }) days.Add(new FilledDay(row));
            if (epoch is not null) epochs.Add(epoch);
        }

        var moods = await MoodsAsync(today);
        var flows = await FlowsAsync();
        return new HistoryFill
        {
            Source = Source, Days = days.DrainToImmutable(), Epochs = epochs.DrainToImmutable(), FearGreed = moods, EtfFlows = flows,
        };
    }

    /// <remarks>A day later the series has no finer steps than 10 minutes, which would not tell how old the last price was: such a price is left to a back-fill.</remarks>
    private async Task<(DailyRow Row, DifficultyEpochRow? Epoch)> GatherAsync(DateOnly day)
    {
        var closeMs = UtcDay.CloseMs(day);
        var fromMs = closeMs - (long)priceAgeLimit.TotalMilliseconds;
        var prices = await grains.GetGrain<ISeriesGrain>($"{world}/{SeriesCatalogue.Price}").GetAsync(fromMs, closeMs - 1, SeriesResolution.All[0].StepMs);
        var price = prices.StepMs <= priceAgeLimit.TotalMilliseconds ? prices.Points.LastOrDefault(point => point.StartMs >= fromMs && point.StartMs < closeMs) : default;
        var chain = await grains.GetGrain<INetworkGrain>(world).GetDayAsync(day, history.Row(day.AddDays(-1))?.HeightEod);
        return ((chain?.Row ?? new DailyRow { Date = day }) with { PriceUsd = price.StartMs == 0 ? null : price.Bucket.Last }, chain?.Epoch);
    }

    private async Task<ImmutableArray<FearGreedRow>> MoodsAsync(DateOnly today)
    {
        var view = await grains.GetGrain<ISentimentMarketGrain>($"{world}/{MarketName.Sentiment}").GetViewAsync();
        return [.. ((SentimentSection)view.Section).Days.Where(day => day.Date < today).Select(day => new FearGreedRow(day.Date, day.Value))];
    }

    private async Task<ImmutableArray<EtfFlowRow>> FlowsAsync()
    {
        var days = await grains.GetGrain<IEtfMarketGrain>($"{world}/{MarketName.Etf}").GetFinalDaysAsync();
        return [.. days.Select(day => new EtfFlowRow(day.Date, day.NetFlowUsdM))];
    }
}
