// @ts-check
/** ETF flows by trading day with their reversals, and summed over years. */
import { ApiError, request } from '../../api.js';
import { Chart, valueAxis } from '../../charts.js';
import { figure, freshTag, h, panel, setAttribute, setText, show } from '../../dom.js';
import { downloadMenu } from '../../download.js';
import { judge } from '../../freshness.js';
import { known, usdShort } from '../../format.js';
import { bounds } from '../../timeline.js';
import { etfYears, yearly } from './etfYears.js';

const AGAIN_AFTER_MS = 600_000;
const DAY = 86_400_000;
/** Without enough room fewer of the newest days are drawn. */
const FEWEST = 14;

/** @param {any} context @param {string} world */
export function etfPanel(context, world) {
  const stop = new AbortController();
  /** Every trading day that the server knows. @type {any[]} */
  let all = [];
  let readAt = -Infinity;
  /** @type {any} */
  let last_ = null;

  const tag = freshTag('etf-age');
  const newest = h('span', { class: 'big val', testid: 'etf-newest' });
  const day = h('span', { class: 'unit', testid: 'etf-day' });
  const reversal = h('span', { class: 'flag flag-warn', testid: 'etf-reversal', text: '⇅ reversal', hidden: true });
  const sum5 = figure('etf-sum5', 'Five reports');
  const year = figure('etf-year', 'This year');
  const years = h('p', { class: 'small', testid: 'etf-years' });
  const chart = new Chart('etf-chart', 'ETF net flow by trading day', 'chart-small');
  const byYear = etfYears(world);
  const key = h('p', { class: 'small', testid: 'etf-key' });
  const absent = h('p', { class: 'absent', testid: 'etf-missing', hidden: true });
  const menu = downloadMenu('etf-download', 'ETF net flow', () => ({
    name: 'etf-net-flow',
    title: 'ETF net flow by trading day',
    world,
    ...bounds(last_),
    columns: [{ name: 'net-flow', unit: 'million USD', points: shownDays().map((one) => ({ atMs: Date.parse(one.date), value: one.netFlowUsdM })) }],
    annotations: last_.annotations,
  }));
  /** @type {any[]} */
  let days = [];
  const shownDays = () => days;
  const root = panel(
    { id: 'etf-panel', title: 'ETF net flow', class: 'area-etf', aside: h('span', { class: 'aside' }, reversal, tag.root, menu) },
    h('div', { class: 'big-line' }, newest, day),
    absent,
    h('dl', { class: 'figures figures-line' }, sum5.root, year.root),
    years,
    h('div', { class: 'etf-charts' }, h('div', { class: 'etf-days' }, chart.root, key), byYear.root),
  );

  async function read() {
    try {
      all = (await request('api/v1/markets/etf/days', { query: { world }, signal: stop.signal })).items ?? [];
      context.store.changed();
    } catch (error) {
      if (!(error instanceof ApiError) && !stop.signal.aborted) throw error;
    }
  }

  return {
    root,
    /** @param {any} view */
    update(view) {
      last_ = view;
      const { markets, now, at } = view;
      if (at - readAt > AGAIN_AFTER_MS) {
        readAt = at;
        void read();
      }
      const market = markets.etf;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const section = market?.etf;
      const known_ = joined(all, section?.days ?? []);
      const { from, to } = bounds(view);
      const inside = known_.filter((one) => Date.parse(one.date) + DAY > from && Date.parse(one.date) <= to);
      days = inside.length >= FEWEST ? inside : known_.slice(-FEWEST);
      const last = (section?.days ?? []).at(-1) ?? known_.at(-1);
      const value = last?.netFlowUsdM ?? market?.reading?.value;
      setText(newest, known(value) ? usdShort(value * 1e6, true) : '—');
      setAttribute(newest, 'data-state', fresh.state === 'live' ? null : fresh.state);
      setText(
        day,
        last
          ? `${last.date}${last.provisional ? ', provisional' : ''}${last.origin && last.origin !== 'measured' ? `, ${last.origin}` : ''}`
          : '',
      );
      show(reversal, Boolean(section?.reversal));
      show(absent, fresh.state !== 'live');
      setText(absent, fresh.reason);
      show(chart.root, days.length > 0);
      sum5.set(known(section?.sum5UsdM) ? usdShort(section.sum5UsdM * 1e6, true) : '—', {
        state: known(section?.sum5UsdM) ? fresh.state : 'missing',
        note: known(section?.sum5UsdM) ? '' : 'fewer than five reports',
      });
      const sums = yearly(known_, section?.years ?? []);
      byYear.update(sums);
      const newest_ = sums.at(-1);
      year.caption.textContent = newest_ ? `In ${newest_.year}` : 'This year';
      year.set(newest_ ? usdShort(newest_.sum * 1e6, true) : '—', {
        state: newest_ ? 'live' : 'missing',
        note: newest_ ? (newest_.from ? `since ${newest_.from}` : `to ${newest_.to}`) : 'no report of any year',
      });
      setText(
        years,
        sums
          .slice(0, -1)
          .map((one) => `${one.year} ${usdShort(one.sum * 1e6, true)}${one.from ? ` since ${one.from}` : ''}`)
          .join(' · '),
      );
      const marks = [
        days.some((/** @type {any} */ one) => one.reversal) ? '⇅ sign changed against the day before' : '',
        days.some((/** @type {any} */ one) => one.provisional) ? 'outlined: provisional' : '',
      ];
      setText(key, marks.filter(Boolean).join(' · '));
      chart.describe(`ETF net flow of ${days.length} trading days${last ? ` to ${last.date}` : ''}`);
      chart.set(JSON.stringify(days), (palette) => ({
        grid: { left: 4, right: 6, top: 18, bottom: 2, containLabel: true },
        xAxis: {
          type: 'category',
          data: days.map((/** @type {any} */ one) => (days.length > 60 ? one.date.slice(0, 7) : one.date.slice(5))),
          axisTick: { show: false },
          axisLine: { lineStyle: { color: palette.line } },
          axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true },
        },
        yAxis: valueAxis(palette, (one) => usdShort(one * 1e6), { scale: false, splitNumber: 3 }),
        series: [
          {
            type: 'bar',
            barMaxWidth: 26,
            data: days.map((/** @type {any} */ one) => ({
              value: one.netFlowUsdM,
              itemStyle: {
                color: one.netFlowUsdM < 0 ? palette.bad : palette.good,
                opacity: one.provisional ? 0.35 : 1,
                borderColor: one.netFlowUsdM < 0 ? palette.bad : palette.good,
                borderWidth: one.provisional ? 2 : 0,
                borderType: 'dashed',
              },
              label: {
                show: one.reversal && days.length <= 40,
                position: one.netFlowUsdM < 0 ? 'bottom' : 'top',
                formatter: '⇅',
                color: palette.text,
                fontSize: 14,
              },
            })),
          },
        ],
      }));
    },
    dispose() {
      stop.abort();
      chart.dispose();
      byYear.dispose();
    },
  };
}

/** History and newest reports; a report that the stream brought stands. @param {any[]} all @param {any[]} newest @returns {any[]} */
function joined(all, newest) {
  const days = new Map(all.map((one) => [one.date, one]));
  for (const one of newest) days.set(one.date, one);
  return [...days.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}
