using Microsoft.Playwright;
using MinerMonitor.Protocol.Server;

namespace MinerMonitor.Dashboard.Tests;

/// <summary>The stream module by itself, in the browser: its sequence rules, and its two transports.</summary>
[Collection(nameof(BrowserTests))]
public sealed class StreamTests(Browser browser)
{
    private const string Frame = "const frame = (seq, more = {}) => ({ v: 1, kind: 'value', world: 'live', topic: 'sector', streamId: 'a', seq, skipped: 0, atMs: 1000, payload: { seq }, ...more });";

    [Fact]
    public Task Frame_applies_when_it_follows_and_what_is_known_is_passed_over() => HoldsAsync("""
        const cursor = new Cursor({ topic: 'sector' });
        same(cursor.offer(frame(5, { kind: 'snapshot', reason: 'first' })), 'apply');
        same(cursor.offer(frame(6)), 'apply');
        same(cursor.offer(frame(6)), 'ignore');
        same(cursor.offer(frame(4)), 'ignore');
        same(cursor.offer(frame(6, { kind: 'snapshot', reason: 'stream' })), 'ignore');
        same(cursor.position, { world: 'live', topic: 'sector', streamId: 'a', seq: 6 });
        """);

    [Fact]
    public Task Skipped_frames_are_no_gap_and_missing_ones_are() => HoldsAsync("""
        const cursor = new Cursor({ topic: 'sector' }, { world: 'live', topic: 'sector', streamId: 'a', seq: 6 });
        same(cursor.offer(frame(9, { skipped: 2 })), 'apply');
        same(cursor.offer(frame(12, { skipped: 1 })), 'gap');
        same(cursor.position.seq, 9);
        same(cursor.offer(frame(12, { skipped: 7 })), 'apply');
        """);

    [Fact]
    public Task Value_of_another_stream_is_a_gap_and_a_snapshot_of_it_applies() => HoldsAsync("""
        const cursor = new Cursor({ topic: 'sector' });
        same(cursor.offer(frame(1)), 'gap');
        same(cursor.offer(frame(7, { kind: 'snapshot', reason: 'first' })), 'apply');
        same(cursor.offer(frame(8, { streamId: 'b' })), 'gap');
        same(cursor.offer(frame(2, { kind: 'snapshot', streamId: 'b', reason: 'stream' })), 'apply');
        same(cursor.offer(frame(3, { streamId: 'b' })), 'apply');
        same(cursor.offer(frame(1, { kind: 'snapshot', streamId: 'b', reason: 'future' })), 'apply');
        """);

    [Fact]
    public Task Heartbeat_never_moves_the_position_and_shows_a_lost_tail() => HoldsAsync("""
        const beat = (lastSeq, streamId = 'a') => frame(lastSeq, { kind: 'heartbeat', streamId, payload: { serverAtMs: 1, lastSeq } });
        const cursor = new Cursor({ topic: 'sector' });
        same(cursor.offer(beat(3)), 'ignore');
        same(cursor.position, null);
        cursor.offer(frame(3, { kind: 'snapshot' }));
        same(cursor.offer(beat(3)), 'ignore');
        same(cursor.offer(beat(4)), 'gap');
        same(cursor.offer(beat(3, 'b')), 'gap');
        same(cursor.position.seq, 3);
        """);

    [Fact]
    public Task Event_topic_begins_with_its_snapshot_or_its_first_event() => HoldsAsync("""
        const event = (seq) => frame(seq, { kind: 'event', topic: 'blocks' });
        const cursor = new Cursor({ topic: 'blocks' });
        same(cursor.offer(event(41)), 'apply');
        same(cursor.offer(event(43)), 'gap');
        same(cursor.offer(event(42)), 'apply');
        same(cursor.offer(event(43)), 'apply');
        """);

    [Theory]
    [InlineData("socket")]
    [InlineData("events")]
    public async Task Resumes_each_topic_after_a_cut_and_gives_every_event_once(string transport)
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await OpenAsync(monitor, transport, "['sector', 'blocks', 'fleet/none']", "[]");
        await HasAsync(screen, "sector snapshot 1");
        await HasAsync(screen, "fleet/none error unknown_topic");

        monitor.Scene.Happen("live", "blocks", Block(1));
        await HasAsync(screen, "blocks event 1");
        var next = monitor.Scene.NextWatchAsync();
        monitor.Scene.CutConnections();
        monitor.Scene.Happen("live", "blocks", Block(2), lost: true);
        monitor.Scene.Happen("live", "blocks", Block(3), lost: true);
        monitor.Scene.Publish("live", "sector", Snapshots.Sector("live", Snapshots.Hour), Snapshots.Hour);
        var watching = await next;
        await HasAsync(screen, "blocks event 3");
        await HasAsync(screen, "sector value 2");

