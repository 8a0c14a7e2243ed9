using MinerMonitor.Protocol;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class SectorTests(Browser browser)
{
    [Fact]
    public async Task Shows_the_articles_hour_as_the_specification_has_it()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");

        await screen.HasTextAsync("stress", "83.2");
        await screen.ContainsAsync("regime", "Capitulation");
        await screen.HasTextAsync("coverage", "100\u202f%");
        await screen.HasTextAsync("stress-disclaimer", "Describes now; does not forecast.");
        await screen.HasTextAsync("price", "$70,000");
        await screen.HasTextAsync("production-cost", "$87,010");
        await screen.HasTextAsync("cash-cost", "$72,892");
        await screen.HasTextAsync("electricity-cost", "$58,314");
        await screen.ContainsAsync("price-to-cost", "19.6\u202f% below production cost");
        await screen.ContainsAsync("cost-note", "Half of all days lie below C");
        await screen.ContainsAsync("fit", "R² 0.938");
        await screen.ContainsAsync("fit", "4,053 days to 2026-02-04 · frozen coefficients");
        await screen.HasTextAsync("hashrate7d", "914");
        await screen.ContainsAsync("drawdown7d", "\u221220.7\u202f% from the peak of 1,152 EH/s on 18 Oct 2025");
        await screen.ContainsAsync("noise-floor", "6.8\u202f%");
        await screen.ContainsAsync("ribbon", "inverted");
        await screen.HasTextAsync("retarget-change", "\u221213.3\u202f%");
        await screen.ContainsAsync("retarget-interval", "90 % between \u221214.9\u202f% and \u221211.6\u202f%");
        await screen.ContainsAsync("retarget-countdown", "in 2\u202fd 11\u202fh");
        await screen.HasTextAsync(
            "retarget-quoted", "Quoted, not computed: \u221214\u202f% expected on 2026-02-08 (article: report of 5 February 2026)");
        await screen.HasTextAsync("relief-cash-cost", "$63,222");
        await screen.ContainsAsync("support-state", "touched");
        await screen.HasTextAsync("liquidations-total", "$800\u202fM");
        await screen.ContainsAsync("liquidations-long", "$640\u202fM");
        await screen.ContainsAsync("under-counts", "at most one event a second");
        await screen.ContainsAsync("liquidations-label", "Observed liquidations (Bybit full, OKX sampled)");
        await screen.ContainsAsync("liquidations-more", "Largest: $12.5\u202fM, BTC long at okx");
        await screen.ContainsAsync("liquidations-more", "Bitcoin alone: longs $290\u202fM, shorts $70.0\u202fM.");
        await screen.ContainsAsync("etf-reversal", "reversal");
        await screen.ContainsAsync("etf-day", "provisional");
        await screen.HasTextAsync("sentiment", "11");
        await screen.ContainsAsync("sentiment-attribution", "alternative.me");
        await screen.ContainsAsync("contributions-sum", "10 of 10 add up to 83.2");
        await screen.ContainsAsync("contribution-etf_flow", "\u22127.6 bp");
        await screen.ContainsAsync("price-age", "article");
        await screen.ContainsAsync("input-difficulty", "chain");
        await screen.ContainsAsync("input-fleets-under-water", "off");
        await screen.ContainsAsync("miner-flows-how", "a replay takes nothing in");
        await screen.ContainsAsync("chain-panel", "935,051");
        await screen.HasTextAsync("hashrate-7d", "914 EH/s");
        await screen.ContainsAsync("chain-panel", "± 3.2\u202f% · 1,004 blocks since");
        await screen.ContainsAsync("chain-panel", "older blocks are not known yet");
        await screen.ContainsAsync("chain-panel", "mempool.space · 2\u202fh old");
        await screen.HasTextAsync("fee-per-block", "0.0237 BTC");
        await screen.HasTextAsync("fee-rates", "2.0 · 0.5 · 0.1");
        await screen.HasTextAsync("mempool", "29.0 MvB");
        await screen.ContainsAsync("chain-panel", "2 deep");
        await screen.HasTextAsync("halving", "114,949 blocks");
        await screen.ContainsAsync("ticker", "Retarget");
        await screen.ShotAsync("sector-desktop");
        await screen.ShotAsync("sector-desktop-whole", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Fits_a_phone()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026", 390, 844);
        await screen.HasTextAsync("stress", "83.2");
        await screen.ShotAsync("sector-phone");
        foreach (var part in (string[])["cost-panel", "retarget-panel", "contributions", "etf-panel", "history-panel"])
        {
            await screen[part].ScrollIntoViewIfNeededAsync();
            await screen.ShotAsync($"sector-phone-{part}");
        }

        await screen.ShotAsync("sector-phone-whole", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    [Fact]
    public async Task Shows_what_was_quoted_and_computed_beside_the_retarget_that_came()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        scene.Set("live", "sector", Snapshots.Sector("live", Snapshots.Hour) with
        {
            QuotedRetarget = null,
            LastQuotedRetarget = Snapshots.Quoted with { ActualChange = -0.1115531 },
        }, Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.HasTextAsync("retarget-came", "\u221211.16\u202f%");
        await screen.HasTextAsync("retarget-was-quoted", "\u221214\u202f%");
        await screen.ContainsAsync("retarget-stood", "article: report of 5 February 2026");
        await screen.HasTextAsync("retarget-was-computed", "\u221213.3\u202f%");
        await Microsoft.Playwright.Assertions.Expect(screen["retarget-quoted"]).ToBeHiddenAsync();
        await screen["retarget-panel"].ScrollIntoViewIfNeededAsync();
        await screen.ShotAsync("sector-retarget-came");
    }

    [Fact]
    public async Task Has_a_light_theme_and_a_kiosk_in_the_address()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&theme=light&kiosk=1");
        await screen.HasTextAsync("stress", "83.2");
        await screen.ShotAsync("sector-light-kiosk");
        Assert.Equal("light", await screen.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await screen.ContainsAsync("world-banner", "REPLAY feb-2026");
    }

    [Fact]
    public async Task Says_when_a_lagging_regime_may_change_and_when_it_is_held()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        var sector = Snapshots.Sector("live", Snapshots.Hour);
        scene.Set("live", "sector", sector with
        {
            Stress = 41.2,
            Band = "stressed",
            Regime = "elevated",
            PendingRegime = "stressed",
            PendingAtMs = Snapshots.Hour + 7_200_000,
            Provisional = true,
            RegimeHeld = true,
            Coverage = 0.45,
            Contributions = [.. sector.Contributions.Select(one => one.Id == "liquidations" ? one with { Raw = null, Score = null,
                Contribution = null, MissingReason = "No venue was heard for 15 min." } : one)],
        }, Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.ContainsAsync("regime-pending", "May change to stressed at 2026-02-05 16:00 UTC");
        await screen.ContainsAsync("regime-held", "held");
        await screen.ContainsAsync("provisional", "provisional");
        await screen.ContainsAsync("missing-liquidations", "No venue was heard for 15 min.");
        await screen.ContainsAsync("contributions-sum", "9 of 10");
    }

    [Fact]
    public async Task Greys_a_value_past_its_limit_although_no_frame_came()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        var sector = Snapshots.Sector("live", Snapshots.Hour);
        scene.Set("live", "sector",
            sector with
            {
                Inputs = [.. sector.Inputs.Select(one => one.Id == "price" ? one with { AtMs = Snapshots.Hour - 301_000 }
            : one)]
            }, Snapshots.Hour);
        scene.Set("live", "markets", Snapshots.Markets("live", Snapshots.Hour), Snapshots.Hour);
        scene.Set("live", "network", Snapshots.Network("live", Snapshots.Hour), Snapshots.Hour);
        scene.Set("live", "feeds", Snapshots.Feeds("live", Snapshots.Hour), Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.ContainsAsync("price-age", "stale");
        await screen.ContainsAsync("price-age", "5\u202fmin old");
        await screen.ContainsAsync("stress-age", "stale");
        await screen.HasTextAsync("stress-late", "Not of now: Price passed its limit since.");
        await screen.ContainsAsync("price-quality", "Older than its limit of 5\u202fmin.");
        await Microsoft.Playwright.Assertions.Expect(screen["price"]).ToHaveAttributeAsync("data-state", "stale");
        await screen.ContainsAsync("input-price", "Older than its limit of 5\u202fmin.");
        await screen.ShotAsync("sector-stale");
    }

    [Fact]
    public async Task Uses_different_words_for_each_way_of_not_being_there()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        var sector = Snapshots.Sector("live", Snapshots.Hour);
        string[] states = [InputStates.Stale, InputStates.Missing, InputStates.NeverConfigured, InputStates.Off, InputStates.Blocked];
        scene.Set("live", "sector",
            sector with
            {
                Inputs = [.. sector.Inputs.Select((one, index) => index < states.Length ? one with { State = states[index],
            MissingReason = $"why {states[index]}" } : one)]
            }, Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.ContainsAsync("input-price", "stale");
        await screen.ContainsAsync("input-price", "why stale");
        await screen.ContainsAsync("input-support", "missing");
        await screen.ContainsAsync("input-liquidations", "never configured");
        await screen.ContainsAsync("input-etf-flow", "off");
        await screen.ContainsAsync("input-fear-greed", "blocked");
    }

    [Fact]
    public async Task Shows_a_checklist_with_commands_while_nothing_is_connected()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        scene.Set("live", "sector", Snapshots.Empty(Snapshots.Hour), Snapshots.Hour);
        scene.Set("live", "markets", Snapshots.NoMarkets(Snapshots.Hour), Snapshots.Hour);
        scene.Set("live", "network", Snapshots.Network("live", Snapshots.Hour) with { State = InputStates.NeverConfigured },
            Snapshots.Hour);
        scene.Set("live", "feeds", Snapshots.Feeds("live", Snapshots.Hour), Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        monitor.Worlds.AddRange([Snapshots.Live(Snapshots.Hour), Snapshots.Replay()]);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.HasTextAsync("checklist-title", "Nothing is connected to this world yet");
        await screen.ContainsAsync("check-bitcoin-price", $"{monitor.Url}api/v1/markets/spot/observations");
        await screen.ContainsAsync("check-bitcoin-price", "never configured");
        await screen.ContainsAsync("check-fleets", "miner-monitor fleet add acme");
        await screen.ContainsAsync("feeds", "kraken-spot → spot");
        await screen.ShotAsync("sector-empty");
        await screen["open-replay"].ClickAsync();
        Assert.EndsWith("?world=feb-2026", screen.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_times_below_production_cost_the_one_that_lasts_first()
    {
        await using var monitor = await Stage.LiveAsync();
        monitor.BelowCost.AddRange(
        [
            new() { FirstDate = "2026-01-20", LastDate = "2026-02-05", Days = 17, Depth = -0.196, DepthDate = "2026-02-05" },
            new() { FirstDate = "2022-06-13", LastDate = "2023-01-12", Days = 210, Depth = -0.41, DepthDate = "2022-11-21", EndDate = "2023-01-13" },
        ]);
        await using var screen = await browser.OpenAsync(monitor.Url);

        await screen.ContainsAsync("below-cost-table", "2026-01-20lasts17\u221219.6\u202f% on 2026-02-05");
        await screen.ContainsAsync("below-cost-table", "2022-06-132023-01-13210\u221241.0\u202f% on 2022-11-21");
        await screen.ShotAsync("sector-below-cost", whole: true);
    }

    [Fact]
    public async Task Shows_tooltips_of_charts_without_breaking_the_policy()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await Microsoft.Playwright.Assertions.Expect(screen["cost-chart"].Locator("canvas")).ToHaveCountAsync(1);
        var before = await screen["cost-chart"].ScreenshotAsync();
        await screen["cost-chart"].HoverAsync();
        await screen["etf-chart"].HoverAsync();
        await screen["cost-chart"].HoverAsync();
        Assert.NotEqual(before, await screen["cost-chart"].ScreenshotAsync());
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_screens_change()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.Page.AddInitScriptAsync("""
            window.intervals = new Set();
            const [start, stop] = [setInterval, clearInterval];
            window.setInterval = (...all) => { const id = start(...all); window.intervals.add(id); return id; };
            window.clearInterval = (id) => { window.intervals.delete(id); stop(id); };
            """);
        await screen.Page.ReloadAsync();
        await screen.HasTextAsync("stress", "83.2");
        var counts = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            await screen["nav-connect"].ClickAsync();
            await screen.ContainsAsync("checklist-title", "connected");
            await screen["nav-sector"].ClickAsync();
            await screen.HasTextAsync("stress", "83.2");
            await Microsoft.Playwright.Assertions.Expect(screen["events"].Locator("li")).ToHaveCountAsync(8);
            counts.Add(await screen.Page.EvaluateAsync<string>(
                "`${document.querySelectorAll('body *:not(.chart *)').length} elements, ${window.intervals.size} timers`"));
        }

        // The clock of the page, and the watchdog of the stream.
        Assert.EndsWith(" 2 timers", counts[0], StringComparison.Ordinal);
        Assert.Single(counts.Distinct());
    }
}
