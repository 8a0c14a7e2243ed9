using System.Text.Json;
using Microsoft.Playwright;
using MinerMonitor.Protocol;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>A page that is left open: four hours of frames, four a second, on a clock that runs as fast as the page takes it; it draws once in ten seconds of that clock.</summary>
[Collection(nameof(BrowserTests))]
public sealed class LeakTests(Browser browser)
{
    private const int FramesPerSecond = 4;
    private const int HourOfFrames = 3600 * FramesPerSecond;

    /// <summary>Clock, timers and frames of the screen are turned by hand; timers that live are counted.</summary>
    private const string FakeTime = """
        (() => {
          let now = 0, id = 0;
          const start = Date.now(), timers = new Map(), frames = new Map();
          performance.now = () => now;
          Date.now = () => start + now;
          window.setTimeout = (act, ms = 0, ...rest) => (timers.set(++id, { at: now + ms, act: () => act(...rest) }), id);
          window.setInterval = (act, ms = 0, ...rest) => (timers.set(++id, { at: now + ms, every: Math.max(1, ms), act: () => act(...rest) }), id);
          window.clearTimeout = window.clearInterval = (one) => timers.delete(one);
          window.requestAnimationFrame = (act) => (frames.set(++id, act), id);
          window.cancelAnimationFrame = (one) => frames.delete(one);
          window.turn = (ms) => {
            now += ms;
            for (const [one, timer] of [...timers]) {
              if (timer.at > now || !timers.has(one)) continue;
              if (timer.every) timer.at = now + timer.every; else timers.delete(one);
              timer.act();
            }
            const due = [...frames.values()];
            frames.clear();
            for (const act of due) act(now);
          };
          window.timersAlive = () => timers.size;
        })();
        """;

    /// <summary>A stream that says what the test hands it.</summary>
    private const string FakeStreamModule = """
        export const isEventTopic = (topic) => /^(blocks$|events\/|alerts\/)/.test(topic);
        export class MonitorStream {
          constructor(options) { this.options = options; window.stream = this; }
          watch() {}
          restart() {}
          start() { this.options.onState('live', null, ''); }
        }
        """;

    [Fact]
    public async Task Four_hours_of_frames_leave_nothing_behind()
    {
        await using var monitor = await Stage.February2026Async();
        await using var screen = await browser.OpenAsync("about:blank");
        screen.Page.Context.SetDefaultTimeout(600_000);
        await screen.Page.AddInitScriptAsync(FakeTime);
        await screen.Page.RouteAsync("**/js/stream/minerMonitor.js", route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = FakeStreamModule }));
        await screen.Page.GotoAsync(monitor.Url + "?world=feb-2026");
        await screen.Page.WaitForFunctionAsync("window.stream !== undefined", null, new() { PollingInterval = 100 });
        var topics = new Dictionary<string, JsonElement>
        {
            ["sector"] = Json(Snapshots.Sector("feb-2026", Snapshots.Hour)),
            ["network"] = Json(Snapshots.Network("feb-2026", Snapshots.Hour)),
            ["markets"] = Json(Snapshots.Markets("feb-2026", Snapshots.Hour)),
            ["feeds"] = Json(Snapshots.Feeds("feb-2026", Snapshots.Hour)),
        };
        await screen.Page.EvaluateAsync("""
            (text) => {
              const topics = JSON.parse(text);
              const [world, t0] = ['feb-2026', topics.sector.asOfMs];
              let seq = 0;
              const say = (topic, kind, payload, atMs, number) => window.stream.options.onFrame({ v: 1, kind, world, topic, streamId: 's', seq: number, skipped: 0, atMs, payload });
              window.play = async (frames) => {
                for (let index = 0; index < frames; index++) {
                  seq++;
                  const atMs = t0 + seq * 250;
                  say('sector', seq === 1 ? 'snapshot' : 'value', { ...topics.sector, asOfMs: atMs, stress: 80 + (seq % 90) / 10, priceUsd: 70000 + (seq % 500) }, atMs, seq);
                  if (seq % 4 === 1) for (const topic of ['network', 'markets', 'feeds']) say(topic, seq === 1 ? 'snapshot' : 'value', topics[topic], atMs, (seq + 3) / 4);
                  if (seq % 240 === 0) say('blocks', 'event', { type: 'block', atMs, text: `Block ${935051 + seq / 240}.` }, atMs, seq / 240);
                  if (seq % 20 === 0) say('sector', 'heartbeat', { serverAtMs: atMs, lastSeq: seq }, atMs, seq);
                  // Frames of ten seconds are drawn together, as they are where the browser draws late: what may grow is what frames and timers leave behind.
                  if (seq % 40 === 0) window.turn(10_000);
                  // What was fetched arrives between frames, as it would.
                  if (seq % 40 === 0) await new Promise((done) => { const port = new MessageChannel(); port.port1.onmessage = () => { port.port1.close(); done(); }; port.port2.postMessage(0); });
                }
              };
            }
            """, JsonSerializer.Serialize(topics));
        var cdp = await screen.Page.Context.NewCDPSessionAsync(screen.Page);
        var readings = new List<Reading>();

        for (var hour = 1; hour <= 4; hour++)
        {
            for (var part = 0; part < 10; part++) await screen.Page.EvaluateAsync("(frames) => window.play(frames)", HourOfFrames / 10);
            readings.Add(await ReadAsync(screen.Page, cdp));
            TestContext.Current.TestOutputHelper?.WriteLine($"hour {hour}: {readings[^1]}");
        }

        await Assertions.Expect(screen["events"].Locator("li")).ToHaveCountAsync(40);
        var (second, fourth) = (readings[1], readings[3]);
        Assert.True(fourth.HeapBytes <= second.HeapBytes * 1.05, $"The heap grew from {second.HeapBytes / 1e6:0.00} MB to {fourth.HeapBytes / 1e6:0.00} MB between the second and the fourth hour.");
        Assert.InRange(fourth.Nodes, 1, second.Nodes * 1.01); // a word more or less, as values change
        Assert.Equal(second.Listeners, fourth.Listeners);
        Assert.Equal(second.Timers, fourth.Timers);
    }

    private static async Task<Reading> ReadAsync(IPage page, ICDPSession cdp)
    {
        for (var round = 0; round < 3; round++) await cdp.SendAsync("HeapProfiler.collectGarbage");
        var heap = (await cdp.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
        var counters = (await cdp.SendAsync("Memory.getDOMCounters"))!.Value;
        return new Reading(
            heap, counters.GetProperty("nodes").GetInt32(), counters.GetProperty("jsEventListeners").GetInt32(), await page.EvaluateAsync<int>("window.timersAlive()"));
    }

    private static JsonElement Json<T>(T payload) => JsonSerializer.SerializeToElement(payload, typeof(T), ProtocolJson.Default);

    private sealed record Reading(double HeapBytes, int Nodes, int Listeners, int Timers);
}
