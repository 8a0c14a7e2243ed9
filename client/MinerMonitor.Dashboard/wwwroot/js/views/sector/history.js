// @ts-check
/** History of the index over the chosen time: regimes as bands, what happened as marks. */
import { Chart, valueAxis } from '../../charts.js';
import { h, panel, setText, show } from '../../dom.js';
import { downloadMenu, pointsOf } from '../../download.js';
import { known, number, utcDay } from '../../format.js';
import { annotationSeries, axis, bounds, described, legend, lineWithNow, tooltip, windowKey } from '../../timeline.js';
import { rangePicker } from '../rangePicker.js';

export { rangePicker };
export const STRESS_SERIES = ['stress'];
const THRESHOLDS = [20, 35, 60];

/** @param {any} context */
export function historyPanel(context) {
  const ranges = rangePicker(context.router);
  const chart = new Chart('stress-chart', 'Stress index over time', 'chart-small');
  const note = h('p', { class: 'small chart-note', testid: 'history-note' });
  /** @type {any} */
  let last = null;
  const menu = downloadMenu('stress-download', 'stress index over time', () => ({
    name: 'stress',
    title: 'Miner stress index',
    world: last.world,
    ...bounds(last),
    columns: [{ name: 'stress', unit: 'points', points: pointsOf(last.series.get('stress')) }],
    annotations: last.annotations,
  }));
  const root = panel(
    { id: 'history-panel', title: 'Stress over time', class: 'area-history', aside: h('div', { class: 'aside' }, ranges.root, menu) },
    chart.root,
    note,
  );
  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      ranges.update(view);
      const { sector, window } = view;
      const regimes = view.annotations.filter((/** @type {any} */ one) => one.kind === 'regime');
      const marks = legend(view, chart.root.clientWidth || 600);
      const parts = [
        window.clipped ? `history begins ${utcDay(window.first)}` : '',
        regimes.length === 0 ? 'no regime of this time is known' : regimes[0].atMs > bounds(view).from ? `regimes known since ${utcDay(regimes[0].atMs)}` : '',
        marks,
      ];
      setText(note, parts.filter(Boolean).join(' · '));
      show(note, parts.some(Boolean));
      chart.zoomable(bounds(view));
      chart.describe(described(view, 'Stress index with its regimes'));
      const key = JSON.stringify([windowKey(view), known(sector?.stress) ? sector.stress.toFixed(1) : null]);
      chart.set(key, (palette, width) => {
        const line = lineWithNow(view, 'stress', sector?.stress);
        return {
          grid: { left: 4, right: 22, top: 20, bottom: 2, containLabel: true },
          xAxis: axis(view, palette),
          yAxis: valueAxis(palette, (value) => number(value), { min: 0, max: 100, scale: false, splitLine: { show: false }, interval: 20 }),
          tooltip: {
            trigger: 'axis',
            renderMode: 'richText',
            confine: true,
            backgroundColor: palette.panel,
            borderColor: palette.line,
            textStyle: { color: palette.text, fontSize: 13 },
            formatter: tooltip(view, (value) => `stress ${number(value, 1)}`),
          },
          series: [
            annotationSeries(view, palette, width, { strong: true }),
            {
              name: 'stress',
              type: 'line',
              data: line,
              color: palette.text,
              lineStyle: { width: 2 },
              symbol: 'circle',
              symbolSize: 7,
              showSymbol: line.length < 3,
              markLine: {
                silent: true,
                symbol: 'none',
                label: { show: false },
                lineStyle: { color: palette.muted, type: [2, 4], width: 1, opacity: 0.6 },
                data: THRESHOLDS.map((value) => ({ yAxis: value })),
              },
            },
          ],
        };
      });
    },
    dispose() {
      chart.dispose();
    },
  };
}
