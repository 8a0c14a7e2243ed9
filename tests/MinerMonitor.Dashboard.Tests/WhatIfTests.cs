using Microsoft.Playwright;
using MinerMonitor.Protocol.Fleets;
using MinerMonitor.Protocol.Sectors;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class WhatIfTests(Browser browser)
{
    [Fact]
    public async Task Sliders_move_index_costs_fleets_and_the_address()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if");
        await screen.HasTextAsync("what-if-stress", "83.2");
        await screen.ContainsAsync("hypothetical", "Hypothetical.");

        await screen["assume-price"].FillAsync("60000");
        await screen.HasTextAsync("what-if-stress", "93.2");
        await screen.ContainsAsync("what-if-delta", "+10.0 against 83.2 now");
        await screen.ContainsAsync("what-if-under-water", "60.0");
        await screen.ContainsAsync("part-cost_gap", "+10.0");
        await screen.ContainsAsync("what-if-fleets", "sim@feb-2026");
        await Assertions.Expect(screen["assume-price-field"]).ToHaveValueAsync("60000");
        await screen.Page.WaitForURLAsync(url => url.EndsWith("&price=60000", StringComparison.Ordinal));
        await screen.ContainsAsync("what-if-said", "Stress 93.2");
        await screen.ShotAsync("what-if-desktop");
    }

    [Fact]
    public async Task The_articles_scenarios_are_one_click_and_reset_is_another()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if");
        await screen.HasTextAsync("what-if-stress", "83.2");

        await screen["preset-both"].ClickAsync();
        await screen.Page.WaitForURLAsync(url => url.EndsWith("&price=69650&difficulty=-0.14", StringComparison.Ordinal));
        await Assertions.Expect(screen["preset-both"]).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Contains("POST what-if 69650 -0.14  ", monitor.Requests);
        await screen["preset-retarget"].ClickAsync();
        await screen.Page.WaitForURLAsync(url => url.EndsWith("&difficulty=-0.14", StringComparison.Ordinal) && !url.Contains("price", StringComparison.Ordinal));
        await screen["what-if-reset"].ClickAsync();
        await screen.Page.WaitForURLAsync(url => url.EndsWith("view=what-if", StringComparison.Ordinal));
        await screen.HasTextAsync("what-if-stress", "83.2");
    }

    [Fact]
    public async Task A_shared_address_opens_the_same_assumptions_and_the_keyboard_moves_them()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if&price=65000&tariff=0.06");
        await screen.HasTextAsync("what-if-stress", "88.2");
        await Assertions.Expect(screen["assume-tariff-field"]).ToHaveValueAsync("6");

        await screen["assume-price"].FocusAsync();
        await screen.Page.Keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(screen["assume-price-field"]).ToHaveValueAsync("64900");
        await screen.HasTextAsync("what-if-stress", "88.3");
        await screen["assume-price-back"].ClickAsync();
        await screen.HasTextAsync("what-if-stress", "83.2");
    }

    [Fact]
    public async Task The_last_of_many_moves_wins_and_one_question_is_in_flight()
    {
        await using var monitor = await StageAsync();
        var (inFlight, most) = (0, 0);
        var answer = monitor.WhatIf!;
        monitor.WhatIf = request =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inFlight));
            var result = answer(request);
            Interlocked.Decrement(ref inFlight);
            return result;
        };
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if");
        await screen.HasTextAsync("what-if-stress", "83.2");
        var before = monitor.Requests.Count;

        await screen.Page.EvaluateAsync("""
            const slider = document.querySelector('[data-testid="assume-price"]');
            for (let price = 69900; price >= 50000; price -= 100) { slider.value = price; slider.dispatchEvent(new Event('input', { bubbles: true })); }
            slider.dispatchEvent(new Event('change', { bubbles: true }));
            """);
        await screen.HasTextAsync("what-if-stress", "103.2");

        // 200 moves within one frame are one question. (The present is asked beside it, so two may meet.)
        Assert.InRange(monitor.Requests.Count - before, 1, 6);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task Says_what_the_supply_curve_covers_and_why_there_is_none()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.HasTextAsync("supply-share", "40.0\u202f%");
        await screen.ContainsAsync("supply-covers", "simulated fleet");
        await screen.ContainsAsync("supply-covers", "of the network");
        await screen["to-what-if"].ClickAsync();
        await screen.HasTextAsync("what-if-stress", "83.2");

        await using var nobody = await Stage.LiveAsync();
        await using var live = await browser.OpenAsync(nobody.Url);
        await live.ContainsAsync("supply-missing", "No fleet is connected that you may read");
    }

    [Fact]
    public async Task The_curve_drawn_is_the_one_at_the_tariff_assumed()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if");
        await screen.ContainsAsync("what-if-covers", "at their own tariffs");
        await Assertions.Expect(screen["what-if-supply"]).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("40.0 % under water"));

        await screen["assume-tariff"].FillAsync("10");
        await screen.ContainsAsync("what-if-covers", "all at 10.0 ¢/kWh");
        await Assertions.Expect(screen["what-if-supply"]).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("100.0 % under water"));
        await screen["assume-tariff-back"].ClickAsync();
        await screen.ContainsAsync("what-if-covers", "at their own tariffs");
    }

    [Fact]
    public async Task Fits_a_phone()
    {
        await using var monitor = await StageAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&view=what-if", 390, 844);
        await screen.HasTextAsync("what-if-stress", "83.2");
        await screen.ShotAsync("what-if-phone", whole: true);
        Assert.Equal(0, await screen.OverflowAsync());
    }

    /// <summary>The replay with a fleet, and a model in which a thousand dollars less are a point more.</summary>
    private static async Task<FakeMonitor> StageAsync()
    {
        var monitor = await Stage.February2026Async();
        monitor.Fleets.Add(FleetSnapshots.Summary(FleetSnapshots.Fleet(FleetSnapshots.Rows(3, Snapshots.Hour), Snapshots.Hour, "sim@feb-2026", "feb-2026")));
        monitor.SupplyCurves["sim@feb-2026"] = new SupplyCurveResult
        {
            World = "feb-2026", Fleet = "sim@feb-2026", AsOfMs = Snapshots.Hour, HashpriceUsdPhDay = 32.37, NominalHashrateThs = 100_000,
            Steps = [.. Enumerable.Range(0, 10).Select(step => new SupplyCurveStep { BreakEvenHashpriceUsdPhDay = 21 + (2 * step), FreshThs = 10_000, NominalThs = 10_000 })],
        };
        monitor.WhatIf = request =>
        {
            var price = request.PriceUsd ?? 70_000;
            var more = (70_000 - price) / 1000;
            return new WhatIfResult
            {
                World = "feb-2026", Stress = 83.1718 + more, Coverage = 1, Band = "capitulation", PriceUsd = price, TariffUsdKwh = request.TariffUsdKwh ?? 0.05,
                FeePerBlockBtc = request.FeePerBlockBtc ?? 0.0237, ProductionCostUsd = 87_010, ElectricityCostUsd = 58_314, CashCostUsd = 72_892,
                HashpriceUsdPhDay = 31.3 * price / 70_000, ShareUnderWater = price < 65_000 ? 0.6 : 0.4, NominalHashrateThs = 100_000, BreakEvenTariffUsdKwh = 0.06,
                Contributions = [new StressContribution { Id = "cost_gap", Pillar = "economics", Weight = 10, Contribution = 5.9 + more, Score = 59, Raw = 0.8 }],
                Fleets = [new FleetWhatIfResult { Fleet = "sim@feb-2026", NominalHashrateThs = 100_000, Coverage = 1, ShareUnderWater = 0.4, MarginUsdDay = 319 - (more * 100), BreakEvenHashpriceUsdPhDay = 28.2, BreakEvenPriceUsd = 63_000 }],
            };
        };
        return monitor;
    }
}
