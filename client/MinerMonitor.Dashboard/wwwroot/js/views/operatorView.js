// @ts-check
/** An operator: the totals of its fleets, and each of them, the worst first. */
import { cells, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { hashrate, join, known, number, percent, power, usdShort } from '../format.js';
import { operatorLinks } from './fleet/operators.js';
import { statesPanel } from './fleet/states.js';
import { totalsPanel } from './fleet/totals.js';
import { hashpriceUnit } from './hashpriceUnit.js';

const HEADS = ['Fleet', 'Miners', 'Hashing', 'Silent', 'Hashrate', 'Coverage', 'Power', 'Break-even', 'Margin per hash', 'Margin a day', 'Under water'];

/** @param {any} context */
export function operatorView(context) {
  const { router, store } = context;
  const title = h('h1', { testid: 'operator-name' });
  const links = operatorLinks(context);
  const unit = hashpriceUnit(context);
  const absent = h('p', { class: 'absent', testid: 'operator-missing', hidden: true });
  const totals = totalsPanel();
  const states = statesPanel({ href: () => null });
  const rows = table('operator-fleets', 'Fleets of the operator, lowest margin first', HEADS);
  const fleets = panel({ id: 'operator-panel', title: 'Fleets, lowest margin first', class: 'area-miners' }, rows.root);
  const body = h('div', { class: 'fleet-grid' }, totals.root, states.root, fleets);
  const root = h('div', { class: 'view view-fleet' }, h('div', { class: 'fleet-head' }, title, links.root, unit.labelled()), absent, body);

  return {
    root,
    series: [],
    /** @param {any} view */
    update(view) {
      const { route, world } = view;
      const topic = store.topic(world, `operator/${route.operator}`);
      const operator = topic?.payload ?? null;
      setText(title, route.operator ?? '');
      links.update(view);
      unit.update(view);
      show(absent, !operator);
      show(body, Boolean(operator));
      setText(absent, topic?.error?.text ?? 'Waiting for the first frame.');
      if (!operator) return;
      totals.update({ ...operator, hashpriceUsdPhDay: view.sector?.hashpriceUsdPhDay }, view.priced);
      states.update({ ...operator, reportIntervalSec: null }, { state: null });
      const sorted = [...operator.fleets].sort((a, b) => (a.totals.marginUsdPhDay ?? Infinity) - (b.totals.marginUsdPhDay ?? Infinity));
      reconcile(
        rows.body,
        sorted,
        (one) => one.fleet,
        () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...HEADS.slice(1).map(() => h('td'))),
        (row, one) => {
          const all = one.totals;
          setText(row.cells[0].firstElementChild, one.fleet);
          setAttribute(row.cells[0].firstElementChild, 'href', router.href({ view: 'fleet', fleet: one.fleet }));
          cells(row, [
            null,
            number(one.miners.total),
            number(one.miners.hashing),
            number(one.miners.silent),
            join(hashrate(all.hashrateThs)),
            percent(all.coverage),
            join(power(all.powerW)),
            view.priced.text(all.breakEvenHashpriceUsdPhDay),
            view.priced.text(all.marginUsdPhDay, true),
            usdShort(all.marginUsdDay, true),
            percent(all.shareUnderWater),
          ]);
          setAttribute(row.cells[9], 'data-water', known(all.marginUsdDay) && all.marginUsdDay < 0 ? 'true' : null);
        },
      );
    },
    dispose() {
      links.dispose();
    },
  };
}
