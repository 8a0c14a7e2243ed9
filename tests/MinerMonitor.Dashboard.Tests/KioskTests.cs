using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>Wallboards, big type, keys.</summary>
[Collection(nameof(BrowserTests))]
public sealed class KioskTests(Browser browser)
{
    /// <summary>What the whole story is made of: each of these is seen whole on a wallboard.</summary>
    private static readonly string[] s_story =
    [
        "stress", "regime", "coverage", "price", "production-cost", "cash-cost", "stress-chart", "cost-chart", "contribution-support", "contribution-hash_drawdown",
        "hashrate7d", "hashprice", "retarget-change", "relief-hashprice", "liquidations-total", "etf-newest", "etf-chart", "etf-year", "supply-panel", "support-level", "sentiment",
        "short", "ticker",
    ];

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(3840, 2160)]
    public async Task The_whole_story_is_seen_without_scrolling_and_nothing_lies_behind_the_ticker(int width, int height)
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&kiosk=1", width, height);
        await screen.HasTextAsync("stress", "83.2");
        await Assertions.Expect(screen["etf-chart"].Locator("canvas")).ToHaveCountAsync(1);

        var hidden = await screen.Page.EvaluateAsync<string[]>("""
            (story) => {
              const ticker = document.querySelector('[data-testid="ticker"]').getBoundingClientRect();
              return story.filter((id) => {
                const element = document.querySelector(`[data-testid="${id}"]`);
                const box = element.getBoundingClientRect();
                const panel = element.closest('.panel')?.getBoundingClientRect() ?? box;
                const behind = id !== 'ticker' && box.bottom > ticker.top + 1;
                return box.width === 0 || box.height === 0 || behind || box.bottom > panel.bottom + 1 || box.right > panel.right + 1;
              });
            }
            """, s_story);
        Assert.Empty(hidden);
        Assert.Equal(0, await screen.Page.EvaluateAsync<int>("document.documentElement.scrollHeight - window.innerHeight"));
        await Assertions.Expect(screen["nav-sector"]).ToBeHiddenAsync();
        await screen.ContainsAsync("world-banner", "REPLAY feb-2026");
        await screen.ShotAsync($"kiosk-{width}");
    }

    [Fact]
    public async Task Pages_take_turns_say_which_is_shown_and_wait_while_somebody_touches_the_board()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&kiosk=1&rotate=sector,network,markets,nonsense&every=10", fakeClock: true);
        await screen.HasTextAsync("stress", "83.2");
        await screen.ContainsAsync("turn", "sector 1/3");

        await screen.Page.Clock.RunForAsync(11_000);
        await screen.ContainsAsync("turn", "network 2/3");
        Assert.Contains("sheet=network", screen.Page.Url, StringComparison.Ordinal);
        await Assertions.Expect(screen["etf-panel"]).ToBeHiddenAsync();
        await screen.ShotAsync("kiosk-network");
        await screen.Page.Keyboard.PressAsync("Shift");
        await screen.Page.Clock.RunForAsync(2_000);
        await screen.ContainsAsync("turn", "paused");
        await screen.Page.Clock.RunForAsync(30_000);
        await screen.ContainsAsync("turn", "network 2/3");
        await screen.Page.Clock.RunForAsync(45_000);
        await screen.ContainsAsync("turn", "markets 3/3");
        await screen.Page.Clock.RunForAsync(11_000);
        await screen.ContainsAsync("turn", "sector 1/3");
    }

    [Fact]
    public async Task The_cursor_rests_with_the_hand_and_the_screen_is_kept_awake()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync("about:blank");
        await screen.Page.AddInitScriptAsync("""
            window.locks = [];
            Object.defineProperty(navigator, 'wakeLock', { value: { request: async (kind) => { window.locks.push(kind); return { released: false, release: async () => window.locks.push('released') }; } } });
            """);
        await screen.Page.GotoAsync(monitor.Url + "?world=feb-2026&kiosk=1");
        await screen.HasTextAsync("stress", "83.2");

        await Assertions.Expect(screen.Page.Locator("html[data-idle]")).ToHaveCountAsync(1, new() { Timeout = 10_000 });
        Assert.Equal("none", await screen.Page.EvaluateAsync<string>("getComputedStyle(document.body).cursor"));
        await screen.Page.Mouse.MoveAsync(300, 300);
        await Assertions.Expect(screen.Page.Locator("html[data-idle]")).ToHaveCountAsync(0);
        Assert.Equal("screen", await screen.Page.EvaluateAsync<string>("window.locks.join()"));
        await screen.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(screen["nav-sector"]).ToBeVisibleAsync();
        Assert.Equal("screen,released", await screen.Page.EvaluateAsync<string>("window.locks.join()"));
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1366, 768)]
    public async Task Big_type_is_a_twelfth_of_the_screen_high_and_fits(int width, int height)
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026&type=big", width, height);
        await Assertions.Expect(screen["big-stress"]).ToContainTextAsync("83.2");
        await screen.ContainsAsync("big-stress", "■ Capitulation since 28 Jan 2026");
        await screen.ContainsAsync("big-price", "$70,000");

        var faults = await screen.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.big-value')].filter((one) => one.scrollWidth > one.clientWidth + 1
              || parseFloat(getComputedStyle(one).fontSize) < window.innerHeight / 12).map((one) => one.textContent)
            """);
        Assert.Empty(faults);
        Assert.Equal(0, await screen.OverflowAsync());
        await screen.ShotAsync($"big-{width}");
    }

    [Fact]
    public async Task One_key_a_thing_and_a_list_of_them()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.HasTextAsync("stress", "83.2");

        await screen.Page.Keyboard.PressAsync("?");
        await screen.ContainsAsync("help", "play or pause a replay");
        await screen.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(screen["help"]).ToBeHiddenAsync();
        await screen.Page.Keyboard.PressAsync("2");
        await Assertions.Expect(screen["what-if"]).ToBeVisibleAsync();
        await screen.Page.Keyboard.PressAsync("1");
        await screen.HasTextAsync("stress", "83.2");
        await screen.Page.Keyboard.PressAsync("t");
        Assert.Equal("light", await screen.Page.EvaluateAsync<string>("document.documentElement.dataset.theme"));
        await screen.Page.Keyboard.PressAsync("b");
        await Assertions.Expect(screen["big-board"]).ToBeVisibleAsync();
        await screen.Page.Keyboard.PressAsync("k");
        await Assertions.Expect(screen["nav-sector"]).ToBeHiddenAsync();
        await screen.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(screen["nav-sector"]).ToBeVisibleAsync();
        await screen.Page.Keyboard.PressAsync(" ");
        await screen.HasTextAsync("world-name", "REPLAY feb-2026~k3j9");
    }

    [Fact]
    public async Task A_replay_names_its_scenario_and_jumps_to_its_moments()
    {
        await using var monitor = await Stage.February2026Async();
        var moment = Snapshots.Ms(2026, 2, 7, 14);
        monitor.Worlds[1] = monitor.Worlds[1] with { Moments = [new() { AtMs = moment, Text = "Difficulty changes by -11.16 %" }] };
        await using var screen = await browser.OpenAsync(monitor.Url + "?world=feb-2026");
        await screen.ContainsAsync("scenario", "February 2026");

        await screen["moments"].SelectOptionAsync(moment.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await screen.HasTextAsync("world-name", "REPLAY feb-2026~k3j9");
        Assert.Contains("POST worlds feb-2026 600", monitor.Requests);
    }
}
