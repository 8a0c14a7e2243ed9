// @ts-check
/** Liquidations by side and venue. */
import { cells, freshTag, h, panel, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { judge } from '../../freshness.js';
import { duration, known, number, percent, usdShort, utcShort } from '../../format.js';

export function liquidationsPanel() {
  const tag = freshTag('liquidations-age');
  const total = h('span', { class: 'big val', testid: 'liquidations-total' });
  const long = h('span', { testid: 'liquidations-long' });
  const short = h('span', { testid: 'liquidations-short' });
  const longBar = h('span', { class: 'side side-long' });
  const shortBar = h('span', { class: 'side side-short' });
  const split = h(
    'div',
    { class: 'stack' },
    h('div', { class: 'split', 'aria-hidden': 'true' }, longBar, shortBar),
    h('div', { class: 'split-words' }, long, short),
  );
  const since = h('p', { class: 'small', testid: 'liquidations-since' });
  const more = h('p', { class: 'small', testid: 'liquidations-more' });
  const label = h('p', { class: 'small', testid: 'liquidations-label' });
  const venues = table('liquidations-venues', 'Liquidations by venue, last 24 hours', ['Venue', 'Longs', 'Shorts', 'Both', 'Heard']);
  const under = h('ul', { class: 'under-counts', testid: 'under-counts' });
  const absent = h('p', { class: 'absent', testid: 'liquidations-missing', hidden: true });
  const root = panel(
    { id: 'liquidations-panel', title: 'Liquidated, 24 h', class: 'area-liquidations', aside: tag.root },
    h('div', { class: 'big-line' }, total, h('span', { class: 'unit', text: 'at least' })),
    split,
    more,
    absent,
    label,
    since,
    venues.root,
    under,
  );

  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const market = markets.liquidations;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const section = market?.liquidations;
      const value = section?.totalUsd ?? market?.reading?.value;
      setText(total, usdShort(value));
      setAttribute(total, 'data-state', fresh.state === 'live' ? null : fresh.state);
      const both = known(section?.longUsd) && known(section?.shortUsd) && section.longUsd + section.shortUsd > 0;
      show(split, both);
      if (both) {
        const share = section.longUsd / (section.longUsd + section.shortUsd);
        longBar.style.flexGrow = String(share);
        shortBar.style.flexGrow = String(1 - share);
        setText(long, `longs ${usdShort(section.longUsd)}`);
        setText(short, `shorts ${usdShort(section.shortUsd)}`);
      }
      show(absent, fresh.state !== 'live' || (!both && known(value)));
      setText(absent, fresh.state !== 'live' ? fresh.reason : 'The source gives no split into longs and shorts.');
      setText(more, details(section, now));
      setText(label, section?.label ? `${section.label.charAt(0).toUpperCase()}${section.label.slice(1)}: no figure of the whole market.` : '');
      setText(since, section?.sinceMs ? `Events known since ${utcShort(section.sinceMs)} UTC.` : '');
      const list = section?.venues ?? [];
      show(venues.root, list.length > 0);
      reconcile(
        venues.body,
        list,
        (one) => one.venue,
        () => h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td'), h('td'), h('td')),
        (row, one) => {
          const age = known(one.heardAtMs) && now ? `${duration(now - one.heardAtMs)} ago` : 'never';
          cells(row, [
            one.venue,
            usdShort(one.longUsd),
            usdShort(one.shortUsd),
            usdShort(one.totalUsd),
            known(one.coverage) ? `${percent(one.coverage, 0)}, ${age}` : age,
          ]);
        },
      );
      const notes = list.filter((/** @type {any} */ one) => one.underCounts);
      reconcile(
        under,
        notes,
        (one) => one.venue,
        () => h('li'),
        (item, one) => setText(item, `${one.venue}: ${one.underCounts}`),
      );
    },
    dispose() {},
  };
}

/**
 * The last hour, bitcoin alone and the largest event, as far as they are known.
 * @param {any} section
 * @param {number} now
 */
function details(section, now) {
  const parts = [];
  if (known(section?.hourLongUsd)) {
    parts.push(`Last hour: longs ${usdShort(section.hourLongUsd)}, shorts ${usdShort(section.hourShortUsd)}.`);
  }
  if (known(section?.bitcoinLongUsd)) {
    parts.push(`Bitcoin alone: longs ${usdShort(section.bitcoinLongUsd)}, shorts ${usdShort(section.bitcoinShortUsd)}.`);
  }
  const largest = section?.largest;
  if (largest) {
    const what = [largest.coin, largest.side].filter(Boolean).join(' ');
    parts.push(`Largest: ${usdShort(largest.notionalUsd)}, ${what} at ${largest.venue}${now ? `, ${duration(now - largest.atMs)} ago` : ''}.`);
  }
  return parts.join(' ');
}
