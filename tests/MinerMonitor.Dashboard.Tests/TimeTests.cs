using System.Text.Json;
using Microsoft.Playwright;
using MinerMonitor.Protocol.Sectors;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>Windows of time, what happened in them, and files of what a chart shows.</summary>
[Collection(nameof(BrowserTests))]
public sealed class TimeTests(Browser browser)
{
    [Fact]
    public async Task A_story_shows_all_of_it_and_the_present_a_week()
    {
        await using var monitor = await Stage.February2026Async();
        await using var story = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await Assertions.Expect(story["range-all"]).ToHaveAttributeAsync("aria-current", "true");

        await using var present = await Stage.LiveAsync();
        await using var live = await browser.OpenAsync(present.Url);
        await Assertions.Expect(live["range-7d"]).ToHaveAttributeAsync("aria-current", "true");
    }

    [Fact]
    public async Task Every_range_is_a_link_that_a_key_reaches_as_well()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.HasTextAsync("stress", "83.2");
        foreach (var range in (string[])["15m", "1h", "6h", "24h", "7d", "30d", "90d", "1y", "all"])
            await Assertions.Expect(screen[$"range-{range}"]).ToHaveCountAsync(1);

        await screen["range-6h"].ClickAsync();
        Assert.EndsWith("?world=feb-2026&range=6h", screen.Page.Url, StringComparison.Ordinal);
        await screen.Page.Keyboard.PressAsync("ArrowRight");
        Assert.EndsWith("range=24h", screen.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_that_stands_still_says_so_and_a_button_returns()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&range=24h");
        await screen.HasTextAsync("stress", "83.2");

        await screen["follow"].ClickAsync();
        await screen.ContainsAsync("window-still", "stands still: 4 Feb 14:00 – 5 Feb 14:00 UTC");
        Assert.Contains("from=2026-02-04T14:00:00", screen.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(screen["follow"]).ToHaveAttributeAsync("aria-pressed", "false");
        monitor.Scene.Publish("feb-2026", "sector", Snapshots.Sector("feb-2026", Snapshots.Hour + 3_600_000), Snapshots.Hour + 3_600_000);
        await screen.ContainsAsync("world-text", "15:00");
        await screen.ContainsAsync("window-still", "5 Feb 14:00 UTC");
        await screen.Page.Keyboard.PressAsync("f");
        await Assertions.Expect(screen["window-still"]).ToBeHiddenAsync();
        Assert.DoesNotContain("from=", screen.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dragging_over_a_chart_zooms_all_of_them_into_that_time()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&range=7d");
        var canvas = screen["cost-chart"].Locator("canvas");
        await Assertions.Expect(canvas).ToHaveCountAsync(1);
        var box = (await screen["cost-chart"].BoundingBoxAsync())!;

        await screen.Page.Mouse.MoveAsync(box.X + (box.Width * 0.4f), box.Y + (box.Height / 2));
        await screen.Page.Mouse.DownAsync();
        await screen.Page.Mouse.MoveAsync(box.X + (box.Width * 0.6f), box.Y + (box.Height / 2), new() { Steps = 5 });
        await screen.Page.Mouse.UpAsync();

        await screen.ContainsAsync("window-still", "stands still");
        Assert.Matches("from=2026-0[12]-[0-9T:.]+Z&to=2026-02-0", screen.Page.Url);
        await Assertions.Expect(screen["stress-chart"]).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("2026-0.*to 2026-02-0"));
        var wide = Window(screen.Page.Url);
        Assert.InRange(wide, TimeSpan.FromHours(20), TimeSpan.FromHours(60));

        await screen.Page.Keyboard.DownAsync("Shift");
        await screen.Page.Mouse.WheelAsync(0, -100);
        await screen.Page.Keyboard.UpAsync("Shift");
        await screen.Page.WaitForURLAsync(url => Window(url) < wide * 0.8);
    }

    [Fact]
    public async Task Regimes_are_bands_and_events_are_marks_that_are_named_and_counted()
    {
        await using var monitor = await HistoryAsync();
        Annotate(monitor);
        await using var screen = await browser.OpenAsync(monitor.Url + "?range=30d");

        await screen.ContainsAsync("history-note", "⟳ retarget");
        await screen.ContainsAsync("history-note", "✕ support broken");
        await Assertions.Expect(screen["stress-chart"]).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("1 × halving.*2 × retarget.*1 × support broken.*1 × ETF flow turned"));
        await Assertions.Expect(screen["stress-chart"].Locator("canvas")).ToHaveCountAsync(1);
        await screen.ShotAsync("sector-annotations");
        Assert.Contains(monitor.AnnotationQueries, one => one.ToMs - one.FromMs == 30 * 86_400_000L && one.ToMs >= Snapshots.Hour);
    }

