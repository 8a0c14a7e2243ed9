// @ts-check
/** Price against the cost models: C as a band of its fit, K and Ke beside it, each by name and date. */
import { Chart, valueAxis } from '../../charts.js';
import { figure, freshTag, h, panel, setText, show } from '../../dom.js';
import { downloadMenu, pointsOf } from '../../download.js';
import { judge } from '../../freshness.js';
import { known, number, percent, usd, usdShort } from '../../format.js';
import { inputOf } from '../../inputs.js';
import { annotationSeries, axis, bounds, described, lineWithNow, tooltip, windowKey } from '../../timeline.js';

export const COST_SERIES = ['price', 'production-cost', 'cash-cost', 'electricity-cost'];

export function costPanel() {
  const tag = freshTag('price-age');
  const price = h('output', { class: 'price-value val', testid: 'price', 'aria-live': 'off' });
  const ratio = h('p', { class: 'ratio val', testid: 'price-to-cost' });
  const quality = h('p', { class: 'small', testid: 'price-quality' });
  const c = figure('production-cost', 'Production cost C', 'key key-cost');
  const k = figure('cash-cost', 'All-in cash cost K', 'key key-cash');
  const ke = figure('electricity-cost', 'Electricity only Ke', 'key key-electricity');
  const fit = h('p', { class: 'small', testid: 'fit' });
  const chart = new Chart('cost-chart', 'Price against production cost C with its band, cash cost K and electricity cost Ke', 'chart-main');
  /** @type {any} */
  let last = null;
  const menu = downloadMenu('cost-download', 'price and costs', () => ({
    name: 'price-and-cost',
    title: 'Bitcoin price and what it costs to mine one',
    world: last.world,
    ...bounds(last),
    columns: COST_SERIES.map((name) => ({ name, unit: 'USD/BTC', points: pointsOf(last.series.get(name)) })),
    annotations: last.annotations,
  }));
  const root = panel(
    { id: 'cost-panel', title: 'Bitcoin price and what it costs to mine one', class: 'area-cost', aside: h('div', { class: 'aside' }, tag.root, menu) },
    h('div', { class: 'cost-head' }, h('div', {}, price, ratio, quality), h('dl', { class: 'figures' }, c.root, k.root, ke.root)),
    chart.root,
    fit,
    h('p', {
      class: 'small',
      testid: 'cost-note',
      text: 'Half of all days lie below C, so “below cost” alone is no alarm. Cost models differ; each is an estimate of the whole network.',
    }),
  );

  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      const { sector, markets, now } = view;
      const fresh = judge(inputOf(sector, 'price'), now);
      tag.set(fresh, 'price');
      const spot = markets.spot?.spot;
      const shown = sector?.priceUsd ?? inputOf(sector, 'price')?.value;
      setText(price, usd(shown));
      price.dataset.state = fresh.state;
      ratio.dataset.state = fresh.state;
      const gap = sector?.priceToCost;
      setText(
        ratio,
        known(gap)
          ? `${number(gap, 2)} × C — ${percent(Math.abs(1 - gap), 1)} ${gap < 1 ? 'below' : 'above'} production cost`
          : fresh.state === 'live'
            ? 'No production cost to compare with.'
            : fresh.reason,
      );
      const used = spot?.venues?.filter((/** @type {any} */ venue) => venue.used).length ?? 0;
      setText(
        quality,
        [
          fresh.state === 'live' ? '' : fresh.reason,
          spot ? `${spot.quality}: median of ${used} of ${spot.venues?.length ?? 0} venues` : '',
          known(spot?.change24h) ? `${percent(spot.change24h, 1, true)} in 24 h` : '',
          ...(spot?.flags ?? []),
        ]
          .filter(Boolean)
          .join(' · '),
      );
      const basis = judge(inputOf(sector, 'difficulty'), now);
      const how = (/** @type {unknown} */ value, /** @type {string} */ note) => ({
        state: known(value) ? basis.state : 'missing',
        note,
        title: basis.reason,
      });
      c.set(
        usd(sector?.productionCostUsd),
        how(
          sector?.productionCostUsd,
          known(sector?.productionCostLowUsd)
            ? `band ${usdShort(sector.productionCostLowUsd)} – ${usdShort(sector.productionCostHighUsd)}`
            : 'band not known',
        ),
      );
      k.set(usd(sector?.cashCostUsd), how(sector?.cashCostUsd, 'energy model, all costs'));
      ke.set(usd(sector?.electricityCostUsd), how(sector?.electricityCostUsd, 'energy model, power alone'));
      setText(fit, fitText(sector));
      show(fit, Boolean(sector?.fit));
      this.draw(view);
    },
    /** @param {any} view */
    draw(view) {
      const { sector } = view;
      const half =
        known(sector?.productionCostHighUsd) && known(sector?.productionCostUsd) && sector.productionCostUsd > 0
          ? sector.productionCostHighUsd / sector.productionCostUsd
          : null;
      const values = [sector?.priceUsd, sector?.productionCostUsd, sector?.cashCostUsd, sector?.electricityCostUsd, half];
      const key = JSON.stringify([
        values.map((value) => (known(value) ? Math.round(value * 10) : null)),
        windowKey(view),
      ]);
      chart.zoomable(bounds(view));
      chart.describe(described(view, 'Price against production cost C with its band, cash cost K and electricity cost Ke'));
      chart.set(key, (palette, width, height) => option(view, palette, width, height, half));
    },
    dispose() {
      chart.dispose();
    },
  };
}

