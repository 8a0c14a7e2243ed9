// @ts-check
/** Index and costs under the assumptions, each beside what is. */
import { figure, h, setAttribute, setText } from '../../dom.js';
import { capital, known, number, percent, usd } from '../../format.js';
import { hashprice } from '../../hashprice.js';
import { gauge, regimeMark } from '../sector/gauge.js';

export function results() {
  const dial = gauge();
  const value = h('output', { class: 'stress-value val', testid: 'what-if-stress', for: 'assume-price assume-difficulty assume-tariff assume-fees' });
  const band = h('span', { class: 'stress-band', testid: 'what-if-band' });
  const delta = h('p', { class: 'ratio', testid: 'what-if-delta' });
  const c = figure('what-if-c', 'Production cost C');
  const k = figure('what-if-k', 'All-in cash cost K');
  const ke = figure('what-if-ke', 'Electricity only Ke');
  const price = figure('what-if-hashprice', 'Hashprice');
  const share = figure('what-if-under-water', 'Under water');
  const even = figure('what-if-break-even', 'Network pays its power up to');
  const root = h(
    'section',
    { class: 'panel area-wi-result', 'aria-label': 'Result' },
    h('div', { class: 'dial' }, dial.root, h('div', { class: 'dial-text' }, value, h('span', { class: 'dial-scale', text: 'hypothetical' }), band)),
    delta,
    h('dl', { class: 'figures figures-grid' }, c.root, k.root, ke.root, price.root, share.root, even.root),
  );
  return {
    root,
    /** @param {any} then @param {any} now @param {string} unit */
    update(then, now, unit) {
      dial.set(then?.stress ?? null, then?.band ?? null);
      setText(value, number(then?.stress, 1));
      setAttribute(value, 'data-state', known(then?.stress) ? null : 'missing');
      setText(band, then?.band ? `${regimeMark(then.band)} ${capital(then.band)} band` : 'no index');
      setAttribute(band, 'data-band', then?.band ?? null);
      setText(
        delta,
        known(then?.stress) && known(now?.stress)
          ? `${number(then.stress - now.stress, 1, true)} against ${number(now.stress, 1)} now${then.coverage < 1 ? ` · coverage ${percent(then.coverage, 0)}` : ''}`
          : 'An index needs more inputs than are there.',
      );
      cost(c, then?.productionCostUsd, now?.productionCostUsd, then?.priceUsd);
      cost(k, then?.cashCostUsd, now?.cashCostUsd, then?.priceUsd);
      cost(ke, then?.electricityCostUsd, now?.electricityCostUsd, then?.priceUsd);
      const [after, before] = [hashprice(then?.hashpriceUsdPhDay, unit, then?.priceUsd), hashprice(now?.hashpriceUsdPhDay, unit, now?.priceUsd)];
      price.set(after.text, { note: `now ${before.text} · ${after.note}`, state: after.known ? 'live' : 'missing' });
      share.set(percent(then?.shareUnderWater, 1), {
        note: known(then?.shareUnderWater) ? `now ${percent(now?.shareUnderWater, 1)} of your fleets` : 'no fleet that you may read',
        state: known(then?.shareUnderWater) ? 'live' : 'missing',
      });
      even.set(known(then?.breakEvenTariffUsdKwh) ? `${number(then.breakEvenTariffUsdKwh * 100, 2)} ¢/kWh` : '—', {
        note: known(now?.breakEvenTariffUsdKwh) ? `now ${number(now.breakEvenTariffUsdKwh * 100, 2)} ¢/kWh` : '',
        state: known(then?.breakEvenTariffUsdKwh) ? 'live' : 'missing',
        title: 'Price of electricity at which the network’s mean machine just pays its power.',
      });
    },
    dispose() {},
  };
}

/** @param {any} shown @param {number|undefined} then @param {number|undefined} now @param {number|undefined} priceUsd */
function cost(shown, then, now, priceUsd) {
  shown.set(usd(then), {
    note: known(then)
      ? [known(now) ? `now ${usd(now)}` : '', known(priceUsd) ? `price ${percent(priceUsd / then - 1, 1, true)}` : ''].filter(Boolean).join(' · ')
      : 'not known',
    state: known(then) ? 'live' : 'missing',
  });
}
