// @ts-check
/** All miners of a fleet: any order, any filter, as many rows as there are; only those in sight are in the page. */
import { cells, h, panel, reconcile, setAttribute, setText, show } from '../dom.js';
import { duration, hashrate, join, known, number, percent, power } from '../format.js';
import { minerRows } from './fleet/minerRows.js';
import { MINER_STATES } from './fleet/states.js';

const ROW_PX = 30;
const BEYOND = 12;
const TYPING_MS = 250;

/** Name that the server sorts by, title, whether the first click sorts downwards. @type {[string, string, boolean, string][]} */
const COLUMNS = [
  ['miner', 'Miner', false, ''],
  ['site', 'Site', false, ''],
  ['model', 'Model', false, ''],
  ['state', 'State', false, ''],
  ['hashrate', 'Hashrate', true, ''],
  ['', 'Of nominal', false, 'Hashrate against nominal'],
  ['power', 'Power', true, ''],
  ['efficiency', 'J/TH', true, 'Power over hashrate'],
  ['chipTemperature', 'Chip', true, 'Hottest chip'],
  ['breakEven', 'Break-even', true, 'Hashprice at which it earns nothing, a day'],
  ['margin', 'Margin', false, 'Per hashrate and day'],
  ['heard', 'Heard', false, 'Time since the last sample'],
];

