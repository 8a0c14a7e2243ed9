// @ts-check
/** ETF flows summed up within each year, one line a year from January to December: how far, and how this year compares. */
import { Chart, valueAxis } from '../../charts.js';
import { h, setText, show } from '../../dom.js';
import { downloadMenu } from '../../download.js';
import { usdShort } from '../../format.js';

/** Only the newest years have a style of their own. */
const MOST_YEARS = 4;

/**
 * @typedef {{year: number, sum: number, from: string|null, to: string, whole: boolean, points: {date: string, sum: number}[]}} Year `from`: where
 *   the year is not known from its beginning; `whole`: known from beginning to end
 */

/**
 * Sums by calendar year; days that are provisional are not counted.
 * @param {any[]} days in order @param {any[]} told the market's own sums, which know whether they begin with the year @returns {Year[]}
 */
export function yearly(days, told) {
  const first = days[0]?.date;
  const begun = new Set(told.filter((one) => one.fromStart).map((one) => one.year));
  /** @type {Map<number, Year>} */
  const years = new Map();
  for (const { date, netFlowUsdM, provisional } of days) {
    if (provisional) continue;
    const year = Number(date.slice(0, 4));
    let known = years.get(year);
    if (!known) {
      const from = date === first && date.slice(5) > '01-12' && !begun.has(year) ? date : null;
      years.set(year, (known = { year, sum: 0, from, to: date, whole: false, points: [] }));
    }
    known.sum += netFlowUsdM;
    known.to = date;
    known.points.push({ date, sum: known.sum });
  }
  const all = [...years.values()];
  all.forEach((one, index) => (one.whole = one.from === null && index < all.length - 1));
  return all;
}

/** `2026 to 4 Feb`. @param {Year} one */
const covers = (one) => (one.whole ? String(one.year) : `${one.year}${one.from ? ` from ${one.from.slice(5)}` : ''} to ${one.to.slice(5)}`);

/** A date as the same day of one leap year, so that years lie over each other. @param {string} date */
const dayOfYear = (date) => Date.parse(`2000${date.slice(4)}`);

/** @param {string} world */
export function etfYears(world) {
  const chart = new Chart('etf-years-chart', 'ETF net flow summed up by year', 'chart-small');
  /** @type {Year[]} */
  let years = [];
  const menu = downloadMenu('etf-years-download', 'ETF net flow summed up by year', () => ({
    name: 'etf-net-flow-by-year',
    title: 'ETF net flow summed up within each calendar year, without provisional days',
    world,
    from: years.length ? Date.parse(years[0].points[0].date) : null,
    to: years.length ? Date.parse(years[years.length - 1].to) : null,
    columns: years.map((one) => ({
      name: `cumulative ${covers(one)}`,
      unit: 'million USD',
      points: one.points.map(({ date, sum }) => ({ atMs: Date.parse(date), value: sum })),
    })),
    annotations: [],
  }));
  const title = h('h3', { text: 'Summed up within each year' });
  const note = h('p', { class: 'small', testid: 'etf-years-covers' });
  const root = h('div', { class: 'etf-years' }, h('div', { class: 'etf-years-head' }, title, menu), chart.root, note);
  return {
    root,
    /** @param {Year[]} known */
    update(known) {
      years = known.slice(-MOST_YEARS);
      show(root, years.length > 0);
      if (!years.length) return;
      const partial = years.filter((one) => !one.whole).map(covers);
      setText(note, partial.length ? `not whole years: ${partial.join(', ')}` : 'whole years');
      chart.describe(`ETF net flow summed up by year: ${years.map((one) => `${covers(one)} ${usdShort(one.sum * 1e6, true)}`).join(', ')}`);
      chart.set(JSON.stringify(years.map((one) => [one.year, one.points.length, one.sum, one.whole])), (palette) => {
        const styles = [palette.network, palette.cash, palette.cost, palette.muted];
        return {
          grid: { left: 4, right: 98, top: 8, bottom: 2, containLabel: true },
          xAxis: {
            type: 'time',
            min: dayOfYear('2000-01-01'),
            max: dayOfYear('2000-12-31'),
            minInterval: 80 * 86_400_000,
            axisTick: { show: false },
            axisLine: { lineStyle: { color: palette.line } },
            splitLine: { show: false },
            axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true, formatter: { year: '{MMM}', month: '{MMM}', day: '{MMM}' } },
          },
          yAxis: valueAxis(palette, (one) => usdShort(one * 1e6), { scale: false, splitNumber: 3 }),
          tooltip: {
            trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line,
            textStyle: { color: palette.text, fontSize: 13 },
            formatter: (/** @type {any[]} */ items) => items.map((one) => `${one.data[2]}  ${usdShort(one.value[1] * 1e6, true)}`).join('\n'),
          },
          // The newest year last, so that it lies on top.
          series: years.map((one, index) => {
            const age = years.length - 1 - index;
            return {
              name: String(one.year),
              type: 'line',
              data: one.points.map(({ date, sum }) => [dayOfYear(date), sum, date]),
              color: styles[age],
              showSymbol: one.points.length < 3,
              lineStyle: { width: age ? 1.5 : 2.5, type: one.whole || !age ? 'solid' : [5, 3] },
              endLabel: {
                show: true,
                color: styles[age],
                fontSize: 12,
                textBorderColor: palette.panel,
                textBorderWidth: 3,
                fontWeight: age ? 'normal' : 'bold',
                formatter: () => `${one.year} ${usdShort(one.sum * 1e6, true)}`,
              },
              labelLayout: { moveOverlap: 'shiftY' },
            };
          }),
        };
      });
    },
    dispose: () => chart.dispose(),
  };
}
