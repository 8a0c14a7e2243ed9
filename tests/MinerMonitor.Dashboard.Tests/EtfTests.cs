using System.Globalization;
using Microsoft.Playwright;
using MinerMonitor.Protocol.Markets;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class EtfTests(Browser browser)
{
    [Fact]
    public async Task Sums_flows_up_within_each_year_and_says_which_years_are_not_whole()
    {
        await using var monitor = await Stage.February2026Async();
        var first = new DateOnly(2024, 3, 4);
        monitor.EtfDays.AddRange(Enumerable.Range(0, 700).Select(first.AddDays).Where(day => day < new DateOnly(2026, 1, 22) && day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            .Select(day => new EtfDay { Date = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), NetFlowUsdM = 100 + (300 * Math.Sin(day.DayNumber / 9.0)) }));
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&range=all");

        await screen.HasTextAsync("etf-years-covers", "not whole years: 2024 from 03-04 to 12-31, 2026 to 02-03");
        await Assertions.Expect(screen["etf-years-chart"]).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex(@"2024 from 03-04 to 12-31 \+\$.*, 2025 \+\$.*, 2026 to 02-03"));
        await screen["etf-years-chart"].ScrollIntoViewIfNeededAsync();
        await Assertions.Expect(screen["etf-years-chart"].Locator("canvas")).ToHaveCountAsync(1);
        await screen["etf-panel"].ScreenshotAsync(new() { Path = Screen.PathOf("etf-years") });

        await screen["etf-years-download"].Locator("summary").ClickAsync();
        var download = await screen.Page.RunAndWaitForDownloadAsync(() => screen["etf-years-download-csv"].ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal("time_utc,at_ms,cumulative 2024 from 03-04 to 12-31 [million USD],cumulative 2025 [million USD],cumulative 2026 to 02-03 [million USD]", lines[0]);
        var sum2024 = monitor.EtfDays.Where(day => day.Date.StartsWith("2024", StringComparison.Ordinal)).Sum(day => day.NetFlowUsdM);
        var last2024 = lines.Last(line => line.StartsWith("2024", StringComparison.Ordinal)).Split(',');
        Assert.Equal(sum2024, double.Parse(last2024[2], CultureInfo.InvariantCulture), 6);
        Assert.Equal("", last2024[3]);
    }
}
