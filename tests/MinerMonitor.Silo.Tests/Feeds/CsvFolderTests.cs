using System.Text;
using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Markets;
using MinerMonitor.Grains.Sectors;
using MinerMonitor.Grains.Worlds;
using MinerMonitor.Model.Stress.History;
using MinerMonitor.Silo.Tests.EndToEnd;
using Xunit;

namespace MinerMonitor.Silo.Tests.Feeds;

/// <summary>Files that are dropped into the folder, on a real disk.</summary>
public sealed class CsvFolderTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Good_files_of_all_kinds_are_taken_and_moved_to_done()
    {
        using var folder = new TempFolder();
        await using var host = await HistoryHost.StartAsync();
        await using var run = Start(host, folder);
        await run.StateAsync(InputState.Live);

        File.Copy(FeedFixtures.PathOf("etf-flows", "farside-table-provisional.csv"), Path.Combine(folder.Path, "etf-flows-feb.csv"));
        await File.WriteAllBytesAsync(
            Path.Combine(folder.Path, "days.csv"), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("date,value\r\n2026-02-04,14\r\n")], Cancelled);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "x.tmp"), await File.ReadAllTextAsync(FeedFixtures.PathOf("miner-treasury", "monthly-operations.csv"), Cancelled), Cancelled);
        File.Move(Path.Combine(folder.Path, "x.tmp"), Path.Combine(folder.Path, "miner-treasury-2025.csv"));
        await run.UntilAsync(() => Files(folder, "done").Length == 3, "three files in done");

        var flows = (EtfSection)(await host.Grains.GetGrain<IEtfMarketGrain>("live/etf").GetViewAsync()).Section;
        Assert.Equal([561.8, -152.9], flows.Days.Select(day => day.Report.NetFlowUsdM));
        Assert.Equal(("etf-flows-feb.csv", true), (flows.Days[1].Report.Source, flows.Days[1].Provisional));
        Assert.Equal(10, ((TreasurySection)(await host.Grains.GetGrain<ITreasuryMarketGrain>("live/treasury").GetViewAsync()).Section).Months.Length);
        Assert.Equal("date,value\n2026-02-04,14\n", Encoding.UTF8.GetString(
            await host.Grains.GetGrain<IDailyHistoryGrain>(WorldName.Live).ExportAsync(HistoryTableKind.FearGreed)));
        Assert.Equal("3 files taken, 0 failed", run.Meter.Read().Progress);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task A_bad_file_goes_to_failed_with_its_reason_and_nothing_of_it_is_taken()
    {
        using var folder = new TempFolder();
        await using var host = await HistoryHost.StartAsync();
        File.Copy(FeedFixtures.PathOf("etf-flows", "edge-bogus-row.csv"), Path.Combine(folder.Path, "etf-flows.csv"));
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "latin.csv"), [0x64, 0xE9, 0x0A], Cancelled);
        await using var run = Start(host, folder);

        await run.UntilAsync(() => Files(folder, "failed").Length == 4, "two files and two reasons in failed");

        var reasons = Files(folder, "failed").Where(path => path.EndsWith(".reason.txt", StringComparison.Ordinal)).Order().ToList();
        Assert.Contains("line 2: date is 2024-01-01", await File.ReadAllTextAsync(reasons[0], Cancelled), StringComparison.Ordinal);
        Assert.Contains("not UTF-8", await File.ReadAllTextAsync(reasons[1], Cancelled), StringComparison.Ordinal);
        Assert.Empty(((EtfSection)(await host.Grains.GetGrain<IEtfMarketGrain>("live/etf").GetViewAsync()).Section).Days);
        Assert.Equal(2, run.Meter.Read().Refusals["refused-file"]);
    }

    [Fact]
    public async Task A_file_that_still_grows_is_left_alone_until_it_is_whole()
    {
        using var folder = new TempFolder();
        await using var host = await HistoryHost.StartAsync();
        var path = Path.Combine(folder.Path, "etf-flows.csv");
        await File.WriteAllTextAsync(path, "date,IBIT,Total\n2026-02-02,1,1\n2026-02-03,2", Cancelled);
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_500));
        await using var run = AdapterRun.Start("csv-folder", time, host.Grains, ("CsvFolder:Path", folder.Path));
        await run.UntilAsync(() => run.Meter.Read().LivelyAtMs is not null, "the first look");

        await File.AppendAllTextAsync(path, ",2\n", Cancelled);
        await run.MoveOnUntilAsync(() => Files(folder, "done").Length == 1, "the file in done");

        Assert.Equal(2, ((EtfSection)(await host.Grains.GetGrain<IEtfMarketGrain>("live/etf").GetViewAsync()).Section).Days.Length);
    }

    private static string[] Files(TempFolder folder, string name) =>
        Directory.Exists(Path.Combine(folder.Path, name)) ? Directory.GetFiles(Path.Combine(folder.Path, name)) : [];

    private static AdapterRun Start(HistoryHost host, TempFolder folder) =>
        AdapterRun.Start("csv-folder", TimeProvider.System, host.Grains, ("CsvFolder:Path", folder.Path), ("CsvFolder:Every", "00:00:01"));
}
