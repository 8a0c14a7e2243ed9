using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class FleetPickerTests(Browser browser)
{
    [Fact]
    public async Task Finds_one_of_thousands_by_its_name_from_the_keyboard()
    {
        await using var monitor = await Stage.FleetAsync(50);
        var one = monitor.Fleets[0];
        monitor.Fleets.AddRange(Enumerable.Range(0, 3_000).Select(index => one with { Fleet = $"fleet-{index:0000}" }));
        monitor.Scene.Set("live", "fleet/fleet-2941", FleetSnapshots.Fleet(FleetSnapshots.Rows(50, Snapshots.Hour), Snapshots.Hour, "fleet-2941"), Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await Assertions.Expect(screen["fleet-picker"]).ToHaveValueAsync("acme");

        await screen["fleet-picker"].FocusAsync();
        await screen.HasTextAsync("fleet-list-status", "3,001 fleets");
        Assert.InRange(await screen["fleet-list"].Locator("[role=option]").CountAsync(), 5, 40);
        await screen.ContainsAsync("fleet-option-fleet-0001", "45 of 50 hashing");
        await screen.ContainsAsync("fleet-option-fleet-0001", "under water");
        await screen.ShotAsync("fleet-picker");

        await screen["fleet-picker"].FillAsync("T-294");
        await screen.HasTextAsync("fleet-list-status", "10 of 3,001 fleets");
        await screen.Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(screen["fleet-option-fleet-2941"]).ToHaveAttributeAsync("aria-selected", "true");
        await screen.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(screen["fleet-picker"]).ToHaveValueAsync("fleet-2941");
        Assert.EndsWith("fleet=fleet-2941", screen.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(screen["fleet-list"]).ToBeHiddenAsync();
    }
}