/** @param {any} sector */
function fitText(sector) {
  const fit = sector?.fit;
  if (!fit) return '';
  const parts = [
    `C: ${fit.modelId}`,
    known(fit.r2) ? `R² ${number(fit.r2, 3)}` : 'R² not known',
    known(fit.residualDeviation) ? `s ${number(fit.residualDeviation, 3)} (band C·e^±s)` : '',
    `${number(fit.days)} days to ${fit.fittedTo}`,
    fit.frozen ? 'frozen coefficients' : '',
    `model version ${sector.modelVersion}`,
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @param {any} view @param {import('../../charts.js').Colours} palette @param {number} width @param {number} height @param {number|null} half */
function option(view, palette, width, height, half) {
  const { sector } = view;
  const { from, to: end } = bounds(view);
  const flat = (/** @type {(number|null)[][]} */ line, /** @type {number|null|undefined} */ value) =>
    line.length > 1 || !known(value)
      ? line
      : [
          [from, value],
          [end, value],
        ];
  const price = lineWithNow(view, 'price', sector?.priceUsd);
  const cost = flat(lineWithNow(view, 'production-cost', sector?.productionCostUsd), sector?.productionCostUsd);
  const cash = flat(lineWithNow(view, 'cash-cost', sector?.cashCostUsd), sector?.cashCostUsd);
  const electricity = flat(lineWithNow(view, 'electricity-cost', sector?.electricityCostUsd), sector?.electricityCostUsd);
  const narrow = width < 520;
  const band =
    half === null
      ? []
      : [
          {
            name: 'band low',
            type: 'line',
            data: cost.map(([at, value]) => [at, value === null ? null : /** @type {number} */ (value) / half]),
            stack: 'band',
            symbol: 'none',
            lineStyle: { opacity: 0 },
            silent: true,
            tooltip: { show: false },
          },
          {
            name: 'band of C',
            type: 'line',
            data: cost.map(([at, value]) => [at, value === null ? null : /** @type {number} */ (value) * (half - 1 / half)]),
            stack: 'band',
            symbol: 'none',
            lineStyle: { opacity: 0 },
            areaStyle: { color: palette.costBand },
            silent: true,
            tooltip: { show: false },
          },
        ];
  const edges = half === null ? [] : [(sector?.productionCostUsd ?? 0) / half, (sector?.productionCostUsd ?? 0) * half];
  const drawn = [...edges, ...[price, cost, cash, electricity].flatMap((line) => line.map(([, value]) => value))].filter(known);
  const low = drawn.length ? Math.floor(Math.min(...drawn) / 10_000) * 10_000 : 0;
  const high = drawn.length ? Math.ceil(Math.max(...drawn) / 10_000) * 10_000 : 1;
  const shift = labelShifts({ Price: price, C: cost, K: cash, Ke: electricity }, low, high, height - 40);
  const named = (/** @type {string} */ name, /** @type {any} */ data, /** @type {string} */ colour, /** @type {any} */ style = {}) => ({
    name,
    type: 'line',
    data,
    symbol: 'none',
    color: colour,
    lineStyle: { width: 2, color: colour, ...style },
    connectNulls: false,
    endLabel: {
      show: true,
      offset: [0, shift[name] ?? 0],
      formatter: narrow ? name : `${name} {v|${usdShort(data.at(-1)?.[1])}}`,
      color: colour,
      fontSize: 13,
      fontWeight: 600,
      rich: { v: { color: colour, fontSize: 13 } },
    },
  });
  return {
    grid: { left: 8, right: narrow ? 46 : 112, top: 18, bottom: 4, containLabel: true },
    xAxis: axis(view, palette),
    yAxis: valueAxis(palette, (value) => usdShort(value).replace('.0', ''), { min: low, max: high }),
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: palette.panel,
      borderColor: palette.line,
      textStyle: { color: palette.text, fontSize: 13 },
      formatter: tooltip(view, (value, name) => `${name}  ${usd(value)}`),
    },
    series: [
      annotationSeries(view, palette, width),
      ...band,
      named('C', cost, palette.cost, { type: [6, 4] }),
      named('K', cash, palette.cash, { type: [2, 3] }),
      named('Ke', electricity, palette.electricity, { type: [1, 4] }),
      { ...named('Price', price, palette.price, { width: 2.5 }), showSymbol: price.length < 3, symbol: 'circle', symbolSize: 8, z: 5 },
    ],
  };
}

/**
 * Moves labels at the ends of lines apart, so that none lies on another.
 * @param {Record<string, (number|null)[][]>} lines @param {number} low @param {number} high @param {number} height pixels of the axis
 * @returns {Record<string, number>} pixels down by name
 */
function labelShifts(lines, low, high, height) {
  const places = Object.entries(lines)
    .filter(([, line]) => known(line.at(-1)?.[1]))
    .map(([name, line]) => ({ name, at: ((high - /** @type {number} */ (line.at(-1)?.[1])) / (high - low)) * height, to: 0 }))
    .sort((a, b) => a.at - b.at);
  let last = -Infinity;
  for (const place of places) {
    place.to = Math.max(place.at, last + 17);
    last = place.to;
  }
  // Half of the push goes up, so that a pair stays centred on its lines.
  const pushed = places.map((place) => place.to - place.at);
  const back = Math.max(0, ...pushed) / 2;
  return Object.fromEntries(
    places.map((place, index) => [
      place.name,
      pushed[index] > 0 || (places[index + 1] && places[index + 1].to - place.to < 17.5) ? pushed[index] - back : pushed[index],
    ]),
  );
}
