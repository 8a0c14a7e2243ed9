// @ts-check
/** The last 24 hours of a miner: means of ten minutes, with holes where nothing was read. */
import { Chart, timeAxis, valueAxis } from '../../charts.js';
import { h, panel, setText } from '../../dom.js';
import { hashrate, join, known, number, power, utcMinute } from '../../format.js';

const TEN_MINUTES = 600_000;

/** Means as points; a ten minutes without a reading is a hole, never a zero. @param {any[]} means @param {string} name */
export function meanPoints(means, name) {
  /** @type {(number|null)[][]} */
  const points = [];
  means.forEach((mean, index) => {
    const before = means[index - 1];
    if (before && mean.atMs - before.atMs > TEN_MINUTES) points.push([before.atMs + TEN_MINUTES, null]);
    points.push([mean.atMs, mean[name] ?? null]);
  });
  return points;
}

export function minerDay() {
  const chart = new Chart('miner-chart', 'Hashrate and power of the last 24 hours, means of ten minutes', 'chart-main');
  const note = h('p', { class: 'small', testid: 'miner-chart-note' });
  const root = panel({ id: 'miner-day', title: 'Last 24 hours, means of 10 minutes' }, chart.root, note);

  return {
    root,
    /** @param {any} miner */
    update(miner) {
      const means = miner.history24h ?? [];
      const read = means.filter((/** @type {any} */ one) => known(one.hashrateThs)).length;
      setText(note, means.length ? `${read} of 144 ten-minute means have a hashrate; gaps are times without a reading.` : 'No reading in the last 24 hours.');
      chart.set(JSON.stringify([means.length, means.at(-1), means[0]?.atMs, miner.row.nominalHashrateThs]), (palette) => option(miner, means, palette));
    },
    dispose() {
      chart.dispose();
    },
  };
}

/** @param {any} miner @param {any[]} means @param {any} palette */
function option(miner, means, palette) {
  const nominal = miner.row.nominalHashrateThs;
  /** @type {[string, string, (value: number) => string, string, boolean][]} */
  const lines = [
    ['Hashrate', 'hashrateThs', (value) => join(hashrate(value)), palette.network, false],
    ['Power', 'powerW', (value) => join(power(value)), palette.price, true],
  ];
  return {
    legend: { top: 0, left: 0, textStyle: { color: palette.muted }, icon: 'roundRect', itemHeight: 3 },
    grid: { left: 4, right: 4, top: 34, bottom: 2, containLabel: true },
    xAxis: timeAxis(palette, { min: miner.asOfMs - 86_400_000, max: miner.asOfMs }),
    yAxis: [
      valueAxis(palette, (value) => `${number(value)} TH/s`, { min: 0, scale: false }),
      valueAxis(palette, (value) => join(power(value)), { min: 0, scale: false, splitLine: { show: false } }),
    ],
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text },
      formatter: (/** @type {any[]} */ items) =>
        [utcMinute(items[0]?.value?.[0]), ...items.map((item) => `${item.seriesName}  ${known(item.value[1]) ? lines[item.seriesIndex][2](item.value[1]) : '—'}`)].join('\n'),
    },
    series: lines.map(([name, field, , color, dashed], index) => {
      const data = meanPoints(means, field);
      return {
        name, type: 'line', step: 'end', yAxisIndex: index, data, color, showSymbol: data.length < 3,
        lineStyle: { width: dashed ? 1.5 : 2, type: dashed ? [5, 3] : 'solid' },
        areaStyle: dashed ? undefined : { opacity: 0.12 },
        markLine: index === 0 && known(nominal)
          ? { silent: true, symbol: 'none', lineStyle: { type: 'dashed', color: palette.muted }, label: { formatter: 'nominal', color: palette.muted, position: 'insideEndTop' }, data: [{ yAxis: nominal }] }
          : undefined,
      };
    }),
  };
}
