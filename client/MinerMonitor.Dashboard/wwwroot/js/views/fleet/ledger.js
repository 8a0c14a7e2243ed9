// @ts-check
/** The ledger by day: energy, what it should have earned, what it cost. */
import { problem, segment } from '../../api.js';
import { Chart, valueAxis } from '../../charts.js';
import { cells, h, panel, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { join, known, percent, usd, usdShort } from '../../format.js';
import { btc, download, energy } from '../../units.js';
import { fleetRead } from './read.js';

const HEADS = ['Day, UTC', 'Energy', 'Expected', 'Revenue', 'Cost', 'Margin', 'Coverage'];
/** Days of a ledger, newest first, whichever way the server lists them. @param {any} answer @returns {any[]} */
export const daysOf = (answer) => [...(answer?.items ?? [])].sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));

/** @param {any} context */
export function ledgerPanel(context) {
  const read = fleetRead(context, 'ledger', 30_000);
  const save = h('button', { type: 'button', class: 'plain-button', testid: 'ledger-csv', text: 'CSV', 'aria-label': 'Download the ledger as CSV' });
  const chart = new Chart('ledger-chart', 'Margin, revenue and cost by day', 'chart-ledger');
  const rows = table('ledger-table', 'Ledger by day, newest first', HEADS);
  const absent = h('p', { class: 'absent', testid: 'ledger-missing', hidden: true });
  const root = panel({ id: 'ledger-panel', title: 'Ledger by day', aside: save }, chart.root, rows.root, absent);
  /** @type {any} */
  let route = null;
  save.addEventListener('click', async () => {
    try {
      const url = new URL(`api/v1/fleets/${segment(route.fleet)}/ledger?limit=1000`, document.baseURI);
      const answer = await fetch(url, { headers: { accept: 'text/csv' }, credentials: 'same-origin' });
      const text = await answer.text();
      if (!answer.ok) throw problem(answer.status, text);
      download(`${route.fleet}-ledger.csv`, text);
    } catch (error) {
      context.notify(`The ledger could not be read: ${/** @type {Error} */ (error).message}`);
    }
  });

  return {
    root,
    /** The day that runs, null when it is not known. @param {number|undefined} nowMs world time @returns {any} */
    today: (nowMs) => (known(nowMs) ? (daysOf(read.state.value).find((day) => day.date === new Date(nowMs).toISOString().slice(0, 10)) ?? null) : null),
    /** @param {any} view */
    update(view) {
      route = view.route;
      read.ensure(view);
      const days = daysOf(read.state.value);
      const there = days.length > 0;
      show(chart.root, there);
      show(rows.root, there);
      show(save, there);
      show(absent, !there);
      setText(absent, read.state.fault || (read.state.value ? 'No day has been counted yet.' : 'Reading…'));
      reconcile(
        rows.body,
        days,
        (day) => day.date,
        () => h('tr', {}, h('th', { scope: 'row' }), ...HEADS.slice(1).map(() => h('td'))),
        (row, day) => {
          setAttribute(row, 'data-open', day.closed === false ? 'true' : null);
          setAttribute(row, 'data-testid', `ledger-${day.date}`);
          cells(row, [
            day.closed === false ? `${day.date}, so far` : day.date,
            join(energy(day.energyKwh)),
            btc(day.expectedBtc),
            usd(day.revenueUsd),
            usd(day.costUsd),
            usd(day.marginUsd, 0, true),
            percent(day.coverage, 0),
          ]);
          setAttribute(row.cells[5], 'data-water', day.marginUsd < 0 ? 'true' : null);
        },
      );
      if (there) chart.set(JSON.stringify([read.state.version]), (palette, width) => dayBars(days.slice(0, width < 500 ? 21 : 45).reverse(), palette));
    },
    dispose() {
      read.dispose();
      chart.dispose();
    },
  };
}

/** Bars of days. @param {any[]} days oldest first @param {any} palette @param {number} [digits] of dollars */
export function dayBars(days, palette, digits = 0) {
  const line = (/** @type {string} */ name, /** @type {string} */ field, /** @type {string} */ color, /** @type {any} */ type) => ({
    name, type: 'line', step: 'middle', data: days.map((day) => day[field] ?? null), color, showSymbol: days.length < 2, lineStyle: { width: 1.5, type },
  });
  return {
    legend: { top: 0, left: 0, textStyle: { color: palette.muted }, icon: 'roundRect', itemHeight: 3 },
    grid: { left: 4, right: 4, top: 28, bottom: 2, containLabel: true },
    xAxis: {
      type: 'category', data: days.map((day) => day.date), axisTick: { show: false }, axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, hideOverlap: true, formatter: (/** @type {string} */ date) => date.slice(5) },
    },
    yAxis: valueAxis(palette, (value) => (digits ? usd(value, digits) : usdShort(value)), { scale: false }),
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text },
      formatter: (/** @type {any[]} */ items) =>
        [items[0]?.axisValue, ...items.map((item) => `${item.seriesName}  ${usd(item.value, digits, item.seriesIndex === 0)}`)].join('\n'),
    },
    series: [
      {
        name: 'Margin', type: 'bar', barMaxWidth: 26, color: palette.network,
        data: days.map((day) => ({
          value: day.marginUsd ?? null,
          itemStyle: { color: known(day.marginUsd) && day.marginUsd < 0 ? palette.cost : palette.network, opacity: day.closed === false ? 0.5 : 1 },
        })),
      },
      line('Revenue', 'revenueUsd', palette.good, 'solid'),
      line('Cost', 'costUsd', palette.cash, [4, 3]),
    ],
  };
}