/** @param {any} context */
export function minersTable(context) {
  const { router } = context;
  const data = minerRows(context);
  /** @type {any} */
  let last = null;
  let typed = '';
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let typing;

  const text = h('input', {
    type: 'search',
    placeholder: 'Find a miner…',
    'aria-label': 'Find miners whose name contains',
    testid: 'filter-text',
    on: {
      input: () => {
        clearTimeout(typing);
        typing = setTimeout(() => router.go({ text: (typed = text.value.trim()) || null }, true), TYPING_MS);
      },
    },
  });
  const state = select('filter-state', 'State', (value) => ({ state: value }));
  const site = select('filter-site', 'Site', (value) => ({ site: value }));
  const model = select('filter-model', 'Model', (value) => ({ model: value }));
  const water = h('input', { type: 'checkbox', testid: 'filter-underwater', on: { change: () => router.go({ underwater: water.checked }, true) } });
  const worst = h('button', {
    type: 'button',
    class: 'plain-button',
    testid: 'worst-first',
    text: 'Worst first',
    title: 'Lowest margin first',
    on: { click: () => router.go({ sort: router.route.sort === 'margin' ? null : 'margin' }, true) },
  });
  const clear = h('a', { class: 'plain-button', testid: 'clear-filters', text: 'Clear filters', hidden: true });
  const status = h('span', { class: 'small', testid: 'miners-status', role: 'status' });
  const heads = COLUMNS.map(([id, title, , about]) =>
    h(
      'th',
      { scope: 'col', title: about || null },
      id ? h('button', { type: 'button', class: 'sort', text: title, testid: `sort-${id}`, on: { click: () => sortBy(id) } }) : title,
    ),
  );
  const body = h('tbody');
  const table = h(
    'table',
    { testid: 'miners-table', class: 'miners' },
    h('caption', { class: 'sr-only', text: 'Miners of the fleet; sorting orders all of them' }),
    h('thead', {}, h('tr', { 'aria-rowindex': '1' }, ...heads)),
    body,
  );
  const above = h('div', { 'aria-hidden': 'true' });
  const below = h('div', { 'aria-hidden': 'true' });
  const scroll = h('div', { class: 'table-wrap miners-scroll', testid: 'miners-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table of miners' }, above, table, below);
  const none = h('p', { class: 'absent', testid: 'miners-none', hidden: true });
  const root = panel(
    { id: 'miners-panel', title: 'Miners', class: 'area-miners', aside: status },
    h('div', { class: 'filters' }, text, state, site, model, h('label', {}, water, ' under water'), worst, clear),
    scroll,
    none,
  );
  scroll.addEventListener('scroll', () => render(), { passive: true });

  /** @param {string} id @param {string} label @param {(value: string|null) => object} patch */
  function select(id, label, patch) {
    const element = h('select', { 'aria-label': label, testid: id, on: { change: () => router.go(patch(element.value || null), true) } });
    return element;
  }

  /** @param {any} element @param {(string|null|undefined)[]} names @param {string|null} chosen @param {string} all */
  function options(element, names, chosen, all) {
    const known = ['', .../** @type {string[]} */ (names.filter(Boolean))];
    if (chosen && !known.includes(chosen)) known.push(chosen);
    reconcile(element, known, (one) => one, (one) => h('option', { value: one, text: one || all }), () => {});
    element.value = chosen ?? '';
  }

  /** @param {string} column */
  function sortBy(column) {
    const { sort } = router.route;
    const downFirst = COLUMNS.find(([id]) => id === column)?.[2];
    const [first, second] = downFirst ? [`-${column}`, column] : [column, `-${column}`];
    router.go({ sort: sort === first ? second : first }, true);
  }

  /** Draws the rows in sight. */
  function render() {
    if (!last) return;
    const { rows, next, total } = data.state;
    const first = Math.max(0, Math.floor(scroll.scrollTop / ROW_PX) - BEYOND);
    const end = Math.min(rows.length, first + Math.ceil((scroll.clientHeight || 600) / ROW_PX) + 2 * BEYOND);
    above.style.height = `${first * ROW_PX}px`;
    // Room for rows that are not read yet, so that the scroll bar says how many there are.
    below.style.height = `${(Math.max(rows.length, next ? (total ?? rows.length) : 0) - end) * ROW_PX}px`;
    table.setAttribute('aria-rowcount', String((total ?? rows.length) + 1));
    reconcile(
      body,
      rows.slice(first, end),
      (one) => one.miner,
      () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...COLUMNS.slice(1).map(() => h('td'))),
      (element, one) => rowOf(element, one),
    );
    [...body.children].forEach((element, index) => setAttribute(element, 'aria-rowindex', String(first + index + 2)));
    if (next && (scroll.scrollTop + 2 * scroll.clientHeight) / ROW_PX > rows.length) data.more();
  }

  /** @param {any} row @param {any} one */
  function rowOf(row, one) {
    const { now, route, priced } = last;
    const heard = one.receivedAtMs ?? one.atMs;
    setAttribute(row, 'data-testid', `miner-${one.miner}`);
    setAttribute(row, 'data-miner', one.state);
    const link = row.cells[0].firstElementChild;
    setText(link, one.miner + (one.weakIdentity ? ' (address only)' : ''));
    setAttribute(link, 'href', router.href({ fleet: route.fleet, miner: one.miner }));
    cells(row, [
      null,
      one.site,
      one.model ?? '—',
      one.stateReason ? `${one.state}: ${one.stateReason}` : one.state,
      join(hashrate(one.hashrateThs)),
      known(one.hashrateThs) && one.nominalHashrateThs > 0 ? percent(one.hashrateThs / one.nominalHashrateThs, 0) : '—',
      join(power(one.powerW)) + (known(one.powerW) && one.powerSource && !['meter', 'device'].includes(one.powerSource) ? ` ${one.powerSource}` : ''),
      number(one.efficiencyJth, 1),
      known(one.chipTemperatureC) ? `${number(one.chipTemperatureC)} °C` : '—',
      priced.text(one.breakEvenHashpriceUsdPhDay),
      priced.text(one.marginUsdPhDay, true) + (one.underWater ? ' ▼' : ''),
      known(heard) && now ? duration(now - heard) : 'never',
    ]);
    setAttribute(row.cells[3], 'title', one.stateReason ?? null);
    setAttribute(row.cells[10], 'data-water', one.underWater ? 'true' : null);
    setAttribute(row.cells[10], 'title', one.underWater ? 'under water: loses money now' : null);
  }

  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      const { route, fleet } = view;
      options(state, MINER_STATES, route.state, 'all states');
      options(site, (fleet?.sites ?? []).map((/** @type {any} */ one) => one.site), route.site, 'all sites');
      options(model, view.models ?? [], route.model, 'all models');
      water.checked = route.underwater;
      if ((route.text ?? '') !== typed && document.activeElement !== text) text.value = typed = route.text ?? '';
      setAttribute(worst, 'aria-pressed', String(route.sort === 'margin'));
      show(clear, Boolean(route.state || route.site || route.model || route.text || route.underwater));
      setAttribute(clear, 'href', router.href({ state: null, site: null, model: null, text: null, underwater: false }));
      COLUMNS.forEach(([id], index) => {
        const sorted = id && route.sort?.replace(/^-/, '') === id;
        setAttribute(heads[index], 'aria-sort', sorted ? (route.sort?.startsWith('-') ? 'descending' : 'ascending') : null);
      });
      if (data.ensure(view)) scroll.scrollTop = 0;
      const { rows, total, fault, busy } = data.state;
      show(scroll, rows.length > 0);
      show(none, rows.length === 0);
      setText(none, fault || (busy ? 'Reading…' : 'No miner matches.'));
      setText(status, rows.length === 0 ? '' : fault ? `${fault} Shown is what was read before.` : `${number(total ?? rows.length)} ${total === 1 ? 'miner' : 'miners'}${total === null ? ' and more' : ''}`);
      render();
    },
    dispose() {
      clearTimeout(typing);
      data.dispose();
    },
  };
}
