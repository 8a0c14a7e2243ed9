// @ts-check
/** Hashrate of the fleet by what it needs to break even, against the hashprice of now. */
import { Chart, valueAxis } from '../../charts.js';
import { h, panel, setText, show } from '../../dom.js';
import { hashrate, join, known, number, percent } from '../../format.js';
import { fleetRead } from './read.js';

/**
 * Steps as corners of a line, cheapest first: what runs below the hashprice, what runs above it, and what is switched off, apart.
 * @param {{breakEvenHashpriceUsdPhDay: number, nominalThs: number, offThs?: number}[]} steps @param {number|null} hashprice
 */
export function curve(steps, hashprice) {
  /** @type {[number, number][]} */ const above = [];
  /** @type {[number, number][]} */ const under = [];
  /** @type {[number, number][]} */ const off = [];
  let [at, aboveThs, underThs, offThs] = [0, 0, 0, 0];
  /** @param {[number, number][]} line @param {number} width @param {number} price */
  const add = (line, width, price) => {
    line.push([at, price], [at + width, price]);
    at += width;
  };
  for (const step of steps) {
    const width = step.nominalThs - (step.offThs ?? 0);
    if (width <= 0) continue;
    const loses = hashprice !== null && step.breakEvenHashpriceUsdPhDay > hashprice;
    add(loses ? under : above, width, step.breakEvenHashpriceUsdPhDay);
    if (loses) underThs += width;
    else aboveThs += width;
  }
  for (const step of steps) {
    if (!((step.offThs ?? 0) > 0)) continue;
    offThs += /** @type {number} */ (step.offThs);
    add(off, /** @type {number} */ (step.offThs), step.breakEvenHashpriceUsdPhDay);
  }
  return { above, under, off, aboveThs, underThs, offThs, allThs: at };
}

/** @param {any} context */
export function supplyCurvePanel(context) {
  const read = fleetRead(context, 'supply-curve', 10_000);
  const chart = new Chart('supply-chart', 'Supply curve', 'chart-supply');
  const lead = h('p', { class: 'small', testid: 'supply-covers' });
  const water = h('p', { class: 'supply-water', testid: 'supply-water' });
  const absent = h('p', { class: 'absent', testid: 'supply-missing', hidden: true });
  const root = panel({ id: 'supply-panel', title: 'Supply curve' }, lead, absent, chart.root, water);
  const title = /** @type {HTMLElement} */ (root.querySelector('h2'));

  return {
    root,
    /** @param {any} view */
    update(view) {
      read.ensure(view);
      const { priced } = view;
      const { value, fault } = read.state;
      const hashprice = known(view.fleet?.hashpriceUsdPhDay) ? view.fleet.hashpriceUsdPhDay : known(value?.hashpriceUsdPhDay) ? value.hashpriceUsdPhDay : null;
      const drawn = curve(value?.steps ?? [], hashprice);
      const there = drawn.allThs > 0;
      show(chart.root, there);
      show(lead, there);
      show(water, there);
      show(absent, !there);
      setText(absent, fault || (value ? 'No break-even is known: it needs the tariff of a site and the power of its machines.' : 'Reading…'));
      if (!there) return;
      setText(title, `Supply curve of ${view.route.fleet}`);
      const share = value.nominalHashrateThs > 0 ? drawn.allThs / value.nominalHashrateThs : 1;
      setText(lead, `Covers ${join(hashrate(drawn.allThs))} nominal, ${percent(Math.min(1, share), 0)} of this fleet; the rest has no known break-even.`);
      const running = drawn.aboveThs + drawn.underThs;
      const text =
        hashprice === null
          ? 'Hashprice is not known now, so nobody can say what is under water.'
          : `${percent(running > 0 ? drawn.underThs / running : 0)} of what runs is under water at ${priced.text(hashprice)}: ${join(hashrate(drawn.underThs))}.`;
      setText(water, drawn.offThs > 0 ? `${text} Switched off: ${join(hashrate(drawn.offThs))}, at the right.` : text);
      chart.describe(`Supply curve. ${lead.textContent} ${water.textContent}`);
      chart.set(JSON.stringify([read.state.version, hashprice, priced.key]), (palette) => draw(drawn, hashprice, priced, palette));
    },
    dispose() {
      read.dispose();
      chart.dispose();
    },
  };
}

/** @param {ReturnType<typeof curve>} drawn @param {number|null} hashprice @param {import('../../hashprice.js').Priced} priced @param {any} palette */
function draw(drawn, hashprice, priced, palette) {
  const prices = [...drawn.above, ...drawn.under, ...drawn.off].map(([, price]) => price).concat(hashprice ?? []);
  const unit = drawn.allThs >= 1e6 ? [1e6, 'EH/s'] : drawn.allThs >= 1e3 ? [1e3, 'PH/s'] : [1, 'TH/s'];
  const area = (/** @type {string} */ name, /** @type {[number, number][]} */ data, /** @type {string} */ color, more = {}) => ({
    name, type: 'line', data, color, showSymbol: false, lineStyle: { width: 2 }, areaStyle: { opacity: 0.28, origin: 'start' }, ...more,
  });
  return {
    grid: { left: 4, right: 12, top: 18, bottom: 22, containLabel: true },
    xAxis: {
      type: 'value',
      max: drawn.allThs,
      name: `nominal ${unit[1]}, cheapest first`,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: { color: palette.muted },
      axisLine: { lineStyle: { color: palette.line } },
      splitLine: { show: false },
      axisLabel: { color: palette.muted, showMaxLabel: false, formatter: (/** @type {number} */ value) => number(value / /** @type {number} */ (unit[0]), drawn.allThs / /** @type {number} */ (unit[0]) < 5 ? 1 : 0) },
    },
    yAxis: valueAxis(palette, (value) => priced.text(value), {
      min: Math.max(0, Math.floor(Math.min(...prices) * 0.85)),
      max: Math.ceil(Math.max(...prices) * 1.06),
      scale: true,
    }),
    tooltip: {
      trigger: 'axis', renderMode: 'richText', confine: true, backgroundColor: palette.panel, borderColor: palette.line, textStyle: { color: palette.text },
      formatter: (/** @type {any[]} */ items) =>
        items[0] ? `${items[0].seriesName}\n${priced.text(items[0].value[1])} per ${priced.hash} and day\nup to ${join(hashrate(items[0].value[0]))}` : '',
    },
    series: [
      area('earns', drawn.above, palette.network, {
        markLine: hashprice === null ? undefined : {
          silent: true, symbol: 'none', lineStyle: { color: palette.price, width: 2, type: 'solid' },
          label: { formatter: `hashprice ${priced.text(hashprice)}`, color: palette.price, position: 'insideStartTop' },
          data: [{ yAxis: hashprice }],
        },
      }),
      area('loses money', drawn.under, palette.cost),
      area('switched off', drawn.off, palette.muted, { lineStyle: { width: 1.5, type: 'dashed' }, areaStyle: { opacity: 0.14, origin: 'start' } }),
      // A line without data of its own would draw no hashprice.
      ...(drawn.above.length || hashprice === null ? [] : [area('hashprice', [[0, hashprice], [drawn.allThs, hashprice]], palette.price, { areaStyle: undefined })]),
    ],
  };
}
