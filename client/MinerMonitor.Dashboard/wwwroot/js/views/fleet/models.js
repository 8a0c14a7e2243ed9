// @ts-check
/** Models of a fleet, the one that needs the highest hashprice first; a click filters by one. */
import { cells, h, panel, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { hashrate, join, known, number, percent, power } from '../../format.js';
import { fleetRead } from './read.js';

const HEADS = ['Model', 'Miners', 'Hashrate', 'Power', 'J/TH', 'Break-even', 'Margin per hash', 'Under water'];

/** @param {any} context */
export function modelsPanel(context) {
  const { router } = context;
  const read = fleetRead(context, 'models', 5_000);
  const rows = table('models-table', 'Models, highest break-even first', HEADS);
  const absent = h('p', { class: 'absent', testid: 'models-missing', hidden: true });
  const root = panel({ id: 'models-panel', title: 'Models by break-even, worst first' }, rows.root, absent);

  return {
    root,
    /** Names of the models. @returns {string[]} */
    names: () => (read.state.value?.items ?? []).map((/** @type {any} */ one) => one.model).filter(Boolean),
    /** @param {any} view */
    update(view) {
      read.ensure(view);
      const items = read.state.value?.items ?? [];
      show(rows.root, items.length > 0);
      show(absent, items.length === 0);
      setText(absent, read.state.fault || (read.state.value ? 'No miner has reported yet.' : 'Reading…'));
      reconcile(
        rows.body,
        items,
        (/** @type {any} */ one) => one.model ?? '',
        () => h('tr', {}, h('th', { scope: 'row' }, h('a'), h('span', { class: 'water-bar', 'aria-hidden': 'true' }, h('i'))), ...HEADS.slice(1).map(() => h('td'))),
        (row, one) => {
          const { totals } = one;
          const chosen = one.model && view.route.model === one.model;
          const link = row.cells[0].firstElementChild;
          setAttribute(row, 'data-chosen', chosen ? 'true' : null);
          setText(link, one.model ?? 'model not reported');
          setAttribute(link, 'href', one.model ? router.href({ model: chosen ? null : one.model }) : null);
          row.cells[0].lastElementChild.firstElementChild.style.width = `${(totals.shareUnderWater ?? 0) * 100}%`;
          cells(row, [
            null,
            number(one.miners.total),
            join(hashrate(totals.hashrateThs)),
            join(power(totals.powerW)),
            known(totals.efficiencyJth) ? number(totals.efficiencyJth, 1) : '—',
            view.priced.text(totals.breakEvenHashpriceUsdPhDay),
            view.priced.text(totals.marginUsdPhDay, true),
            percent(totals.shareUnderWater, 0),
          ]);
          setAttribute(row.cells[6], 'data-water', totals.marginUsdPhDay < 0 ? 'true' : null);
        },
      );
    },
    dispose() {
      read.dispose();
    },
  };
}
