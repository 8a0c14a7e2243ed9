using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class ReplayTests(Browser browser)
{
    [Fact]
    public async Task Always_says_which_world_it_is()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.HasTextAsync("world-name", "REPLAY feb-2026");
        await screen.ContainsAsync("world-text", "at 2026-02-05 14:00 UTC · paused");
        await screen["to-live"].ClickAsync();
        await screen.HasTextAsync("world-name", "LIVE");
    }

    [Fact]
    public async Task Plays_on_a_private_copy_that_it_can_pause()
    {
        await using var monitor = await Stage.February2026Async();
        var copy = "feb-2026~k3j9";
        monitor.Scene.Set(copy, "sector", Snapshots.Sector(copy, Snapshots.Hour) with { Stress = 84.4 }, Snapshots.Hour);
        monitor.Scene.Set(copy, "network", Snapshots.Network(copy, Snapshots.Hour), Snapshots.Hour);
        monitor.Scene.Set(copy, "markets", Snapshots.Markets(copy, Snapshots.Hour), Snapshots.Hour);
        monitor.Scene.Set(copy, "feeds", Snapshots.Feeds(copy, Snapshots.Hour), Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.HasTextAsync("stress", "83.2");

        await screen["play"].ClickAsync();
        await screen.HasTextAsync("world-name", "REPLAY feb-2026~k3j9");
        await screen.HasTextAsync("stress", "84.4");
        Assert.EndsWith("?world=feb-2026~k3j9", screen.Page.Url, StringComparison.Ordinal);
        await screen.ContainsAsync("world-text", "600× speed");
        await screen["play"].ClickAsync();
        await screen.ContainsAsync("world-text", "paused");
        await screen["jump"].FillAsync("500");
        await Assertions.Expect(screen["replay-error"]).ToBeHiddenAsync();
        await screen["play"].ClickAsync();
        await screen.ContainsAsync("world-text", "600× speed");

        var middle = (Snapshots.Ms(2026, 2, 2) + Snapshots.Ms(2026, 2, 10)) / 2;
        Assert.Equal(
            ["POST worlds feb-2026 600", $"PATCH worlds/{copy} speed=0 jump=", $"PATCH worlds/{copy} speed= jump={middle}",
                $"PATCH worlds/{copy} speed=600 jump="],
            monitor.Requests.ToArray());
    }
}
