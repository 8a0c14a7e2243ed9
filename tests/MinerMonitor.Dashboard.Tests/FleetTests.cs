using Microsoft.Playwright;
using MinerMonitor.Protocol;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class FleetTests(Browser browser)
{
    [Fact]
    public async Task Shows_a_fleet_of_one_miner()
    {
        await using var monitor = await Stage.FleetAsync(1);
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=fleet");
        await Assertions.Expect(screen["fleet-picker"]).ToHaveValueAsync("acme");
        await screen.HasTextAsync("fleet-hashrate", "188.0\u202fTH/s");
        await screen.ContainsAsync("count-hashing", "1");
        await screen.ContainsAsync("miner-r00-00", "Antminer S21");
        await screen.HasTextAsync("miners-status", "1 miner");
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", "1");
        await screen.ShotAsync("fleet-one-miner", whole: true);
    }

    [Fact]
    public async Task Scrolls_through_ten_thousand_miners()
    {
        await using var monitor = await Stage.FleetAsync(10_000);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.ContainsAsync("fleet-age", "10,000 miners");
        await screen.HasTextAsync("miners-status", "10,000 miners");
        await screen.ContainsAsync("site-north", "$0.045/kWh");
        await screen.ContainsAsync("site-south", "$0.062/kWh fallback");
        await Assertions.Expect(screen["site-south"].Locator("td").Nth(6)).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("older than 2 h"));
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", "10000");
        await screen.ContainsAsync("models-table", "Antminer S19j Pro");
        await screen.ContainsAsync("supply-water", "under water at $32.37");
        await screen.ShotAsync("fleet-desktop");
        await screen.Page.SetViewportSizeAsync(1920, 3000);
        await screen.ShotAsync("fleet-desktop-whole");
        Assert.InRange(await screen["miners-table"].Locator("tbody tr").CountAsync(), 10, 80);
        await screen["miners-scroll"].EvaluateAsync("element => element.scrollTo(0, 30 * 5000)");
        await screen["miners-scroll"].EvaluateAsync("element => element.scrollTo(0, 30 * 150)");
        await Assertions.Expect(screen["miner-r01-50"]).ToBeVisibleAsync();
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Sorts_and_filters_on_the_server_and_keeps_it_in_the_address()
    {
        await using var monitor = await Stage.FleetAsync(10_000);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen["filter-state"].SelectOptionAsync("silent");
        await Assertions.Expect(screen["miner-r00-01"]).ToBeVisibleAsync();
        await Assertions.Expect(screen["miner-r00-00"]).ToHaveCountAsync(0);
        await screen.ContainsAsync("heat-status", "104 of 10,000 match");
        Assert.Contains("state=silent", screen.Page.Url, StringComparison.Ordinal);
        await screen["clear-filters"].ClickAsync();
        await screen["filter-underwater"].CheckAsync();
        await screen["worst-first"].ClickAsync();
        var first = screen["miners-table"].Locator("tbody tr").First;
        await Assertions.Expect(first.Locator("td").Nth(9)).ToContainTextAsync("▼");
        await screen["filter-text"].FillAsync("r07-");
        await Assertions.Expect(first.Locator("th")).ToContainTextAsync("r07-");
        Assert.Contains("GET miners sort=margin order=asc after= state= site= model= underWater=true text=r07-", monitor.Requests);
        await screen["sort-chipTemperature"].ClickAsync();
        await Assertions.Expect(screen.Page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("Chip");
        Assert.Contains("sort=-chipTemperature", screen.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_the_miner_that_one_points_at_and_opens_it()
    {
        await using var monitor = await Stage.FleetAsync(500);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&group=none&order=place");
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", "500");
        await screen["heat-canvas"].HoverAsync(new() { Position = new() { X = 4, Y = 26 } });
        await screen.ContainsAsync("heat-tip", "r00-00");
        await screen.ContainsAsync("heat-tip", "north · Antminer S21");
        await screen.ShotAsync("fleet-heat-tip");
        await screen["heat-canvas"].FocusAsync();
        await screen.Page.Keyboard.PressAsync("Home");
        for (var press = 0; press < 7; press++) await screen.Page.Keyboard.PressAsync("ArrowRight");
        await screen.ContainsAsync("heat-spoken", "r00-07");
        await screen.Page.Keyboard.PressAsync("Enter");
        await screen.HasTextAsync("miner-name", "r00-07");
    }

    [Theory]
    [InlineData("state", "none")]
    [InlineData("hashrate", "model")]
    [InlineData("temperature", "site")]
    [InlineData("age", "state")]
    public async Task Colours_the_map_by_what_one_asks_for(string colour, string group)
    {
        await using var monitor = await Stage.FleetAsync(2_000);
        await using var screen = await browser.OpenAsync(monitor.Url + $"?fleet=acme&colour={colour}&group={group}&theme={(colour == "age" ? "light" : "dark")}");
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", "2000");
        Assert.True(await ColoursAsync(screen) > 3, "The map has too few colours to show anything.");
        await screen["heat-panel"].ScreenshotAsync(new() { Path = Screen.PathOf($"fleet-heat-{colour}") });
    }

    [Fact]
    public async Task Shows_the_ledger_and_hands_it_out_as_a_table()
    {
        await using var monitor = await Stage.FleetAsync(3);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.ContainsAsync("ledger-2026-02-05", "2026-02-05, so far");
        await screen.HasTextAsync("fleet-energy", "487.2\u202fMWh");
        await Assertions.Expect(screen["ledger-table"].Locator("tbody tr")).ToHaveCountAsync(40);
        var download = await screen.Page.RunAndWaitForDownloadAsync(() => screen["ledger-csv"].ClickAsync());
        Assert.Equal("acme-ledger.csv", download.SuggestedFilename);
    }

    [Fact]
    public async Task Says_why_a_fleet_is_not_shown()
    {
        await using var monitor = await Stage.FleetAsync(3);
        monitor.Scene.Refuse("live", "fleet/beta", ErrorCodes.Forbidden, "The key's scopes do not cover this; ask an admin for one that does.");
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=none");
        await screen.ContainsAsync("fleet-refused", "There is no fleet none");
        await screen.Page.GotoAsync(monitor.Url + "?fleet=beta");
        await screen.ContainsAsync("fleet-refused", "Fleet beta is not for you");
        await screen.ContainsAsync("fleet-refused", "fleet:beta:read");
        await Assertions.Expect(screen["miners-panel"]).ToBeHiddenAsync();
        await screen.ShotAsync("fleet-refused");
    }

    [Fact]
    public async Task Waits_for_the_first_sample_of_an_empty_fleet()
    {
        await using var monitor = await Stage.FleetAsync(0);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.ContainsAsync("fleet-empty", "Nothing has reported to acme yet");
        await screen.ShotAsync("fleet-empty");
    }

    [Fact]
    public async Task Greys_a_fleet_out_when_the_server_is_gone()
    {
        await using var monitor = await Stage.FleetAsync(300);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme&theme=light");
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", "300");
        screen.Expected = _ => true;
        monitor.Scene.Accepting = false;
        monitor.Scene.CutConnections();
        await Assertions.Expect(screen["not-live"]).ToBeVisibleAsync();
        await screen.ContainsAsync("not-live", "Nothing below is current");
        await Assertions.Expect(screen.Page.Locator("html")).ToHaveAttributeAsync("data-trust", "no", new() { Timeout = 20_000 });
        await screen.ShotAsync("fleet-disconnected");
    }

    [Fact]
    public async Task Speaks_of_hashprice_in_the_unit_that_one_chooses()
    {
        await using var monitor = await Stage.FleetAsync(3);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await screen.HasTextAsync("fleet-break-even", "$33.80");

        await screen["hashprice-unit"].SelectOptionAsync("sats-th");
        await screen.HasTextAsync("fleet-break-even", "48.29 sats");
        await screen.ContainsAsync("fleet-totals", "Margin per TH/s");
        await screen.ContainsAsync("miner-r00-00", " sats");
        await screen.ContainsAsync("models-table", " sats");
        await screen.ContainsAsync("sites-table", " sats");
        await screen.ContainsAsync("supply-water", "at 46.24 sats");
        await screen.ContainsAsync("heat-legend", " sats");
        Assert.EndsWith("hashprice=sats-th", screen.Page.Url, StringComparison.Ordinal);
        await screen.ShotAsync("fleet-sats");

        await screen["miner-r00-00"].Locator("a").ClickAsync();
        await screen.HasTextAsync("miner-hashprice", "46.24 sats");
        await screen["hashprice-unit"].SelectOptionAsync("btc-ph");
        await screen.HasTextAsync("miner-hashprice", "0.00046243 BTC");
    }

    [Fact]
    public async Task Fits_a_phone()
    {
        await using var monitor = await Stage.FleetAsync(200);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme", 390, 844);
        await screen.HasTextAsync("miners-status", "200 miners");
        await screen.ShotAsync("fleet-phone", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Shows_the_treasury_with_what_it_is_worth()
    {
        await using var monitor = await Stage.FleetAsync(3);
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
        await using var monitor = await Stage.FleetAsync(3);
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

    /// <summary>How many different colours the map has, of a sample of its pixels.</summary>
    private static Task<int> ColoursAsync(Screen screen) => screen["heat-canvas"].EvaluateAsync<int>(
        """
        canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          const seen = new Set();
          for (let at = 0; at < data.length; at += 4 * 7) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
          return seen.size;
        }
        """);
}
