// @ts-check
/** Says which miner one points at: at once what the cells tell, and its name as soon as it is read. */
import { request, segment } from '../../api.js';
import { h, reconcile, setAttribute, setText } from '../../dom.js';
import { duration, hashrate, join, known, number, percent } from '../../format.js';

const NAME_AFTER_MS = 60;
const NAMES_KEPT = 400;
const NEVER = 0xffffffff;

/** @param {() => any} viewOf */
export function heatTip(viewOf) {
  const root = h('div', { class: 'heat-tip', testid: 'heat-tip', hidden: true });
  const spoken = h('p', { class: 'sr-only', 'aria-live': 'polite', testid: 'heat-spoken' });
  /** @type {Map<number, any>} rows by cell */
  const rows = new Map();
  /** @type {AbortController|null} */
  let naming = null;
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  let fault = '';

  /** @param {number} cell */
  async function read(cell) {
    naming?.abort();
    const mine = (naming = new AbortController());
    const { fleet, world } = viewOf().route;
    try {
      const { items } = await request(`api/v1/fleets/${segment(fleet)}/miners`, { query: { world, cell }, signal: mine.signal });
      fault = items?.[0] ? '' : 'gone since the map was read';
      if (rows.size >= NAMES_KEPT) rows.clear();
      if (items?.[0]) rows.set(cell, items[0]);
    } catch (error) {
      if (mine.signal.aborted) return;
      fault = /** @type {Error} */ (error).message;
    }
  }

  /** @param {import('./cells.js').Cells} cells @param {number} index @param {boolean} aloud */
  function write(cells, index, aloud) {
    const { columns } = cells;
    const row = rows.get(columns.cell[index]);
    const [margin, rate, nominal, heat, heard] = ['marginUsdPhDay', 'hashrateThs', 'nominalHashrateThs', 'chipTemperatureC', 'heardSec'].map((name) => {
      const value = columns[name]?.[index];
      return known(value) ? value : null;
    });
    const state = cells.states[columns.state[index]] ?? '';
    const lines = [
      row ? row.miner : fault || 'reading its name…',
      [cells.sites[columns.site[index]], cells.models[columns.model[index]]].filter(Boolean).join(' · '),
      row?.stateReason ? `${state}: ${row.stateReason}` : state,
      margin === null ? 'margin not known' : `margin ${viewOf().priced.text(margin, true)} per ${viewOf().priced.hash} and day`,
      rate === null ? '' : `${join(hashrate(rate))}${nominal ? `, ${percent(rate / nominal, 0)} of nominal` : ''}`,
      heat === null ? '' : `${number(heat)} °C`,
      heard === null || heard === NEVER ? '' : `heard ${duration(heard * 1000)} ago`,
    ];
    reconcile(
      root,
      lines.map((text, at) => ({ text, at })).filter((one) => one.text),
      (one) => String(one.at),
      (one) => h(one.at === 0 ? 'b' : 'span'),
      (element, one) => setText(element, one.text),
    );
    setAttribute(root, 'data-miner', state);
    if (aloud && row) setText(spoken, lines.filter(Boolean).join(', '));
  }

  return {
    root,
    spoken,
    /** @param {import('./cells.js').Cells} cells @param {number} index of the miner in the columns @param {boolean} aloud for screen readers too */
    describe(cells, index, aloud) {
      fault = '';
      write(cells, index, aloud);
      const cell = cells.columns.cell[index];
      if (rows.has(cell)) return;
      timer = setTimeout(async () => {
        await read(cell);
        if (!root.hidden) write(cells, index, aloud);
      }, aloud ? 0 : NAME_AFTER_MS);
    },
    /** The row of a miner, null when it is gone. @param {number} cell */
    async rowOf(cell) {
      clearTimeout(timer);
      if (!rows.has(cell)) await read(cell);
      return rows.get(cell) ?? null;
    },
    leave() {
      clearTimeout(timer);
    },
    forget() {
      rows.clear();
    },
    dispose() {
      clearTimeout(timer);
      naming?.abort();
    },
  };
}
