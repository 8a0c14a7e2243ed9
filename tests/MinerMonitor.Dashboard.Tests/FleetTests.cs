using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class FleetTests(Browser browser)
{
    [Fact]
    public async Task Shows_a_fleet_of_one_miner()
    {
        await using var monitor = await FleetAsync(1);
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=fleet");
        await Assertions.Expect(screen["fleet-picker"]).ToHaveValueAsync("acme");
        await screen.HasTextAsync("fleet-hashrate", "180.0\u202fTH/s");
        await screen.ContainsAsync("count-hashing", "1");
        await screen.ContainsAsync("miner-r00-00", "Antminer S21");
        await screen.ContainsAsync("miners-status", "rows 1–1, the last");
        await screen.ShotAsync("fleet-one-miner");
    }

    [Fact]
    public async Task Pages_through_ten_thousand_miners()
    {
        await using var monitor = await FleetAsync(10_000);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.ContainsAsync("fleet-age", "10,000 miners");
        await screen.ContainsAsync("miners-status", "rows 1–50, more follow");
        await screen.HasTextAsync("fleet-nominal", "2.00\u202fEH/s");
        await screen.ContainsAsync("site-north", "$0.045/kWh");
        await screen.ShotAsync("fleet-desktop");
        await screen.ShotAsync("fleet-desktop-whole", whole: true);
        await screen["next"].ClickAsync();
        await screen.ContainsAsync("miners-status", "rows 51–100");
        await Assertions.Expect(screen["miner-r00-50"]).ToBeVisibleAsync();
        await screen["previous"].ClickAsync();
        await Assertions.Expect(screen["miner-r00-00"]).ToBeVisibleAsync();
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Filters_on_the_server_and_sorts_the_page()
    {
        await using var monitor = await FleetAsync(10_000);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen["filter-state"].SelectOptionAsync("silent");
        await Assertions.Expect(screen["miner-r00-01"]).ToBeVisibleAsync();
        await Assertions.Expect(screen["miner-r00-00"]).ToHaveCountAsync(0);
        Assert.Contains("state=silent", screen.Page.Url, StringComparison.Ordinal);
        await screen["filter-state"].SelectOptionAsync("");
        await screen["filter-underwater"].CheckAsync();
        await screen["sort-margin"].ClickAsync();
        var first = screen["miners-table"].Locator("tbody tr").First.Locator("td").Nth(8);
        await Assertions.Expect(first).ToHaveTextAsync("\u2212$6.83 ▼");
        Assert.Contains("GET miners fleet=acme after= state= site= underwater=True", monitor.Requests);
    }

    [Fact]
    public async Task Fits_a_phone()
    {
        await using var monitor = await FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme", 390, 844);
        await screen.ContainsAsync("miners-status", "rows 1–50");
        await screen.ShotAsync("fleet-phone", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Opens_a_miner_with_its_day_and_its_changes()
    {
        await using var monitor = await FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen["miner-r00-07"].Locator("a").ClickAsync();
        await screen.HasTextAsync("miner-name", "r00-07");
        await screen.HasTextAsync("miner-state", "hashing");
        await screen.HasTextAsync("miner-hashrate", "187.0\u202fTH/s");
        await screen.ContainsAsync("miner-label", "Rack 12, left");
        await screen.ContainsAsync("miner-chart-note", "132 of 144");
        await screen.ContainsAsync("transitions", "no report for 180 s");
        await screen.ShotAsync("miner-desktop");
        await screen["miner-back"].ClickAsync();
        await screen.ContainsAsync("fleet-age", "200 miners");
    }

    [Fact]
    public async Task Shows_the_treasury_with_what_it_is_worth()
    {
        await using var monitor = await FleetAsync(3);
        monitor.Scene.Set("live", "fleet/acme", FleetSnapshots.Fleet(FleetSnapshots.Rows(3, Snapshots.Hour), Snapshots.Hour) with { Treasury = FleetSnapshots.Treasury },
            Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");

        await screen.HasTextAsync("treasury-held", "12.5000 BTC");
        await screen.HasTextAsync("treasury-value", "$875\u202fk");
        await screen.ContainsAsync("fleet-treasury", "at $70,000");
        await screen.HasTextAsync("treasury-at-cost", "$600\u202fk");
        await screen.HasTextAsync("treasury-mined", "1.6000 BTC");
        await screen.HasTextAsync("treasury-sold", "—");
        await screen.ContainsAsync("treasury-note", "Reported for 35 days, 2026-01-01 to 2026-02-04.");
        await screen.ContainsAsync("treasury-note", "assumed empty treasury");
        await screen.ContainsAsync("treasury-note", "2 reported balances do not fit");
        await screen["fleet-treasury"].ScrollIntoViewIfNeededAsync();
        await screen.ShotAsync("fleet-treasury");
    }

    [Fact]
    public async Task Says_how_to_report_a_treasury_when_nothing_was()
    {
        await using var monitor = await FleetAsync(3);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");

        await screen.ContainsAsync("treasury-missing", "Nothing reported yet.");
        await screen.ContainsAsync("treasury-how", $"{monitor.Url}api/v1/fleets/acme/treasury");
        await screen.ContainsAsync("treasury-how", "miner-monitor fleet treasury add acme");
        await Assertions.Expect(screen["treasury-held"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Marks_the_fleet_of_a_replay_as_simulated()
    {
        await using var monitor = await Stage.February2026Async();
        var rows = FleetSnapshots.Rows(120, Snapshots.Hour, "sim@feb-2026");
        var fleet = FleetSnapshots.Fleet(rows, Snapshots.Hour, "sim@feb-2026", Snapshots.World, simulated: true);
        monitor.Scene.Set(Snapshots.World, "fleet/sim@feb-2026", fleet, Snapshots.Hour);
        monitor.Fleets.Add(FleetSnapshots.Summary(fleet));
        monitor.Miners.AddRange(rows);
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen["nav-fleet"].ClickAsync();
        await screen.HasTextAsync("simulated", "simulated");
        await screen.ContainsAsync("fleet-age", "120 miners");
        await screen.ContainsAsync("treasury-missing", "This replay has none");
    }

    [Fact]
    public async Task Says_how_to_make_a_fleet_when_none_is_visible()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=fleet");
        await screen.ContainsAsync("no-fleet", "No fleet is visible to you");
        await screen.ContainsAsync("no-fleet", $"{monitor.Url}api/v1/fleets/acme/samples");
    }

    private static async Task<FakeMonitor> FleetAsync(int miners)
    {
        var monitor = await Stage.LiveAsync();
        var rows = FleetSnapshots.Rows(miners, Snapshots.Hour);
        var fleet = FleetSnapshots.Fleet(rows, Snapshots.Hour);
        monitor.Scene.Set("live", "fleet/acme", fleet, Snapshots.Hour);
        foreach (var row in rows.Take(20)) monitor.Scene.Set("live", $"miner/acme/{row.Miner}", FleetSnapshots.Miner(row, "live",
            Snapshots.Hour), Snapshots.Hour);
        monitor.Fleets.Add(FleetSnapshots.Summary(fleet));
        monitor.Miners.AddRange(rows);
        monitor.Series["fleet/acme/hashrate"] = Snapshots.Walk("fleet/acme/hashrate", Snapshots.Hour, miners * 195.0, miners * 197.0,
            miners * 9.0);
        monitor.Series["fleet/acme/power"] = Snapshots.Walk("fleet/acme/power", Snapshots.Hour, miners * 3340.0, miners * 3344.0,
            miners * 60.0);
        return monitor;
    }
}
