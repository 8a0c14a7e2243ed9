// @ts-check
/** Every source of this world: is it live, how old is what it said, what was refused, and why. */
import { cells, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { STATE_MEANINGS, STATE_WORDS } from '../freshness.js';
import { DASH, duration, known, number, percent, usd, usdShort } from '../format.js';

/** States in the order in which they need somebody. */
const ORDER = ['blocked', 'missing', 'stale', 'reconnecting', 'degraded', 'subscribing', 'connecting', 'live', 'never-configured', 'off'];
/** A clock that runs ahead by less is no news: delays differ by as much. */
const CLOCK_AHEAD_MS = 1000;
const HEADS = ['Feed', 'Brings', 'State', 'Last reading', 'Last heard', 'Lag', 'Messages', 'Not used', 'Duplicates', 'Reconnects', 'From'];

/** @param {any} context */
export function feedsView({ world }) {
  const summary = h('p', { class: 'lead', testid: 'feeds-summary', role: 'status' });
  const feeds = table('feeds-table', 'Sources of this world', HEADS);
  const none = h('p', { class: 'small', testid: 'feeds-none', hidden: true, text: 'No source has been heard of in this world.' });
  const spot = table('venues-spot', 'Venues of the price', ['Venue', 'Price', 'Age', 'In the composite']);
  const liquidations = table('venues-liquidations', 'Venues of liquidations', ['Venue', 'Longs', 'Shorts', 'Heard of the last 24 h', 'Counts too little']);
  const thanks = h('ul', { class: 'small attributions', testid: 'attributions' });
  const root = h(
    'div',
    { class: 'view feeds-view' },
    h('h1', { class: 'sr-only', text: 'Feeds' }),
    panel({ id: 'feeds-panel', title: 'Feeds' }, summary, feeds.root, none),
    h(
      'div',
      { class: 'feeds-venues' },
      panel({ id: 'spot-panel', title: 'Price by venue' }, spot.root),
      panel({ id: 'liquidations-panel', title: 'Observed liquidations by venue' }, liquidations.root),
    ),
    thanks,
  );

  return {
    root,
    series: [],
    /** @param {any} view */
    update({ feeds: health, markets, now }) {
      const items = [...(health?.items ?? [])].sort((a, b) => rank(a) - rank(b) || a.feed.localeCompare(b.feed));
      const wanted = items.filter((one) => one.state !== 'off');
      const live = wanted.filter((one) => one.state === 'live').length;
      const off = items.length - wanted.length;
      setText(summary, items.length ? `${live} of ${wanted.length} sources are live${off ? `; off: ${off}` : ''}.` : '');
      show(none, health !== null && items.length === 0);
      reconcile(feeds.body, items, (one) => `${one.target}/${one.feed}`, () => row(HEADS.length), (element, one) => feedRow(element, one, now));
      venues(markets, now);
      const said = [...new Set(items.map((one) => one.attribution).filter(Boolean))];
      reconcile(thanks, said, (text) => text, () => h('li'), (element, text) => setText(element, text));
    },
    dispose() {},
  };

  /** @param {Record<string, any>} markets @param {number|null} now */
  function venues(markets, now) {
    const prices = markets.spot?.spot?.venues ?? [];
    reconcile(spot.body, prices, (one) => one.venue, () => row(4), (element, one) => {
      setAttribute(element, 'data-state', one.outReason ? 'missing' : 'live');
      cells(element, [`${one.venue} · ${one.quoteCurrency}`, usd(one.priceUsd, 1), age(one.atMs, now), one.outReason ?? 'yes']);
    });
    const sums = markets.liquidations?.liquidations?.venues ?? [];
    reconcile(liquidations.body, sums, (one) => one.venue, () => row(5), (element, one) =>
      cells(element, [one.venue, usdShort(one.longUsd), usdShort(one.shortUsd), percent(one.coverage, 0), one.underCounts ?? DASH]),
    );
  }
}

/** @param {any} one */
const rank = (one) => (ORDER.indexOf(one.state) + ORDER.length) % ORDER.length;

/** @param {number} width */
const row = (width) => h('tr', {}, ...Array.from({ length: width }, (_, index) => h(index === 0 ? 'th' : 'td', index === 0 ? { scope: 'row' } : {})));

/** @param {any} element @param {any} one @param {number|null} now */
function feedRow(element, one, now) {
  setAttribute(element, 'data-state', one.state);
  setAttribute(element, 'data-testid', `feed-${one.feed}`);
  setAttribute(element.cells[0], 'title', one.feed);
  const since = known(one.sinceMs) && known(now) && one.state !== 'live' ? `for ${duration(Math.max(0, now - one.sinceMs))}` : '';
  cells(element, [
    one.title ?? one.feed,
    one.target,
    [STATE_WORDS[one.state] ?? one.state, since, one.reason ?? one.progress].filter(Boolean).join(' · '),
    age(one.readingAtMs, now),
    age(one.heardAtMs, now),
    known(one.lagMs) ? `${number(one.lagMs)} / ${number(one.lagP99Ms)} ms${one.clockAheadMs >= CLOCK_AHEAD_MS ? `, its clock ${duration(one.clockAheadMs)} ahead` : ''}` : DASH,
    number(one.messages || one.accepted),
    counts(one.refused, one.refusalsByReason),
    number(one.duplicates ?? 0),
    counts(one.reconnects, one.reconnectsByReason),
    one.endpoint ?? DASH,
  ]);
  setAttribute(element.cells[2], 'title', STATE_MEANINGS[one.state] ?? null);
  setAttribute(element.cells[5], 'title', 'Source’s time to receipt, median and 99th percentile of the last readings');
  setAttribute(element.cells[8], 'title', 'Events that came again and were counted once');
  setAttribute(element.cells[10], 'title', one.silo ? `Runs on silo ${one.silo}` : null);
}

/** A sum, and its greatest reasons. @param {number} sum @param {Record<string, number>|null|undefined} reasons */
function counts(sum, reasons) {
  const named = Object.entries(reasons ?? {}).sort((a, b) => b[1] - a[1]).slice(0, 3);
  return sum ? `${number(sum)}${named.length ? ` (${named.map(([name, count]) => `${name} ${number(count)}`).join(', ')})` : ''}` : '0';
}

/** @param {number|null|undefined} atMs @param {number|null} now */
const age = (atMs, now) => (known(atMs) && known(now) ? duration(Math.max(0, now - atMs)) : DASH);
