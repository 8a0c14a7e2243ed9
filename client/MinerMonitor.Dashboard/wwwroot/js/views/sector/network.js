// @ts-check
/** The network: hashrate with drawdown and noise floor, ribbon, hashprice. */
import { Chart, valueAxis } from '../../charts.js';
import { figure, freshTag, h, panel, setAttribute, setText } from '../../dom.js';
import { downloadMenu, pointsOf } from '../../download.js';
import { judge } from '../../freshness.js';
import { known, number, percent, utcDay } from '../../format.js';
import { hashprice as inUnit } from '../../hashprice.js';
import { inputOf } from '../../inputs.js';
import { annotationSeries, axis, bounds, described, lineWithNow, tooltip, windowKey } from '../../timeline.js';
import { hashpriceUnit } from '../hashpriceUnit.js';

export const NETWORK_SERIES = ['hashrate-7d', 'hashprice'];

/** @param {any} context */
export function networkPanel(context) {
  const tag = freshTag('hashrate-age');
  const hashrate = h('span', { class: 'big val', testid: 'hashrate7d' });
  const drawdown = h('p', { class: 'ratio', testid: 'drawdown7d' });
  const noise = h('p', { class: 'small', testid: 'noise-floor' });
  const ribbon = h('span', { class: 'flag', testid: 'ribbon' });
  const hashprice = figure('hashprice', 'Hashprice');
  const unit = hashpriceUnit(context);
  hashprice.value.after(unit.root);
  const scored = figure('drawdown14d', 'Drawdown 14 d, scored');
  const chart = new Chart('hashrate-chart', 'Hashrate, mean of seven days, with its peak', 'chart-small');
  /** @type {any} */
  let last = null;
  const menu = downloadMenu('hashrate-download', 'network hashrate and hashprice', () => ({
    name: 'network',
    title: 'Network hashrate, mean of seven days, and hashprice',
    world: last.world,
    ...bounds(last),
    columns: [
      { name: 'hashrate-7d', unit: 'EH/s', points: pointsOf(last.series.get('hashrate-7d')) },
      { name: 'hashprice', unit: 'USD/PH/s/day', points: pointsOf(last.series.get('hashprice')) },
    ],
    annotations: last.annotations,
  }));
  const root = panel(
    { id: 'network-panel', title: 'Network hashrate, 7 d', class: 'area-network', aside: h('div', { class: 'aside' }, tag.root, menu) },
    h('div', { class: 'big-line' }, hashrate, h('span', { class: 'unit', text: 'EH/s' }), ribbon),
    drawdown,
    noise,
    chart.root,
    h('dl', { class: 'figures' }, hashprice.root, scored.root),
  );

  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      const { sector, now } = view;
      unit.update(view);
      const fresh = judge(inputOf(sector, 'daily-history'), now);
      tag.set(fresh, 'closed days');
      setText(hashrate, number(sector?.hashrate7dEhs, 0));
      setAttribute(hashrate, 'data-state', known(sector?.hashrate7dEhs) ? fresh.state : 'missing');
      setText(
        drawdown,
        known(sector?.drawdown7d)
          ? `${percent(-sector.drawdown7d)} from the peak of ${number(sector.peak7dEhs)} EH/s on ${utcDay(sector.peak7dAtMs)}`
          : fresh.reason || 'No drawdown without 193 closed days.',
      );
      setText(
        noise,
        known(sector?.drawdownNoiseFloor7d)
          ? `Up to ${percent(sector.drawdownNoiseFloor7d)} of that can be sampling noise of block counts.`
          : '',
      );
      setText(
        ribbon,
        known(sector?.hashrate7dEhs) || sector?.ribbonInverted != null
          ? sector?.ribbonInverted == null
            ? 'ribbon not known'
            : sector.ribbonInverted
              ? '▼ ribbon inverted'
              : '▲ ribbon normal'
          : 'ribbon not known',
      );
      setAttribute(ribbon, 'class', `flag ${sector?.ribbonInverted ? 'flag-warn' : ''}`);
      setAttribute(ribbon, 'title', 'Plain hash ribbon: inverted while the 30-day mean of hashrate lies below the 60-day mean.');
      const price = inUnit(sector?.hashpriceUsdPhDay, view.route.hashprice, sector?.priceUsd);
      hashprice.set(price.text, {
        state: known(sector?.hashpriceUsdPhDay) ? judge(inputOf(sector, 'price'), now).state : 'missing',
      });
      scored.set(known(sector?.drawdown14d) ? percent(-sector.drawdown14d) : '—', {
        state: known(sector?.drawdown14d) ? fresh.state : 'missing',
      });
      chart.zoomable(bounds(view));
      chart.describe(described(view, 'Hashrate, mean of seven days, with its peak'));
      const key = JSON.stringify([windowKey(view), sector?.hashrate7dEhs, sector?.peak7dEhs]);
      chart.set(key, (palette, width) => {
        const line = lineWithNow(view, 'hashrate-7d', sector?.hashrate7dEhs);
        return {
          grid: { left: 4, right: 22, top: 18, bottom: 2, containLabel: true },
          xAxis: axis(view, palette),
          yAxis: valueAxis(palette, (value) => number(value), {
            splitNumber: 3,
            max: known(sector?.peak7dEhs) ? (/** @type {any} */ extent) => Math.max(extent.max, sector.peak7dEhs * 1.02) : undefined,
          }),
          tooltip: {
            trigger: 'axis',
            renderMode: 'richText',
            confine: true,
            backgroundColor: palette.panel,
            borderColor: palette.line,
            textStyle: { color: palette.text },
            formatter: tooltip(view, (value) => `${number(value, 1)} EH/s`),
          },
          series: [
            annotationSeries(view, palette, width),
            {
              name: 'hashrate',
              type: 'line',
              data: line,
              color: palette.network,
              lineStyle: { width: 2 },
              symbol: 'circle',
              symbolSize: 8,
              showSymbol: line.length < 3,
              areaStyle: { color: palette.network, opacity: 0.12 },
              markLine: known(sector?.peak7dEhs)
                ? {
                    symbol: 'none',
                    silent: true,
                    lineStyle: { color: palette.muted, type: 'dashed' },
                    label: { position: 'insideEndTop', color: palette.muted, fontSize: 12, formatter: `peak ${number(sector.peak7dEhs)}` },
                    data: [{ yAxis: sector.peak7dEhs }],
                  }
                : undefined,
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
