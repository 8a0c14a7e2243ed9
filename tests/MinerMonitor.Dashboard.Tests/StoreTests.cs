namespace MinerMonitor.Dashboard.Tests;

/// <summary>The page's own modules without a screen: state from frames, words from numbers, routes from addresses.</summary>
[Collection(nameof(BrowserTests))]
public sealed class StoreTests(Browser browser)
{
    private const string Frame = "const frame = (seq, more = {}) => ({ v: 1, kind: 'value', world: 'live', topic: 'sector', streamId: 'a', seq, skipped: 0, atMs: 1000, payload: { seq }, ...more });";

    [Fact]
    public Task Keeps_the_newest_value_and_begins_anew_with_a_new_stream() => HoldsAsync("""
        const store = new Store();
        store.apply(frame(5, { kind: 'snapshot' }), 0);
        store.apply(frame(9, { skipped: 3, atMs: 2000 }), 3);
        same(store.payload('live', 'sector'), { seq: 9 });
        const { seq, atMs, heardAt, streamId } = store.topic('live', 'sector');
        same([seq, atMs, heardAt, streamId], [9, 2000, 3, 'a']);
        const event = (seq, streamId = 'log') => frame(seq, { kind: 'event', topic: 'blocks', streamId, payload: { type: 't', atMs: seq, text: 'e' + seq } });
        store.apply(event(1), 1);
        store.apply(event(2), 2);
        store.apply(frame(2, { kind: 'snapshot', topic: 'blocks', streamId: 'log', payload: {} }), 3);
        same(store.topic('live', 'blocks').events.map((one) => one.seq), [1, 2]);
        store.apply(event(1, 'log-2'), 4);
        same(store.topic('live', 'blocks').events.map((one) => one.seq), [1]);
        """);

    [Fact]
    public Task Keeps_the_last_value_of_a_topic_beside_the_error_that_ended_it() => HoldsAsync("""
        const store = new Store();
        store.apply(frame(1, { kind: 'snapshot' }), 0);
        store.apply(frame(0, { kind: 'error', streamId: '', reason: 'forbidden', payload: 'No.' }), 1);
        same(store.topic('live', 'sector').error, { code: 'forbidden', text: 'No.' });
        same(store.payload('live', 'sector'), { seq: 1 });
        store.apply(frame(2), 2);
        same(store.topic('live', 'sector').error, null);
        """);

    [Fact]
    public Task Reads_time_from_the_server_never_from_the_viewer() => HoldsAsync("""
        const store = new Store();
        same(store.serverNow(0), null);
        store.apply(frame(0, { kind: 'heartbeat', payload: { serverAtMs: 50_000, lastSeq: 0 } }), 100);
        same(store.serverNow(1100), 51_000);
        same(store.worldNow('live', 1100), 51_000);
        store.world = { world: 'feb-2026', speed: 600, endMs: 1_000_000 };
        store.apply(frame(1, { kind: 'snapshot', world: 'feb-2026', atMs: 10_000 }), 200);
        same(store.worldNow('feb-2026', 1200), 610_000);
        same(store.worldNow('feb-2026', 9999), 1_000_000);
        store.apply(frame(1, { kind: 'snapshot', world: 'feb-2026', topic: 'feeds', atMs: 3000 }), 300);
        store.world.speed = 0;
        same(store.worldNow('feb-2026', 9999), 10_000);
        """);

    [Fact]
    public Task Keeps_a_bounded_number_of_events_and_only_what_is_watched() => HoldsAsync("""
        const store = new Store();
        for (let seq = 1; seq <= 1000; seq++) store.apply(frame(seq, { kind: 'event', topic: 'blocks', payload: { type: 'block', atMs: seq, text: 'x' } }), seq);
        same(store.topic('live', 'blocks').events.length, 200);
        same(store.topic('live', 'blocks').events.at(-1).seq, 1000);
        store.keepOnly([{ world: 'live', topic: 'sector' }]);
        same(store.topics.size, 0);
        """);

    [Fact]
    public Task Writes_numbers_as_people_read_them() => HoldsAsync("""
        const plain = (text) => text.replaceAll('\u202f', ' ').replaceAll('\u2212', '-');
        same([null, undefined, NaN].map((value) => format.usd(value)), ['—', '—', '—']);
        same(plain(format.usdShort(-272e6, true)), '-$272 M');
        same(plain(format.usdShort(1.2345e9)), '$1.2 B');
        same(plain(format.percent(-0.0004, 1, true)), '0.0 %');
        same(plain(format.duration(59_400)), '59 s');
        same(plain(format.duration(3_720_000)), '1 h 2 min');
        same(plain(format.duration(266_400_000)), '3 d 2 h');
        same(plain(format.join(format.hashrate(2_000_000))), '2.00 EH/s');
        same(plain(format.difficulty(141.668e12)), '141.67 T');
        """);

    [Fact]
    public Task Judges_age_by_the_limit_of_the_value() => HoldsAsync("""
        const reading = { id: 'price', value: 1, unit: 'USD/BTC', atMs: 1000, ageLimitMs: 5000, state: 'live' };
        same(judge(reading, 6000).state, 'live');
        same(judge(reading, 6001).state, 'stale');
        same(judge({ ...reading, state: 'blocked', missingReason: 'why' }, 1000).reason, 'why');
        same(judge(null, 0).state, 'missing');
        """);

    [Fact]
    public Task Keeps_the_screen_in_the_address() => HoldsAsync("""
        const route = parseRoute('?world=feb-2026~k3j9&fleet=sim@feb-2026&miner=r1/7&state=silent');
        same([route.world, route.view, route.fleet, route.miner], ['feb-2026~k3j9', 'miner', 'sim@feb-2026', 'r1/7']);
        same(formatRoute(route), '?world=feb-2026~k3j9&fleet=sim@feb-2026&miner=r1/7&state=silent');
        same(parseRoute('').world, 'live');
        same(formatRoute({ world: 'live', view: 'sector' }), '?');
        """);

    private async Task HoldsAsync(string body)
    {
        await using var monitor = await Stage.LiveAsync();
        await using var screen = await browser.OpenAsync(monitor.Url + "?view=connect");
        var fault = await screen.Page.EvaluateAsync<string?>($$"""
            async () => {
              const { Store } = await import('{{monitor.Url}}js/store.js');
              const format = await import('{{monitor.Url}}js/format.js');
              const { judge } = await import('{{monitor.Url}}js/freshness.js');
              const { parseRoute, formatRoute } = await import('{{monitor.Url}}js/router.js');
              const same = (got, want) => { if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`); };
              {{Frame}}
              try { {{body}} return null; } catch (error) { return error.stack; }
            }
            """);
        Assert.Null(fault);
    }
}
