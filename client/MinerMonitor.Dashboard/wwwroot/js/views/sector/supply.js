// @ts-check
/** Which hashrate earns money at the hashprice of now, as far as fleets are connected and may be read. */
import { h, panel, setAttribute, setText, show } from '../../dom.js';
import { judge } from '../../freshness.js';
import { percent } from '../../format.js';
import { hashprice } from '../../hashprice.js';
import { inputOf } from '../../inputs.js';
import { Supply, knownThs, shareUnderWater } from '../../supply.js';
import { coverage, supplyChart } from '../supplyChart.js';

/** @param {any} context */
export function supplyPanel(context) {
  const supply = new Supply();
  const chart = supplyChart('supply-chart');
  const covers = h('span', { class: 'tag', testid: 'supply-covers' });
  const share = h('span', { class: 'big val', testid: 'supply-share' });
  const word = h('span', { class: 'unit', text: 'under water' });
  const note = h('p', { class: 'small', testid: 'supply-note' });
  const more = h('a', { class: 'small', href: '?view=what-if', text: 'What if …', testid: 'to-what-if' });
  const absent = h('p', { class: 'absent', testid: 'supply-missing', hidden: true });
  const there = h('div', { class: 'stack grow' }, h('div', { class: 'big-line' }, share, word, more), chart.root, note);
  const root = panel({ id: 'supply-panel', title: 'Supply curve', class: 'area-supply', aside: covers }, there, absent);
  return {
    root,
    /** @param {any} view */
    update({ sector, fleets, at, world, route, now }) {
      supply.ensure(fleets, at, () => context.store.changed());
      setAttribute(more, 'href', context.router.href({ view: 'what-if' }));
      const some = supply.steps.length > 0;
      show(there, some);
      show(absent, !some);
      setText(covers, some ? coverage(supply, sector, world) : '');
      if (!some) return void setText(absent, reasonOf(fleets, supply));
      const price = judge(inputOf(sector, 'price'), now);
      const value = shareUnderWater(supply.steps, sector?.hashpriceUsdPhDay);
      setText(share, percent(value, 1));
      setAttribute(share, 'data-state', value === null ? 'missing' : price.state === 'live' ? null : price.state);
      const known = supply.nominalThs > 0 ? knownThs(supply.steps) / supply.nominalThs : 0;
      setText(
        note,
        [
          value === null ? 'no hashprice to compare with' : `at ${hashprice(sector?.hashpriceUsdPhDay, route.hashprice, sector?.priceUsd).text}`,
          known < 0.9995 ? `break-even known of ${percent(known, 1)}` : '',
          supply.left ? `the first ${supply.fleets} fleets; ${supply.left} more are not in it` : '',
          world === 'live' ? '' : 'simulated',
        ]
          .filter(Boolean)
          .join(' · '),
      );
      chart.set(supply, route.hashprice, sector?.priceUsd, [{ name: 'hashprice now', usdPhDay: sector?.hashpriceUsdPhDay, strong: true }]);
    },
    dispose() {
      supply.dispose();
      chart.dispose();
    },
  };
}

/** @param {any[]|null} fleets @param {Supply} supply */
function reasonOf(fleets, supply) {
  if (supply.fault) return supply.fault;
  if (fleets === null) return 'Asking which fleets you may read …';
  if (fleets.length === 0) return 'No fleet is connected that you may read: sign in with a key of one, or connect a fleet.';
  return supply.version === 0 ? 'Reading the fleets …' : 'No machine of your fleets has a known break-even: sites need a tariff, machines a power.';
}
