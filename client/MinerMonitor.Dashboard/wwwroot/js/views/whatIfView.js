// @ts-check
/** What if: price, difficulty, tariff and fees under the finger; index, costs and fleets move along. Hypothetical, and says so. */
import { h, setAttribute, setText, show } from '../dom.js';
import { number, percent, usd } from '../format.js';
import { Supply, shareUnderWater } from '../supply.js';
import { Asker, presets } from '../whatIf.js';
import { hashpriceUnit } from './hashpriceUnit.js';
import { coverage, supplyChart } from './supplyChart.js';
import { assumption } from './whatIf/assumption.js';
import { fleetsTable } from './whatIf/fleets.js';
import { partsTable } from './whatIf/parts.js';
import { results } from './whatIf/results.js';

const AGAIN_AFTER_MS = 15_000;
/** @typedef {'price'|'difficulty'|'tariff'|'fees'} Name */
const NAMES = /** @type {const} */ (['price', 'difficulty', 'tariff', 'fees']);

/** @param {any} context */
export function whatIfView(context) {
  const { router, store } = context;
  const asker = new Asker(() => store.changed());
  const present = new Asker(() => store.changed());
  const supply = new Supply();
  /** @type {Record<Name, number|null>} */
  let moved = pick(router.route);
  let askedAt = -Infinity;
  let dragging = false;
  let world = '';

  const fields = {
    price: assumption('price', 'Price', { min: 10_000, max: 200_000, step: 100, unit: 'USD/BTC', say: (v) => usd(v) }, change, done),
    difficulty: assumption('difficulty', 'Difficulty change', { min: -30, max: 30, step: 0.1, unit: '%', scale: 100, say: (v) => percent(v, 1, true) }, change, done),
    tariff: assumption('tariff', 'Tariff of every site and of the model', { min: 1, max: 20, step: 0.1, unit: '¢/kWh', scale: 100, say: (v) => `${number(v * 100, 1)} ¢/kWh` }, change, done),
    fees: assumption('fees', 'Fees per block', { min: 0, max: 2, step: 0.005, unit: 'BTC', say: (v) => `${number(v, 3)} BTC` }, change, done),
  };
  const preset = h('div', { class: 'presets', role: 'group', 'aria-label': 'Scenarios' });
  const reset = h('button', { type: 'button', testid: 'what-if-reset', text: 'Reset', on: { click: () => put({}) } });
  const link = h('button', { type: 'button', testid: 'what-if-link', text: 'Copy link', on: { click: () => void copy() } });
  const unit = hashpriceUnit(context);
  const said = h('p', { class: 'sr-only', role: 'status', testid: 'what-if-said' });
  const fault = h('p', { class: 'fault', testid: 'what-if-fault', role: 'alert', hidden: true });
  const result = results();
  const parts = partsTable();
  const fleets = fleetsTable();
  const chart = supplyChart('what-if-supply');
  const covers = h('span', { class: 'tag', testid: 'what-if-covers' });
  const supplyBox = h('section', { class: 'panel area-wi-supply' }, h('header', { class: 'panel-head' }, h('h2', { text: 'Supply curve' }), covers), chart.root);
  const root = h(
    'div',
    { class: 'view view-what-if', testid: 'what-if' },
    h('h1', { class: 'sr-only', text: 'What if' }),
    h(
      'p',
      { class: 'hypothetical', testid: 'hypothetical' },
      h('strong', { text: 'Hypothetical.' }),
      ' What the model would say at these assumptions: no forecast, and nothing here changes anything. The regime is not judged, since it needs time.',
    ),
    h(
      'div',
      { class: 'what-if' },
      h(
        'section',
        { class: 'panel area-wi-assume', 'aria-labelledby': 'wi-assume' },
        h('header', { class: 'panel-head' }, h('h2', { id: 'wi-assume', text: 'Assume' }), h('span', { class: 'aside' }, reset, link)),
        preset,
        ...NAMES.map((name) => fields[name].root),
        unit.labelled(),
        fault,
      ),
      result.root,
      parts.root,
      fleets.root,
      supplyBox,
    ),
    said,
  );

  /** @param {Name} name @param {number|null} value */
  function change(name, value) {
    moved = { ...moved, [name]: value };
    dragging = true;
    ask();
    store.changed();
  }

  /** The finger is off: the URL takes it. */
  function done() {
    dragging = false;
    router.go(moved, true);
  }

  /** @param {Partial<Record<Name, number|null>>} what */
  function put(what) {
    moved = { price: null, difficulty: null, tariff: null, fees: null, ...what };
    ask();
    done();
  }

  function ask() {
    asker.ask(world, bodyOf(moved));
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      setText(link, 'Copied');
    } catch {
      setText(link, 'Copy the address bar');
    }
    setTimeout(() => setText(link, 'Copy link'), 2000);
  }

  return {
    root,
    series: [],
    /** @param {any} view */
    update(view) {
      const { sector, at, route } = view;
      if (world !== view.world) world = view.world;
      if (!dragging && JSON.stringify(pick(route)) !== JSON.stringify(moved)) moved = pick(route);
      const again = at - askedAt > AGAIN_AFTER_MS;
      if (again) askedAt = at;
      present.ask(world, {}, again);
      asker.ask(world, bodyOf(moved), again);
      supply.ensure(view.fleets, at, () => store.changed(), moved.tariff);
      unit.update(view);
      const [then, now] = [asker.answer, present.answer];
      fields.price.set(moved.price, now?.priceUsd ?? null);
      fields.difficulty.set(moved.difficulty, 0);
      fields.tariff.set(moved.tariff, now?.tariffUsdKwh ?? null);
      fields.fees.set(moved.fees, now?.feePerBlockBtc ?? null);
      drawPresets(sector);
      show(fault, Boolean(asker.fault));
      setText(fault, asker.fault);
      result.update(then, now, route.hashprice);
      parts.update(then, now);
      fleets.update(then, now, view, context);
      const some = supply.steps.length > 0;
      show(supplyBox, some);
      if (some) {
        setText(covers, `${coverage(supply, sector, view.world)} · ${supply.tariffUsdKwh === null ? 'at their own tariffs' : `all at ${number(supply.tariffUsdKwh * 100, 1)} ¢/kWh`}`);
        // Hashprice lines at the present price's bitcoin value would mix two prices: both lines are in the assumed one.
        chart.set(supply, route.hashprice, then?.priceUsd, [
          { name: 'now', usdPhDay: now?.hashpriceUsdPhDay, strong: false },
          { name: 'assumed', usdPhDay: then?.hashpriceUsdPhDay, strong: true },
        ]);
      }
      if (!dragging && then) {
        const under = then.shareUnderWater ?? shareUnderWater(supply.steps, then.hashpriceUsdPhDay);
        setText(said, `Stress ${number(then.stress, 1)}, ${then.band ?? 'no band'}${under === null ? '' : `, ${percent(under, 1)} under water`}.`);
      }
    },
    dispose() {
      asker.dispose();
      present.dispose();
      supply.dispose();
      chart.dispose();
      result.dispose();
    },
  };

  /** @param {any} sector */
  function drawPresets(sector) {
    const all = presets(sector);
    if (preset.childElementCount !== all.length)
      preset.replaceChildren(
        ...all.map((one) => h('button', { type: 'button', testid: `preset-${one.id}`, text: one.name, on: { click: () => put(presets(store.payload(world, 'sector')).find(({ id }) => id === one.id)?.what ?? {}) } })),
      );
    all.forEach((one, index) =>
      setAttribute(preset.children[index], 'aria-pressed', String(JSON.stringify({ ...pick({}), ...one.what }) === JSON.stringify(moved))),
    );
  }
}

/** @param {any} route @returns {Record<Name, number|null>} */
const pick = (route) => ({ price: route.price ?? null, difficulty: route.difficulty ?? null, tariff: route.tariff ?? null, fees: route.fees ?? null });

/** @param {Record<Name, number|null>} moved */
const bodyOf = ({ price, difficulty, tariff, fees }) => ({
  ...(price === null ? {} : { priceUsd: price }),
  ...(difficulty === null ? {} : { difficultyChange: difficulty }),
  ...(tariff === null ? {} : { tariffUsdKwh: tariff }),
  ...(fees === null ? {} : { feePerBlockBtc: fees }),
});
