using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Feeds;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Silo.Feeds.History;
using MinerMonitor.TestKit;
using MinerMonitor.TestKit.Feeds;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>The back-fill of daily history against servers that answer like the real ones.</summary>
public sealed class HistoryTests
{
    private static readonly DateOnly s_from = new(2019, 1, 1);
    private static readonly DateOnly s_last = new(2020, 12, 31);

    [Fact]
    public async Task A_whole_history_comes_without_any_file()
    {
        await using var host = await HistoryHost.StartAsync();
        await using var server = await StubServer.StartAsync();
        var stub = Serve(server, InventedHistory.Make(s_from, s_last.AddDays(1)), s_last);
        await using var run = Start(host, stub.Settings(server), s_from, s_last);

        var status = await run.StateAsync(InputState.Live);

        Assert.Equal("731 of 731 days", status.Progress);
        Assert.Equal("median of bitstamp, coinbase, kraken", await SourceOfPriceAsync(host, s_last));
        Assert.Empty(server.Faults);
        var windows = (await LiveHistory(host).GetAsync(Close(s_last), false)).Windows!;
        Assert.NotNull(windows.Fit);
        Assert.NotNull(windows.Peak7dEhs);
        Assert.NotNull(windows.RevenueMultiple);
        Assert.NotNull(windows.FearGreed);
        Assert.Null(windows.EtfFlowUsd); // nobody gives it for nothing
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_after_a_stop_in_the_middle()
    {
        await using var host = await HistoryHost.StartAsync();
        await using var server = await StubServer.StartAsync();
        var stub = Serve(server, InventedHistory.Make(s_from, s_last.AddDays(1)), s_last);
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // Each stretch asks every venue once; the second stretch never gets its answer.
        stub.Close = (venue, day, close) =>
        {
            if (venue == "binance" && day > s_from.AddDays(400)) reached.TrySetResult();
            return close;
        };
        await using (Start(host, stub.Settings(server), s_from, s_last))
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }

        var stopped = await LiveHistory(host).GetGapsAsync(s_from, s_last);
        var before = server.Requests.Count(request => request.Path == HistoryStub.Path("bitstamp"));
        await using var run = Start(host, stub.Settings(server), s_from, s_last);
        await run.StateAsync(InputState.Live);

        Assert.InRange(stopped.NoPrice.Length, 1, 731 - 297);
        var after = server.Requests.Count(request => request.Path == HistoryStub.Path("bitstamp")) - before;
        Assert.Equal((int)Math.Ceiling(stopped.NoPrice.Length / 297.0), after);
        Assert.Equal(731, (await LiveHistory(host).GetGapsAsync(s_from, s_last)).Whole);
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_venue_that_lies_and_one_that_has_gaps_change_no_price()
    {
        await using var host = await HistoryHost.StartAsync();
        await using var server = await StubServer.StartAsync();
        var invented = InventedHistory.Make(s_from, s_last.AddDays(1));
        var stub = Serve(server, invented, s_last);
        stub.Close = (venue, day, close) => venue switch
        {
            "coinbase" => day.Day % 5 == 0 ? close * 10 : close,
            "bitstamp" => day.Day % 7 == 0 ? null : close,
            _ => close,
        };
        await using var run = Start(host, stub.Settings(server), s_from, s_last);

        await run.StateAsync(InputState.Live);

        var rows = await RowsAsync(host);
        Assert.All(rows.Where(row => row.PriceUsd is not null), row => Assert.Equal(1, row.PriceUsd!.Value / invented.Row(row.Date)!.PriceUsd!.Value, 0.002));
        // Where kraken does not reach, a day with a liar and one other venue, or with a liar alone, has no price.
        Assert.All(rows.Where(row => row.PriceUsd is null), row => Assert.True(row.Date < s_last.AddDays(-719)));
        Assert.Empty(server.Faults);
    }

    [Fact]
    public async Task A_source_that_fails_is_named_and_asked_again_only_while_it_might_fill_a_gap()
    {
        await using var host = await HistoryHost.StartAsync();
        await using var server = await StubServer.StartAsync();
        var stub = Serve(server, InventedHistory.Make(s_from, s_last.AddDays(1)), s_last);
        server.OnRequest(HistoryStub.Path("binance"), "no", "text/html", 451);
        server.OnRequest(HistoryStub.ChainPath + "hashrate/all", "<html>", "text/html");
        await using var run = Start(host, stub.Settings(server), s_from, s_last);

        var status = await run.StateAsync(FeedStates.Reconnecting);

        Assert.Contains("not JSON", status.Reason, StringComparison.Ordinal); // the chain is missing; the venue is not missed
        Assert.Equal(1, status.Refusals["blocked"]);
        Assert.Empty((await LiveHistory(host).GetGapsAsync(s_from, s_last)).NoPrice);
    }

    [Fact]
    public async Task Back_fill_of_the_shared_history_differs_from_its_import_by_little()
    {
        var folder = Path.Combine(Optional.RequireSharedFolder(), "data");
        var shared = new DailyHistory(StressModelOptions.Default);
        foreach (var file in new[] { "btc_daily.csv", "difficulty_epochs.csv", "fear_greed.csv" })
        {
            shared.Upsert(HistoryCsv.Parse(await File.ReadAllLinesAsync(Path.Combine(folder, file), TestContext.Current.CancellationToken)));
        }

        var (from, last) = (new DateOnly(2015, 1, 1), shared.Rows.Last(row => row is { HasChain: true, PriceUsd: not null }).Date);
        await using var host = await HistoryHost.StartAsync();
        await using var server = await StubServer.StartAsync();
        var stub = Serve(server, shared, last);
        await using var run = Start(host, stub.Settings(server), from, last);

        var status = await run.StateAsync(InputState.Live);

        var rows = await RowsAsync(host);
        TestContext.Current.TestOutputHelper!.WriteLine($"{status.Progress}; {status.Messages} answers, {status.Bytes / 1e6:0.0} MB");
        Compare("price_usd", 0.0011, row => row.PriceUsd);
        Compare("market_cap_usd", 0.0012, row => row.MarketCapUsd);
        Compare("supply_btc", 0.0001, row => row.SupplyBtc);
        Compare("hashrate_ths", 0.03, row => row.HashrateThs);
        Compare("difficulty_mean", 0.003, row => row.DifficultyMean);
        Compare("difficulty_eod", 0.0000001, row => row.DifficultyEod);
        Compare("blocks", 0.03, row => row.Blocks);
        Compare("height_eod", 0.00001, row => row.HeightEod);
        Compare("issuance_btc", 0.03, row => row.IssuanceBtc);
        Compare("fees_btc", 0.03, row => row.FeesBtc);
        var expected = shared.Windows(last)!;
        var found = (await LiveHistory(host).GetAsync(Close(last), false)).Windows!;
        Assert.Equal(1, found.Fit!.B / expected.Fit!.B, 0.001);
        Assert.Equal(1, found.Peak7dEhs!.Value / expected.Peak7dEhs!.Value, 0.003);
        Assert.Equal(1, found.RevenueMultiple!.Value / expected.RevenueMultiple!.Value, 0.003);
        Assert.Equal(1, found.HashRibbon!.Value / expected.HashRibbon!.Value, 0.002);
        Assert.Equal(expected.FearGreed, found.FearGreed);
        Assert.Empty(server.Faults);

        void Compare(string column, double limit, Func<DailyRow, double?> read)
        {
            var differences = rows.Where(row => row.Date >= from)
                .Select(row => (row.Date, Difference: Math.Abs(read(row).GetValueOrDefault(double.NaN) / read(shared.Row(row.Date)!).GetValueOrDefault(double.NaN) - 1)))
                .Where(pair => !double.IsNaN(pair.Difference)).OrderBy(pair => pair.Difference).ToList();
            var (worst, missing) = (differences[^1], last.DayNumber - from.DayNumber + 1 - differences.Count);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{column,-16} {differences.Count} days, {missing} missing, median {differences[differences.Count / 2].Difference:0.0000 %}, p99 {differences[differences.Count * 99 / 100].Difference:0.0000 %}, worst {worst.Difference:0.0000 %} on {worst.Date:yyyy-MM-dd}"));
            Assert.InRange(missing, 0, 2);
            Assert.InRange(differences[differences.Count * 99 / 100].Difference, 0, limit);
        }
    }

    [Fact]
    public void Two_venues_that_disagree_and_a_price_out_of_nowhere_give_no_price()
    {
        var day = new DateOnly(2020, 5, 5);
        var closes = new DailyCloses();
        var address = new Uri("http://127.0.0.1");
        var (bitstamp, coinbase, binance) = (CandleVenues.Bitstamp(address), CandleVenues.Coinbase(address), CandleVenues.Binance(address));
        Assert.Null(closes.Add(bitstamp, At(day, 9_000)));
        Assert.Null(closes.Add(coinbase, At(day, 9_300)));
        Assert.Null(closes.Add(binance, At(day, 9_010)));
        Assert.Null(closes.Add(bitstamp, At(day.AddDays(1), 9_100)));
        Assert.Null(closes.Add(coinbase, At(day.AddDays(1), 9_110)));
        Assert.Null(closes.Add(bitstamp, At(day.AddDays(2), 900)));
        Assert.Null(closes.Add(binance, At(day.AddDays(3), 9_200)));
        Assert.Equal("no-trades", closes.Add(bitstamp, At(day.AddDays(4), 9_000) with { VolumeBtc = 0 }));
        Assert.Equal("implausible", closes.Add(bitstamp, At(day.AddDays(4), 9_000) with { High = 8_000 }));
        Assert.Equal("implausible", closes.Add(bitstamp, At(day.AddDays(4), double.NaN)));
        Assert.Equal("not-a-day", closes.Add(bitstamp, At(day.AddDays(4), 9_000) with { StartSec = 1_588_636_801 }));

        Assert.Equal((null, null, "venues-disagree"), closes.PriceOf(day));
        Assert.Equal((9_105, "mean of bitstamp, coinbase", null), closes.PriceOf(day.AddDays(1)));
        Assert.Equal((null, null, "implausible"), closes.PriceOf(day.AddDays(2)));
        Assert.Equal((null, null, null), closes.PriceOf(day.AddDays(4)));
    }

    [Fact]
    public void Difficulty_epochs_are_read_as_the_server_documents_them()
    {
        var refused = new List<string>();

        var epochs = ChainSource.Epochs(FeedFixtures.Json("mempool-space", "rest-difficulty-adjustments-docs.json"), refused.Add);

        Assert.NotEmpty(epochs);
        Assert.All(epochs, epoch => Assert.Equal(epoch.Epoch * 2016, epoch.Height));
        Assert.Empty(refused);
    }

    private static Candle At(DateOnly day, double close) => new(UtcDay.StartMs(day) / 1_000, close, close, close, 1);

    private static HistoryStub Serve(StubServer server, DailyHistory history, DateOnly last)
    {
        var stub = new HistoryStub(history, () => last.AddDays(1));
        stub.Map(server);
        return stub;
    }

    private static AdapterRun Start(HistoryHost host, IEnumerable<(string Name, string Value)> settings, DateOnly from, DateOnly last) => AdapterRun.Start(
        "history", new FakeTimeProvider(Close(last).AddHours(1)), host.Grains, [.. settings, ("History:From", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))]);

    private static DateTimeOffset Close(DateOnly day) => DateTimeOffset.FromUnixTimeMilliseconds(UtcDay.CloseMs(day));

    private static IDailyHistoryGrain LiveHistory(HistoryHost host) => host.Grains.GetGrain<IDailyHistoryGrain>(WorldName.Live);

    private static async Task<IReadOnlyList<DailyRow>> RowsAsync(HistoryHost host) =>
        HistoryCsv.Parse(Encoding.UTF8.GetString(await LiveHistory(host).ExportAsync(HistoryTableKind.Days)).Split('\n')).Days;

    private static async Task<string?> SourceOfPriceAsync(HistoryHost host, DateOnly day) => (await LiveHistory(host).GetAsync(Close(day), false)).Source?.Split(" + ")[^1];
}
