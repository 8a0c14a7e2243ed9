using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>What axe-core finds on each screen, and what eyes that see fewer colours can tell apart.</summary>
[Collection(nameof(BrowserTests))]
public sealed class AccessibilityTests(Browser browser)
{
    private static readonly string[] s_serious = ["serious", "critical"];

    [Theory]
    [InlineData("?world=feb-2026", "stress-panel")]
    [InlineData("?world=feb-2026&theme=light", "stress-panel")]
    [InlineData("?world=feb-2026&kiosk=1", "stress-panel")]
    [InlineData("?world=feb-2026&type=big", "big-board")]
    [InlineData("?world=feb-2026&view=what-if", "what-if")]
    [InlineData("?world=feb-2026&view=what-if&theme=light", "what-if")]
    [InlineData("?world=feb-2026&theme=light&kiosk=1", "stress-panel")]
    [InlineData("?world=feb-2026&theme=light&type=big", "big-board")]
    [InlineData("?world=feb-2026&view=feeds", "nav-feeds")]
    [InlineData("?world=feb-2026&view=feeds&theme=light", "nav-feeds")]
    [InlineData("?world=feb-2026&view=connect", "nav-connect")]
    [InlineData("?world=feb-2026&view=connect&theme=light", "nav-connect")]
    public async Task Axe_finds_nothing_serious(string query, string shown)
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + query);
        await Microsoft.Playwright.Assertions.Expect(screen[shown]).ToBeVisibleAsync();
        await screen.ContainsAsync("world-text", "2026-02-05");

        var findings = await screen.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        Assert.Equal("", string.Join("\n", findings.Violations.Where(one => s_serious.Contains(one.Impact))
            .Select(one => $"{one.Impact} {one.Id}: {one.Help}: {string.Join(" | ", one.Nodes.Take(4).Select(node => node.Html))}")));
    }

    [Fact]
    public async Task Live_regions_do_not_speak_each_second()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        await screen.Page.EvaluateAsync("""
            window.said = [];
            for (const region of document.querySelectorAll('[role="status"], [role="alert"], [aria-live]:not([aria-live="off"]), output:not([aria-live="off"])'))
              new MutationObserver(() => window.said.push(region.dataset.testid ?? region.className)).observe(region, { childList: true, characterData: true, subtree: true });
            """);

        for (var step = 1; step <= 12; step++)
        {
            var at = Snapshots.Hour + (step * 250);
            var next = Snapshots.Sector("live", at) with { Stress = 80 + (step / 10.0), PriceUsd = 70_000 + step };
            monitor.Scene.Publish("live", "sector", next, at);
            await screen.HasTextAsync("stress", next.Stress.Value.ToString("0.0", System.Globalization.CultureInfo.InvariantCulture));
        }

        Assert.Empty(await screen.Page.EvaluateAsync<string[]>("window.said"));
    }
}
