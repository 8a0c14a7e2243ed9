// @ts-check
/** The supply curve drawn, with one or two hashprices as lines through it. */
import { Chart, valueAxis } from '../charts.js';
import { hashprice, hashpriceIn } from '../hashprice.js';
import { number } from '../format.js';
import { corners, shareUnderWater } from '../supply.js';

/** @param {string} testid */
export function supplyChart(testid) {
  const chart = new Chart(testid, 'Supply curve: share of hashrate by the hashprice that it needs', 'chart-small');
  return {
    root: chart.root,
    /**
     * @param {import('../supply.js').Supply} supply @param {string} unit @param {number|null|undefined} priceUsd
     * @param {{name: string, usdPhDay: number|null|undefined, strong: boolean}[]} lines
     */
    set(supply, unit, priceUsd, lines) {
      const shown = lines.filter((one) => typeof one.usdPhDay === 'number');
      const key = JSON.stringify([supply.version, unit, Math.round((priceUsd ?? 0) / 10), shown.map((one) => [one.name, one.usdPhDay?.toFixed(2)])]);
      const at = shown.at(-1)?.usdPhDay;
      chart.describe(
        `Supply curve: ${shown.map((one) => `${one.name} ${hashprice(one.usdPhDay, unit, priceUsd).text}`).join(', ')}; ${number(100 * (shareUnderWater(supply.steps, at) ?? 0), 1)} % under water.`,
      );
      chart.set(key, (palette) => {
        const line = corners(supply.steps).map(([share, usdPhDay]) => [share, hashpriceIn(usdPhDay, unit, priceUsd)]);
        const limit = at === null || at === undefined ? null : hashpriceIn(at, unit, priceUsd);
        const under = 100 * (1 - (shareUnderWater(supply.steps, at) ?? 0));
        return {
          grid: { left: 4, right: 14, top: 10, bottom: 2, containLabel: true },
          xAxis: {
            type: 'value',
            min: 0,
            max: 100,
            axisLabel: { color: palette.muted, fontSize: 12, formatter: '{value} %' },
            splitLine: { show: false },
            axisLine: { lineStyle: { color: palette.line } },
          },
          yAxis: valueAxis(palette, (value) => number(value, value < 0.01 ? 4 : value < 1 ? 3 : 0), {
            splitNumber: 3,
            max: limit === null ? undefined : (/** @type {any} */ extent) => Math.max(extent.max, limit * 1.1),
            min: limit === null ? undefined : (/** @type {any} */ extent) => Math.max(0, Math.min(extent.min, limit) * 0.9),
          }),
          tooltip: {
            trigger: 'axis',
            renderMode: 'richText',
            confine: true,
            backgroundColor: palette.panel,
            borderColor: palette.line,
            textStyle: { color: palette.text, fontSize: 13 },
            formatter: (/** @type {any[]} */ items) =>
              items[0] ? `${number(items[0].value[0], 1)} % of the hashrate\nneeds ${number(items[0].value[1], 2)} or less` : '',
          },
          series: [
            {
              name: 'needs',
              type: 'line',
              data: line,
              symbol: 'none',
              color: palette.network,
              lineStyle: { width: 2 },
              areaStyle: { color: palette.network, opacity: 0.12 },
              markArea: {
                silent: true,
                itemStyle: { color: palette.bad, opacity: 0.16 },
                data: under < 100 ? [[{ xAxis: under }, { xAxis: 100 }]] : [],
              },
              markLine: {
                silent: true,
                symbol: 'none',
                data: shown.map((one) => ({
                  yAxis: hashpriceIn(one.usdPhDay, unit, priceUsd) ?? 0,
                  name: one.name,
                  lineStyle: { color: one.strong ? palette.text : palette.muted, type: one.strong ? 'solid' : 'dashed', width: one.strong ? 2 : 1 },
                  label: { position: 'insideStartTop', color: one.strong ? palette.text : palette.muted, fontSize: 12, formatter: '{b}' },
                })),
              },
            },
          ],
        };
      });
    },
    dispose: () => chart.dispose(),
  };
}

/** What the curve covers. @param {import('../supply.js').Supply} supply @param {any} sector @param {string} world */
export function coverage(supply, sector, world) {
  const network = sector?.hashrate7dEhs;
  const what = world === 'live' ? `connected fleets` : 'simulated fleet';
  if (typeof network !== 'number' || network <= 0 || supply.nominalThs <= 0) return what;
  const share = (supply.nominalThs / (network * 1e6)) * 100;
  return `${what}, ${share >= 0.01 ? number(share, share >= 1 ? 1 : 2) : 'under 0.01'} % of the network`;
}
