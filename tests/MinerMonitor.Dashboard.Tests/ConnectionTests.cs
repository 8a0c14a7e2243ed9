using Microsoft.Playwright;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Dashboard.Tests;

[Collection(nameof(BrowserTests))]
public sealed class ConnectionTests(Browser browser)
{
    [Fact]
    public async Task Greys_everything_after_ten_silent_seconds_and_recovers()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url, fakeClock: true);
        await screen.HasTextAsync("stress", "83.2");
        await screen.HasTextAsync("connection", "live");
        Assert.Equal("yes", await TrustAsync(screen));

        monitor.Scene.Heartbeats = false;
        await screen.Page.Clock.FastForwardAsync(11_000);
        await screen.ContainsAsync("not-live", "Not live");
        await screen.ContainsAsync("connection", "silent");
        Assert.Equal("no", await TrustAsync(screen));
        await screen.ShotAsync("sector-silent");

        monitor.Scene.Heartbeats = true;
        await screen.HasTextAsync("connection", "live");
        await Assertions.Expect(screen["not-live"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Reconnects_by_itself_and_resumes_where_it_was()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        screen.Expected = IsLineFault;
        await screen.HasTextAsync("stress", "83.2");

        monitor.Scene.Accepting = false;
        monitor.Scene.CutConnections();
        await screen.ContainsAsync("connection", "reconnecting in");
        await screen.ContainsAsync("not-live", "Not live");
        await screen.ShotAsync("sector-disconnected");

        var next = monitor.Scene.NextWatchAsync();
        monitor.Scene.Publish("live", "sector", Snapshots.Sector("live", Snapshots.Hour) with { Stress = 79.9 }, Snapshots.Hour);
        monitor.Scene.Happen("live", "events/sector", new EventPayload
        {
            Type = "regime", AtMs = Snapshots.Hour,
            Text = "Happened while away."
        });
        monitor.Scene.Accepting = true;
        var watching = await next;

        var sector = Assert.Single(watching.Resume, one => one.Topic == "sector");
        Assert.Equal(("s1", 1L), (sector.StreamId, sector.Seq));
        var events = Assert.Single(watching.Resume, one => one.Topic == "events/sector");
        Assert.Equal(("log", 1L), (events.StreamId, events.Seq));
        await screen.HasTextAsync("stress", "79.9");
        await screen.ContainsAsync("events", "Happened while away.");
        await screen.HasTextAsync("connection", "live");
    }

    [Fact]
    public async Task Fetches_an_event_that_got_lost_on_the_way()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        await screen.ContainsAsync("events", "Regime rose");

        var next = monitor.Scene.NextWatchAsync();
        monitor.Scene.Happen("live", "events/sector", new EventPayload
        {
            Type = "retarget", AtMs = Snapshots.Hour,
            Text = "The lost one."
        }, lost: true);
        monitor.Scene.Happen("live", "events/sector", new EventPayload
        {
            Type = "retarget", AtMs = Snapshots.Hour,
            Text = "The one after it."
        });

        var position = Assert.Single((await next).Resume, one => one.Topic == "events/sector");
        Assert.Equal(1, position.Seq);
        await screen.ContainsAsync("events", "The lost one.");
        await screen.ContainsAsync("events", "The one after it.");
    }

    [Fact]
    public async Task Follows_the_value_when_its_owner_begins_a_new_stream()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        monitor.Scene.Publish("live", "sector", Snapshots.Sector("live", Snapshots.Hour) with { Stress = 12.3, Band = "calm" },
            Snapshots.Hour, streamId: "s2");
        await screen.HasTextAsync("stress", "12.3");
    }

    [Fact]
    public async Task Names_a_topic_that_the_server_refuses()
    {
        var scene = Stage.Scene(Snapshots.Hour);
        scene.Set("live", "sector", Snapshots.Sector("live", Snapshots.Hour), Snapshots.Hour);
        await using var monitor = await FakeMonitor.StartAsync(scene);
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.ContainsAsync("topic-errors", "network: There is no such topic. (unknown_topic)");
        await screen.HasTextAsync("stress", "83.2");
    }

    [Fact]
    public async Task Works_behind_a_path_prefix()
    {
        await using var monitor = await Stage.LiveAsync("/desk/monitor");
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        await screen["nav-connect"].ClickAsync();
        await screen.ContainsAsync("check-bitcoin-price", $"{monitor.Url}api/v1/markets/spot/observations");
        Assert.StartsWith(monitor.Url, screen.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sleeps_in_a_hidden_tab_and_catches_up()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        await screen.Page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: true, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))");
        monitor.Scene.Publish("live", "sector", Snapshots.Sector("live", Snapshots.Hour) with { Stress = 55.5 }, Snapshots.Hour);
        monitor.Scene.Happen("live", "events/sector", new EventPayload { Type = "regime", AtMs = Snapshots.Hour, Text = "Mark." });
        Assert.Equal("83.2", await screen["stress"].TextContentAsync());
        await screen.Page.EvaluateAsync("Object.defineProperty(document, 'hidden', { value: false, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))");
        await screen.HasTextAsync("stress", "55.5");
    }

    [Fact]
    public async Task Exchanges_a_key_for_a_cookie_and_connects_anew()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url);
        await screen.HasTextAsync("stress", "83.2");
        await screen["sign-in"].ClickAsync();
        await screen["sign-in-key"].FillAsync(" mm_secret ");
        var next = monitor.Scene.NextWatchAsync();
        await screen["sign-in-submit"].ClickAsync();
        await next;
        await screen["sign-out"].ClickAsync();
        await Assertions.Expect(screen["sign-in"]).ToBeVisibleAsync();
        Assert.Equal(["POST sign-in mm_secret", "POST sign-out"], monitor.Requests.ToArray());
    }

    /// <summary>Chromium prints a line for each refused request while the server is away.</summary>
    private static bool IsLineFault(string fault) => fault.Contains("net::ERR_", StringComparison.Ordinal);

    private static Task<string> TrustAsync(Screen screen) => screen.Page.EvaluateAsync<string>("document.documentElement.dataset.trust");
}
