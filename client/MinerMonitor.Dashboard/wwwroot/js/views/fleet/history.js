// @ts-check
/** The fleet over time: hashrate and power, hashing machines and coverage, margin and share under water. A gap is a gap. */
import { Chart, linePoints, valueAxis } from '../../charts.js';
import { h, panel, setText, show } from '../../dom.js';
import { downloadMenu, pointsOf } from '../../download.js';
import { hashrate, join, number, percent, power, utcMinute } from '../../format.js';
import { annotationSeries, axis, bounds, described, windowKey } from '../../timeline.js';
import { money } from '../../units.js';
import { rangePicker } from '../rangePicker.js';

/** @typedef {{series: string, title: string, format: (value: number) => string, colour: string, dashed?: boolean, area?: boolean, fraction?: boolean, whole?: boolean}} Line */

/** @type {{id: string, label: string, lines: [Line, Line]}[]} */
const CHARTS = [
  {
    id: 'fleet-chart',
    label: 'Hashrate and power of the fleet over time',
    lines: [
      { series: 'hashrate', title: 'Hashrate', format: (value) => join(hashrate(value)), colour: 'network', area: true },
      { series: 'power', title: 'Power', format: (value) => join(power(value)), colour: 'price', dashed: true },
    ],
  },
  {
    id: 'fleet-chart-miners',
    label: 'Hashing miners and coverage over time',
    lines: [
      { series: 'hashing', title: 'Hashing miners', format: (value) => number(value), colour: 'calm', area: true, whole: true },
      { series: 'coverage', title: 'Coverage', format: (value) => percent(value, 0), colour: 'electricity', dashed: true, fraction: true },
    ],
  },
  {
    id: 'fleet-chart-margin',
    label: 'Margin a day and share under water over time',
    lines: [
      { series: 'margin', title: 'Margin a day', format: (value) => money(value, true), colour: 'network', area: true },
      { series: 'under-water', title: 'Under water', format: (value) => percent(value, 0), colour: 'cost', dashed: true, fraction: true },
    ],
  },
];

/** @param {any} router @param {string} fleet */
export function historyPanel(router, fleet) {
  const ranges = rangePicker(router);
  const nameOf = (/** @type {Line} */ line) => `fleet/${fleet}/${line.series}`;
  const charts = CHARTS.map((one) => ({ ...one, chart: new Chart(one.id, one.label, 'chart-fleet') }));
  const absent = h('p', { class: 'absent', testid: 'history-missing', hidden: true });
  /** @type {any} */
  let last = null;
  const menu = downloadMenu('fleet-download', `fleet ${fleet} over time`, () => ({
    name: `fleet-${fleet}`,
    title: `Fleet ${fleet}`,
    world: last.world,
    ...bounds(last),
    columns: CHARTS.flatMap((one) => one.lines).map((line) => {
      const read = last.series.get(nameOf(line));
      return { name: line.series, unit: read?.unit ?? '', points: pointsOf(read, 'mean') };
    }),
    annotations: last.annotations,
  }));
  const root = panel({ id: 'fleet-history', title: 'Over time', aside: h('div', { class: 'aside' }, ranges.root, menu) }, absent, h('div', { class: 'fleet-charts' }, ...charts.map((one) => one.chart.root)));

  return {
    root,
    series: CHARTS.flatMap((one) => one.lines.map(nameOf)),
    /** @param {any} view */
    update(view) {
      last = view;
      ranges.update(view);
      let drawn = 0;
      for (const { chart, label, lines } of charts) {
        const points = lines.map((line) => linePoints(view.series.get(nameOf(line)), 'mean'));
        const there = points.some((one) => one.length > 0);
        show(chart.root, there);
        if (!there) continue;
        drawn += 1;
        chart.zoomable(bounds(view));
        chart.describe(described(view, label));
        chart.set(windowKey(view), (palette, width) => option(lines, points, view, /** @type {any} */ (palette), width));
      }
      show(menu, drawn > 0);
      show(absent, drawn === 0);
      const fault = faults(view).find(Boolean);
      setText(absent, fault ?? 'Nothing was recorded in this range yet; numbers are recorded while machines report.');
    },
    dispose() {
      for (const { chart } of charts) chart.dispose();
    },
  };

  /** What went wrong with each series. @param {any} view */
  function faults(view) {
    return CHARTS.flatMap((one) => one.lines.map((line) => view.series.get(nameOf(line))?.fault));
  }
}

/** @param {[Line, Line]} lines @param {(number|null)[][][]} points @param {any} view @param {any} palette @param {number} width */
function option(lines, points, view, palette, width) {
  return {
    legend: { data: lines.map((line) => line.title), top: 0, left: 0, textStyle: { color: palette.muted }, icon: 'roundRect', itemHeight: 3 },
    grid: { left: 4, right: 4, top: 28, bottom: 2, containLabel: true },
    xAxis: axis(view, palette),
    yAxis: lines.map((line, index) =>
      valueAxis(palette, line.format, { scale: false, ...(line.fraction ? { min: 0, max: 1, interval: 0.25 } : {}), ...(line.whole ? { minInterval: 1 } : {}), ...(index ? { splitLine: { show: false } } : {}) }),
    ),
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text },
      formatter: (/** @type {any[]} */ items) =>
        [utcMinute(items[0]?.value?.[0]), ...items.map((item) => `${item.seriesName}  ${item.value[1] === null ? '—' : lines[item.seriesIndex].format(item.value[1])}`)].join('\n'),
    },
    series: [
      ...lines.map((line, index) => ({
        name: line.title,
        type: 'line',
        yAxisIndex: index,
        data: points[index],
        color: palette[line.colour],
        lineStyle: { width: line.dashed ? 1.5 : 2, type: line.dashed ? [5, 3] : 'solid' },
        showSymbol: points[index].length < 3,
        areaStyle: line.area ? { opacity: 0.12 } : undefined,
      })),
      annotationSeries(view, palette, width),
    ],
  };
}
