// @ts-check
/** The days of one miner from the ledger: what it used, should have earned and cost. */
import { request, segment } from '../../api.js';
import { Chart } from '../../charts.js';
import { cells, h, panel, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { hashrate, join, percent, usd } from '../../format.js';
import { btc, energy } from '../../units.js';
import { dayBars } from './ledger.js';

const HEADS = ['Day, UTC', 'Mean hashrate', 'Energy', 'Expected', 'Revenue', 'Cost', 'Margin', 'Coverage'];
const AGAIN_MS = 60_000;

/** @param {any} context */
export function minerDays(context) {
  const chart = new Chart('miner-days-chart', 'Margin, revenue and cost of the miner by day', 'chart-ledger');
  const rows = table('miner-days', 'Days of the miner, newest first', HEADS);
  const absent = h('p', { class: 'absent', testid: 'miner-days-missing' });
  const root = panel({ id: 'miner-days-panel', title: 'Days' }, chart.root, rows.root, absent);
  const mine = new AbortController();
  /** @type {any[]} newest first */
  let days = [];
  let [fault, readAt, version] = ['', -Infinity, 0];
  let read = false;

  /** @param {any} route */
  async function ask(route) {
    readAt = performance.now();
    try {
      const answer = await request(`api/v1/fleets/${segment(route.fleet)}/miners/${segment(route.miner)}/series`, { query: { world: route.world, step: '1d' }, signal: mine.signal });
      days = (answer.points ?? []).map((/** @type {any} */ one) => ({ ...one, date: new Date(one.atMs).toISOString().slice(0, 10) })).reverse();
      fault = '';
      read = true;
    } catch (error) {
      if (mine.signal.aborted) return;
      fault = /** @type {Error} */ (error).message;
    }
    version += 1;
    context.store.changed();
  }

  return {
    root,
    /** @param {any} view */
    update({ route, at }) {
      if (at - readAt > AGAIN_MS) void ask(route);
      const there = days.length > 0;
      show(chart.root, there);
      show(rows.root, there);
      show(absent, !there);
      setText(absent, fault || (read ? 'No day has been counted yet.' : 'Reading…'));
      reconcile(
        rows.body,
        days,
        (day) => day.date,
        () => h('tr', {}, h('th', { scope: 'row' }), ...HEADS.slice(1).map(() => h('td'))),
        (row, day) => {
          setAttribute(row, 'data-open', day.closed === false ? 'true' : null);
          cells(row, [
            day.closed === false ? `${day.date}, so far` : day.date,
            join(hashrate(day.hashrateThs)),
            join(energy(day.energyKwh)),
            btc(day.expectedBtc),
            usd(day.revenueUsd, 2),
            usd(day.costUsd, 2),
            usd(day.marginUsd, 2, true),
            percent(day.coverage, 0),
          ]);
          setAttribute(row.cells[6], 'data-water', day.marginUsd < 0 ? 'true' : null);
        },
      );
      if (there) chart.set(String(version), (palette) => dayBars([...days].reverse(), palette, 2));
    },
    dispose() {
      mine.abort();
      chart.dispose();
    },
  };
}
