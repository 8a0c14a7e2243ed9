using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>
/// How long a click, a key and a move of the pointer take from the event to the frame that shows their outcome. Prints and keeps the
/// figures under tests/artifacts; asserts only that everything was drawn, since a machine under load proves nothing about the page.
/// </summary>
[Collection(nameof(BrowserTests))]
public sealed class InteractionTests(Browser browser)
{
    private const int Repeats = 20;

    /// <summary>From the time stamp of an event to the task after the next frame, for every event of the kinds that a person makes.</summary>
    private const string Measure =
        """
        () => {
          window.took = {};
          const channel = new MessageChannel();
          const waiting = [];
          channel.port1.onmessage = () => {
            for (const [name, at] of waiting.splice(0)) (window.took[name] ??= []).push(performance.now() - at);
          };
          for (const type of ['pointermove', 'keydown', 'click', 'change'])
            addEventListener(type, event => {
              waiting.push([window.doing, event.timeStamp]);
              requestAnimationFrame(() => channel.port2.postMessage(0));
            }, true);
          window.events = [];
          new PerformanceObserver(list => window.events.push(...list.getEntries().map(one => one.duration))).observe({ type: 'event', durationThreshold: 16 });
        }
        """;

    [Theory]
    [InlineData(10_000, 1)]
    [InlineData(100_000, 1)]
    [InlineData(10_000, 100)]
    public async Task Measures_interaction_with_many_miners(int miners, int cellsOfEach)
    {
        var all = miners * cellsOfEach;
        await using var monitor = await Stage.FleetAsync(miners);
        monitor.CellsOfEach = cellsOfEach;
        var fleet = FleetSnapshots.Fleet(monitor.Miners, Snapshots.Hour);
        monitor.Scene.Set("live", "fleet/acme", fleet with { Miners = fleet.Miners with { Total = all } }, Snapshots.Hour);
        await using var screen = await browser.OpenAsync(monitor.Url + "?fleet=acme");
        await Assertions.Expect(screen["heat-canvas"]).ToHaveAttributeAsync("data-cells", all.ToString(CultureInfo.InvariantCulture), new() { Timeout = 60_000 });
        await Assertions.Expect(screen["miner-r00-00"]).ToBeVisibleAsync();
        await screen.ShotAsync($"fleet-{all}");
        await screen.Page.EvaluateAsync(Measure);

        await DoAsync(screen, "point at another miner", turn => screen.Page.Mouse.MoveAsync(60 + turn * 37 % 900, 480 + turn * 11 % 120));
        await screen["heat-canvas"].FocusAsync();
        await DoAsync(screen, "arrow key to the next miner", _ => screen.Page.Keyboard.PressAsync("ArrowRight"));
        string[] colours = ["state", "margin"];
        await DoAsync(screen, "colour by something else", turn => screen["heat-colour"].SelectOptionAsync(colours[turn % 2]));
        string[] groups = ["model", "site"];
        await DoAsync(screen, "group by something else", turn => screen["heat-group"].SelectOptionAsync(groups[turn % 2]));
        await DoAsync(screen, "filter by a state", _ => screen["count-degraded"].Locator("a").ClickAsync());
        await DoAsync(screen, "sort the table", _ => screen["sort-margin"].ClickAsync());

        var took = JsonSerializer.Deserialize<Dictionary<string, double[]>>(await screen.Page.EvaluateAsync<string>("() => JSON.stringify(window.took)"))!;
        var slow = await screen.Page.EvaluateAsync<int>("() => window.events.filter(duration => duration > 100).length");
        Assert.Equal(6, took.Count);
        Report(all, took, slow);
    }

    private static async Task DoAsync(Screen screen, string name, Func<int, Task> act)
    {
        await screen.Page.EvaluateAsync("name => { window.doing = name; }", name);
        for (var turn = 0; turn < Repeats; turn++)
        {
            await act(turn);
            await screen.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        }
    }

    private static void Report(int miners, Dictionary<string, double[]> took, int slow)
    {
        var lines = took.Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"| {miners:n0} | {one.Key} | {Quantile(one.Value, 0.5):f0} | {Quantile(one.Value, 0.95):f0} | {one.Value.Length} |")).ToList();
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"| {miners:n0} | events over 100 ms by Chromium's event timing | {slow} | | |"));
        File.WriteAllLines(
            Path.ChangeExtension(Screen.PathOf($"interaction-{miners}"), ".md"),
            ["| miners | interaction | median ms | p95 ms | n |", "|---|---|---|---|---|", .. lines]);
        foreach (var line in lines) TestContext.Current.TestOutputHelper?.WriteLine(line);
    }

    private static double Quantile(double[] values, double share) => values.Order().ElementAt((int)Math.Round(share * (values.Length - 1)));
}
