// @ts-check
/** What each fleet that the viewer may read would earn. */
import { cells, h, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { hashrate, join, known, percent, usd } from '../../format.js';
import { hashprice } from '../../hashprice.js';

const MOST_ROWS = 50;

export function fleetsTable() {
  const rows = table('what-if-fleets', 'Fleets under the assumptions', ['Fleet', 'Hashrate', 'Margin a day', 'now', 'Under water', 'Breaks even at']);
  const absent = h('p', { class: 'absent', testid: 'what-if-no-fleets', hidden: true });
  const note = h('p', { class: 'small', text: 'All hashrate whose break-even is known, as if it were hashing.' });
  const root = h('section', { class: 'panel area-wi-fleets' }, h('header', { class: 'panel-head' }, h('h2', { text: 'Your fleets' })), rows.root, absent, note);
  return {
    root,
    /** @param {any} then @param {any} now @param {any} view @param {any} context */
    update(then, now, view, context) {
      const all = (then?.fleets ?? []).slice(0, MOST_ROWS);
      const before = new Map((now?.fleets ?? []).map((/** @type {any} */ one) => [one.fleet, one]));
      show(rows.root, all.length > 0);
      show(note, all.length > 0);
      show(absent, all.length === 0);
      setText(absent, then ? 'No fleet that you may read has a known break-even: sign in with a key of one.' : 'Asking …');
      reconcile(
        rows.body,
        all,
        (/** @type {any} */ one) => one.fleet,
        () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...Array.from({ length: 5 }, () => h('td'))),
        (row, one) => {
          const link = row.cells[0].firstElementChild;
          setText(link, one.fleet);
          setAttribute(link, 'href', context.router.href({ view: 'fleet', fleet: one.fleet }));
          cells(row, [
            null,
            join(hashrate(one.nominalHashrateThs)),
            usd(one.marginUsdDay, 0, true),
            usd(before.get(one.fleet)?.marginUsdDay, 0, true),
            `${percent(one.shareUnderWater, 1)}${one.coverage < 0.9995 ? ` of ${percent(one.coverage, 0)}` : ''}`,
            known(one.breakEvenPriceUsd) ? `${usd(one.breakEvenPriceUsd)} · ${hashprice(one.breakEvenHashpriceUsdPhDay, view.route.hashprice, then?.priceUsd).text}` : '—',
          ]);
          setAttribute(row.cells[2], 'data-sign', known(one.marginUsdDay) ? (one.marginUsdDay < 0 ? 'loss' : 'gain') : null);
        },
      );
    },
  };
}
