// @ts-check
/** History of the index over the chosen range, its bands shaded. */
import { Chart, linePoints, timeAxis, valueAxis } from '../../charts.js';
import { h, panel, reconcile, setAttribute } from '../../dom.js';
import { known, number, utcMinute } from '../../format.js';
import { RANGES } from '../../router.js';

export const STRESS_SERIES = ['stress'];

/** @param {any} router */
export function rangePicker(router) {
  const root = h('nav', { class: 'ranges', 'aria-label': 'Time range of charts' });
  return {
    root,
    /** @param {any} view */
    update({ route }) {
      reconcile(
        root,
        Object.keys(RANGES),
        (one) => one,
        (one) => h('a', { text: one, testid: `range-${one}` }),
        (link, one) => {
          setAttribute(link, 'href', router.href({ range: one }));
          setAttribute(link, 'aria-current', route.range === one ? 'true' : null);
        },
      );
    },
  };
}

/** @param {any} router */
export function historyPanel(router) {
  const ranges = rangePicker(router);
  const chart = new Chart('stress-chart', 'Stress index over time', 'chart-small');
  const root = panel({ id: 'history-panel', title: 'Stress over time', class: 'area-history', aside: ranges.root }, chart.root);
  return {
    root,
    /** @param {any} view */
    update(view) {
      ranges.update(view);
      const { sector } = view;
      const key = JSON.stringify([
        view.seriesVersion,
        view.route.range,
        known(sector?.stress) ? sector.stress.toFixed(1) : null,
        Math.floor((sector?.asOfMs ?? 0) / 60_000),
      ]);
      chart.set(key, (palette) => {
        const line = linePoints(view.series.get('stress'));
        if (known(sector?.stress)) line.push([sector.asOfMs, sector.stress]);
        const end = view.rangeTo ?? sector?.asOfMs ?? 0;
        const area = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ colour, /** @type {string} */ name) => [
          {
            yAxis: from,
            itemStyle: { color: colour, opacity: 0.1 },
            name,
            label: { show: true, position: 'insideTopLeft', color: palette.muted, fontSize: 11 },
          },
          { yAxis: to },
        ];
        return {
          grid: { left: 4, right: 12, top: 8, bottom: 2, containLabel: true },
          xAxis: timeAxis(palette, { min: view.rangeFrom ?? end - 86_400_000, max: end }),
          yAxis: valueAxis(palette, (value) => number(value), { min: 0, max: 100, scale: false, splitLine: { show: false }, interval: 20 }),
          tooltip: {
            trigger: 'axis',
            renderMode: 'richText',
            confine: true,
            backgroundColor: palette.panel,
            borderColor: palette.line,
            textStyle: { color: palette.text },
            formatter: (/** @type {any[]} */ items) => `${utcMinute(items[0]?.value?.[0])}\nstress ${number(items[0]?.value?.[1], 1)}`,
          },
          series: [
            {
              type: 'line',
              data: line,
              color: palette.text,
              lineStyle: { width: 2 },
              symbol: 'circle',
              symbolSize: 8,
              showSymbol: line.length < 3,
              markArea: {
                silent: true,
                data: [
                  area(0, 20, palette.calm, 'calm'),
                  area(20, 35, palette.elevated, 'elevated'),
                  area(35, 60, palette.stressed, 'stressed'),
                  area(60, 100, palette.capitulation, 'capitulation'),
                ],
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