    [Fact]
    public async Task A_chart_gives_its_exact_points_with_units_and_what_happened_in_its_window()
    {
        await using var monitor = await HistoryAsync();
        Annotate(monitor);
        await using var screen = await browser.OpenAsync(monitor.Url + "?range=30d");
        await screen.ContainsAsync("history-note", "retarget");

        var csv = await DownloadAsync(screen, "cost-download", "csv");
        var lines = csv.Split('\n');
        Assert.Equal("time_utc,at_ms,price [USD/BTC],production-cost [USD/BTC],cash-cost [USD/BTC],electricity-cost [USD/BTC]", lines[0]);
        var first = monitor.Series["price"].Points[0];
        Assert.StartsWith($"{DateTimeOffset.FromUnixTimeMilliseconds(first.AtMs):yyyy-MM-dd'T'HH:mm:ss.fff'Z'},{first.AtMs},{first.Last.ToString("R", System.Globalization.CultureInfo.InvariantCulture)},", lines[1], StringComparison.Ordinal);
        // The price has a hole where the costs have none.
        Assert.Equal(monitor.Series["cash-cost"].Points.Count + 2, lines.Length);

        using var json = JsonDocument.Parse(await DownloadAsync(screen, "stress-download", "json"));
        Assert.Equal("points", json.RootElement.GetProperty("series")[0].GetProperty("unit").GetString());
        Assert.Equal(monitor.Series["stress"].Points.Count, json.RootElement.GetProperty("series")[0].GetProperty("points").GetArrayLength());
        Assert.Contains(json.RootElement.GetProperty("annotations").EnumerateArray(), one => one.GetProperty("kind").GetString() == "halving");
        foreach (var chart in (string[])["hashrate-download", "etf-download"])
            Assert.Contains("at_ms", await DownloadAsync(screen, chart, "csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Says_where_history_begins_in_place_of_drawing_emptiness()
    {
        await using var live = await Stage.LiveAsync();
        live.Series["stress"] = Snapshots.Walk("stress", Snapshots.Hour, 66, 83, 9);
        await using var year = await browser.OpenAsync(live.Url + "?range=1y");

        await year.ContainsAsync("history-note", "history begins");
        await year.ContainsAsync("history-note", "no regime of this time is known");
    }

    [Fact]
    public async Task Hashprice_is_shown_in_the_unit_of_the_address_everywhere()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&hashprice=sats-ph");

        // 32.37 USD / 70,000 USD = 46,243 sats.
        await screen.HasTextAsync("hashprice", "46,243 sats");
        await screen["hashprice-unit"].SelectOptionAsync("usd-th");
        await screen.HasTextAsync("hashprice", "$0.03237");
        Assert.EndsWith("hashprice=usd-th", screen.Page.Url, StringComparison.Ordinal);
        await screen["hashprice-unit"].SelectOptionAsync("btc-ph");
        await screen.HasTextAsync("hashprice", "0.00046243 BTC");
        await Assertions.Expect(screen["relief-hashprice"]).ToContainTextAsync("BTC");
    }

    /// <summary>The present with a week of history.</summary>
    private static async Task<FakeMonitor> HistoryAsync()
    {
        var monitor = await Stage.LiveAsync();
        foreach (var (name, from, to, swing) in (ReadOnlySpan<(string, double, double, double)>)[("price", 88_900, 70_100, 5200), ("production-cost", 87_320, 87_010, 0), ("cash-cost", 73_050, 72_892, 0), ("electricity-cost", 58_440, 58_314, 0), ("hashrate-7d", 938, 913.5, 60), ("stress", 66, 83, 9)])
            monitor.Series[name] = Snapshots.Walk(name, Snapshots.Hour, from, to, swing, 160, 16_000_000);
        return monitor;
    }

    private static void Annotate(FakeMonitor monitor) => monitor.Annotations.AddRange(
    [
        new() { Kind = AnnotationKinds.Regime, AtMs = Snapshots.Ms(2025, 11, 21), EndMs = Snapshots.Ms(2026, 1, 29), Subject = "stressed", Text = "Regime stressed", Daily = true },
        new() { Kind = AnnotationKinds.Regime, AtMs = Snapshots.Ms(2026, 1, 29), Subject = "capitulation", Value = 72, Text = "Regime capitulation", Daily = true },
        new() { Kind = AnnotationKinds.Retarget, AtMs = Snapshots.Ms(2026, 1, 9), Subject = "931392", Value = -0.012, Text = "Difficulty -1.20 % at height 931392" },
        new() { Kind = AnnotationKinds.Retarget, AtMs = Snapshots.Ms(2026, 1, 22, 19), Subject = "933408", Value = -0.0328, Text = "Difficulty -3.28 % at height 933408" },
        new() { Kind = AnnotationKinds.Halving, AtMs = Snapshots.Ms(2026, 1, 15), Subject = "930000", Value = 3.125, Text = "Halving", Estimated = true },
        new() { Kind = AnnotationKinds.SupportBroken, AtMs = Snapshots.Ms(2026, 2, 1), Subject = "75000 USD", Value = 75_000, Text = "Closed below the support at 75000 USD", Daily = true },
        new() { Kind = AnnotationKinds.EtfReversal, AtMs = Snapshots.Ms(2026, 2, 2), Subject = "2026-02-02", Value = 561.8, Text = "ETF flow turned to +561.8 million USD", Daily = true },
    ]);

    private static async Task<string> DownloadAsync(Screen screen, string menu, string kind)
    {
        await screen[menu].Locator("summary").ClickAsync();
        var download = await screen.Page.RunAndWaitForDownloadAsync(() => screen[$"{menu}-{kind}"].ClickAsync());
        Assert.EndsWith($".{kind}", download.SuggestedFilename, StringComparison.Ordinal);
        return await File.ReadAllTextAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);
    }

    private static TimeSpan Window(string url)
    {
        var query = System.Web.HttpUtility.ParseQueryString(new Uri(url).Query);
        return DateTimeOffset.Parse(query["to"]!, null) - DateTimeOffset.Parse(query["from"]!, null);
    }
}
