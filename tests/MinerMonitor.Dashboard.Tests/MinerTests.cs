using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class MinerTests(Browser browser)
{
    [Fact]
    public async Task Opens_a_miner_with_its_day_and_its_changes()
    {
        await using var monitor = await Stage.FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen["miner-r00-04"].Locator("a").ClickAsync();
        await screen.HasTextAsync("miner-name", "r00-04");
        await screen.HasTextAsync("miner-state", "hashing");
        await screen.ContainsAsync("miner-hashrate", "TH/s");
        await screen.ContainsAsync("miner-label", "Rack 12, left");
        await screen.ContainsAsync("miner-chart-note", "132 of 144");
        await screen.ContainsAsync("transitions", "no report for 180 s");
        await screen.ContainsAsync("miner-water", "above its break-even");
        await screen.HasTextAsync("miner-margin-day", "+$0.88");
        await screen.ContainsAsync("miner-tariff", "$0.045/kWh");
        await screen.ContainsAsync("settings-hint", "needs a key with write");
        await Assertions.Expect(screen["miner-settings"]).ToBeHiddenAsync();
        await screen.ContainsAsync("miner-days", "2026-02-05, so far");
        await Assertions.Expect(screen["miner-days"].Locator("tbody tr")).ToHaveCountAsync(31);
        await screen.Page.SetViewportSizeAsync(1920, 1500);
        await screen.ShotAsync("miner-desktop");
        await screen["miner-back"].ClickAsync();
        await screen.ContainsAsync("fleet-age", "200 miners");
    }

    [Fact]
    public async Task Shows_what_energy_costs_now_where_the_tariff_of_its_site_moves()
    {
        await using var monitor = await Stage.FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&miner=r00-06");
        await screen.HasTextAsync("miner-tariff", "$0.062/kWh");
        await Assertions.Expect(screen["miner-tariff"].Locator("xpath=..")).ToContainTextAsync("of site south");
    }

    [Fact]
    public async Task Lets_a_key_that_may_write_change_what_people_set()
    {
        await using var monitor = await Stage.FleetAsync(200);
        monitor.SignedIn = FleetSnapshots.Admin with { Scopes = ["fleet:acme:write"] };
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&miner=r00-04");
        await Assertions.Expect(screen["set-label"]).ToHaveValueAsync("Rack 12, left");
        await screen["set-label"].FillAsync("Rack 12, right");
        await screen["set-tariff"].FillAsync("0.052");
        await screen["set-maintenance"].CheckAsync();
        await screen.ShotAsync("miner-settings");
        await screen["set-save"].ClickAsync();
        await screen.HasTextAsync("set-told", "Saved.");
        Assert.Contains("PATCH miners/acme/r00-04 {\"label\":\"Rack 12, right\",\"tariffOverrideUsdKwh\":0.052,\"maintenance\":true}", monitor.Requests);
    }

    [Fact]
    public async Task Shows_a_silent_miner_as_of_its_last_sample()
    {
        await using var monitor = await Stage.FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&miner=r00-01&theme=light", 390, 844);
        await screen.HasTextAsync("miner-state", "silent");
        await screen.ContainsAsync("miner-reason", "no report for 180 s");
        await screen.ContainsAsync("miner-heard", "15\u202fmin ago");
        await Assertions.Expect(screen["miner-hashrate"]).ToHaveAttributeAsync("data-state", "stale");
        await screen.ShotAsync("miner-phone-silent", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Says_why_a_miner_is_not_shown()
    {
        await using var monitor = await Stage.FleetAsync(3);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&miner=none");
        await screen.ContainsAsync("miner-missing", "There is no such topic.");
    }
}