        Assert.Equal([("blocks", "log", 1L), ("sector", "s1", 1L)],
            watching.Resume.Select(one => (one.Topic, one.StreamId, one.Seq)).Order());
        Assert.Equal("blocks event 1,blocks event 2,blocks event 3",
            await screen.Page.EvaluateAsync<string>("window.heard.filter((line) => line.startsWith('blocks event')).join(',')"));
        Assert.Equal(0, await screen.Page.EvaluateAsync<int>("window.gaps"));
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("events")]
    public async Task Goes_on_from_a_position_that_was_stored(string transport)
    {
        await using var monitor = await Stage.LiveAsync();
        monitor.Scene.Happen("live", "blocks", Block(1));
        monitor.Scene.Happen("live", "blocks", Block(2));

        await using var screen = await OpenAsync(
            monitor, transport, "['blocks']", "[{ world: 'live', topic: 'blocks', streamId: 'log', seq: 1 }]");

        await HasAsync(screen, "blocks event 2");
        Assert.Equal("blocks event 2", await screen.Page.EvaluateAsync<string>("window.heard[0]"));
        Assert.Equal("""[{"world":"live","topic":"blocks","streamId":"log","seq":2}]""",
            await screen.Page.EvaluateAsync<string>("JSON.stringify(window.stream.positions())"));
    }

    [Fact]
    public async Task Asks_again_after_a_gap_and_stays_on_the_line()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await OpenAsync(monitor, "socket", "['blocks']", "[]");
        await HasAsync(screen, "blocks snapshot 0");
        var next = monitor.Scene.NextWatchAsync();

        monitor.Scene.Happen("live", "blocks", Block(1), lost: true);
        monitor.Scene.Happen("live", "blocks", Block(2));

        Assert.Equal(0, Assert.Single((await next).Resume).Seq);
        await HasAsync(screen, "blocks event 2");
        Assert.Equal("blocks snapshot 0,blocks event 1,blocks event 2", await screen.Page.EvaluateAsync<string>("window.heard.join(',')"));
        Assert.Equal("connecting,live", await screen.Page.EvaluateAsync<string>("window.phases.join(',')"));
    }

    [Fact]
    public async Task Takes_the_line_for_dead_when_not_even_a_heartbeat_comes()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await OpenAsync(monitor, "socket", "['sector']", "[]", fakeClock: true);
        await HasAsync(screen, "sector snapshot 1");
        var next = monitor.Scene.NextWatchAsync();

        monitor.Scene.Heartbeats = false;
        await screen.Page.Clock.FastForwardAsync(20_000);
        await screen.Page.WaitForFunctionAsync("window.phases.includes('reconnecting')");
        await screen.Page.Clock.RunForAsync(1_000);

        Assert.Equal(1, Assert.Single((await next).Resume).Seq);
    }

    [Fact]
    public async Task Example_page_shows_the_sector()
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "examples/sector.html");
        await Assertions.Expect(screen.Page.Locator("#stress")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^83"));
        await Assertions.Expect(screen.Page.Locator("#line")).ToHaveTextAsync("live");
    }

    /// <summary>A picture opened as a page looks for the icon of its site, and Chromium prints a line for each connection that is cut.</summary>
    private static bool IsNoFaultOfTheModule(string fault) =>
        fault.Contains("favicon.ico", StringComparison.Ordinal) || fault.Contains("net::ERR_", StringComparison.Ordinal);

    private static EventPayload Block(long height) => new() { Type = "block", AtMs = Snapshots.Hour, Text = $"Block {height}." };

    private static async Task HasAsync(Screen screen, string line) => await screen.Page.WaitForFunctionAsync("(line) => window.heard.includes(line)", line);

    /// <summary>A page without the dashboard, on which the module watches and notes what it hears.</summary>
    private async Task<Screen> OpenAsync(FakeMonitor monitor, string transport, string topics, string positions, bool fakeClock = false)
    {
        var screen = await browser.OpenAsync(monitor.Url + "favicon.svg", fakeClock: fakeClock);
        screen.Expected = IsNoFaultOfTheModule;
        await screen.Page.EvaluateAsync($$"""
            async () => {
              const { MonitorStream } = await import('{{monitor.Url}}js/stream/minerMonitor.js');
              Object.assign(window, { heard: [], phases: [], gaps: 0 });
              window.stream = new MonitorStream({
                url: '{{monitor.Url}}', transport: '{{transport}}', topics: {{topics}}.map((topic) => ({ topic, mode: 'every' })), positions: {{positions}},
                onFrame: ({ topic, kind, seq, reason }) => kind !== 'heartbeat' && window.heard.push(`${topic} ${kind} ${kind === 'error' ? reason : seq}`),
                onGap: () => window.gaps++,
                onState: (phase) => window.phases.push(phase),
              });
              window.stream.start();
            }
            """);
        return screen;
    }

    private async Task HoldsAsync(string body)
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "favicon.svg");
        screen.Expected = IsNoFaultOfTheModule;
        var fault = await screen.Page.EvaluateAsync<string?>($$"""
            async () => {
              const { Cursor } = await import('{{monitor.Url}}js/stream/minerMonitor.js');
              const same = (got, want) => { if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`); };
              {{Frame}}
              try { {{body}} return null; } catch (error) { return error.stack; }
            }
            """);
        Assert.Null(fault);
    }
}
