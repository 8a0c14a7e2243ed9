// @ts-check
/** Miners of a fleet, a page at a time from the server. */
import { request, segment } from '../api.js';
import { cells, h, panel, reconcile, setAttribute, setText, show } from '../dom.js';
import { duration, hashrate, join, known, number, power, usd } from '../format.js';

export const MINER_STATES = ['hashing', 'degraded', 'tuning', 'idle', 'curtailed', 'fault', 'offline', 'silent', 'maintenance', 'retired'];
const PAGE = 50;
/** The page of rows is read again at most this often, and only after the fleet has changed. */
const REFRESH_MS = 5_000;

/** @type {[string, string, (row: any) => any][]} */
const COLUMNS = [
  ['miner', 'Miner', (row) => row.miner],
  ['site', 'Site', (row) => row.site],
  ['model', 'Model', (row) => row.model],
  ['state', 'State', (row) => MINER_STATES.indexOf(row.state)],
  ['hashrate', 'Hashrate', (row) => row.hashrateThs],
  ['power', 'Power', (row) => row.powerW],
  ['efficiency', 'J/TH', (row) => row.efficiencyJth],
  ['chip', 'Chip', (row) => row.chipTemperatureC],
  ['breakeven', 'Break-even', (row) => row.breakEvenHashpriceUsdPhDay],
  ['margin', 'Margin', (row) => row.marginUsdPhDay],
  ['age', 'Heard', (row) => row.receivedAtMs ?? row.atMs],
];

/** @param {any} context */
export function minersTable(context) {
  const { router } = context;
  /** @type {{rows: any[], next: string|null, cursors: (string|null)[], key: string, at: number, busy: boolean, fault: string, fleetAt: number}} */
  const page = { rows: [], next: null, cursors: [null], key: '', at: -Infinity, busy: false, fault: '', fleetAt: 0 };
  let sort = { column: '', down: false };
  /** @type {AbortController|null} */
  let fetching = null;

  const state = h(
    'select',
    { 'aria-label': 'State', testid: 'filter-state', on: { change: () => router.go({ state: state.value || null }) } },
    h('option', { value: '', text: 'all states' }),
    ...MINER_STATES.map((one) => h('option', { value: one, text: one })),
  );
  const site = h('select', { 'aria-label': 'Site', testid: 'filter-site', on: { change: () => router.go({ site: site.value || null }) } });
  const water = h('input', {
    type: 'checkbox',
    testid: 'filter-underwater',
    on: { change: () => router.go({ underwater: water.checked }) },
  });
  const heads = COLUMNS.map(([id, title]) => {
    const button = h('button', { type: 'button', class: 'sort', text: title, testid: `sort-${id}`, on: { click: () => sortBy(id) } });
    return h('th', { scope: 'col' }, button);
  });
  const body = h('tbody');
  const status = h('span', { class: 'small', testid: 'miners-status', role: 'status' });
  const previous = h('button', {
    type: 'button',
    class: 'plain-button',
    text: '‹ Previous',
    testid: 'previous',
    on: { click: () => turn(-1) },
  });
  const next = h('button', { type: 'button', class: 'plain-button', text: 'Next ›', testid: 'next', on: { click: () => turn(1) } });
  const root = panel(
    { id: 'miners-panel', title: 'Miners', class: 'area-miners' },
    h(
      'div',
      { class: 'filters' },
      state,
      site,
      h('label', {}, water, ' under water only'),
      status,
      h('span', { class: 'pager' }, previous, next),
    ),
    h(
      'div',
      { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': 'Table of miners' },
      h(
        'table',
        { testid: 'miners-table', class: 'miners' },
        h('caption', { class: 'sr-only', text: 'Miners of the fleet; sorting orders the page shown' }),
        h('thead', {}, h('tr', {}, ...heads)),
        body,
      ),
    ),
  );
  /** @type {any} */
  let last = null;

  /** @param {string} column */
  function sortBy(column) {
    sort = { column, down: sort.column === column ? !sort.down : false };
    render();
  }

  /** @param {number} step */
  function turn(step) {
    if (step > 0 && page.next) page.cursors.push(page.next);
    else if (step < 0 && page.cursors.length > 1) page.cursors.pop();
    else return;
    void load();
  }

  async function load() {
    const { route } = last;
    fetching?.abort();
    const mine = (fetching = new AbortController());
    page.busy = true;
    page.at = performance.now();
    page.fleetAt = last.fleet?.asOfMs ?? 0;
    try {
      const answer = await request(`api/v1/fleets/${segment(route.fleet)}/miners`, {
        query: {
          world: route.world,
          limit: PAGE,
          after: page.cursors.at(-1),
          state: route.state,
          site: route.site,
          underwater: route.underwater ? 'true' : null,
        },
        signal: mine.signal,
      });
      page.rows = answer.items ?? [];
      page.next = answer.next ?? null;
      page.fault = '';
    } catch (error) {
      if (mine.signal.aborted) return;
      page.fault = /** @type {Error} */ (error).message;
    }
    page.busy = false;
    context.store.changed();
  }

  function render() {
    const chosen = COLUMNS.find(([id]) => id === sort.column);
    const rows = [...page.rows];
    if (chosen) {
      const read = chosen[2];
      // Rows without the value stay at the end, whichever way the others are sorted.
      rows.sort((a, b) => {
        const [x, y] = [read(a) ?? null, read(b) ?? null];
        if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1;
        return (x < y ? -1 : x > y ? 1 : 0) * (sort.down ? -1 : 1);
      });
    }
    COLUMNS.forEach(([id], index) =>
      setAttribute(heads[index], 'aria-sort', sort.column === id ? (sort.down ? 'descending' : 'ascending') : null),
    );
    const { now, route } = last;
    reconcile(
      body,
      rows,
      (one) => one.miner,
      () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...COLUMNS.slice(1).map(() => h('td'))),
      (row, one) => {
        setAttribute(row, 'data-testid', `miner-${one.miner}`);
        setAttribute(row, 'data-miner', one.state);
        setText(row.cells[0].firstElementChild, one.miner + (one.weakIdentity ? ' (address only)' : ''));
        setAttribute(
          row.cells[0].firstElementChild,
          'href',
          router.href({ fleet: route.fleet, miner: one.miner, state: null, site: null, underwater: false }),
        );
        const heard = one.receivedAtMs ?? one.atMs;
        cells(row, [
          null,
          one.site,
          one.model ?? '—',
          one.stateReason ? `${one.state}: ${one.stateReason}` : one.state,
          join(hashrate(one.hashrateThs)),
          known(one.powerW)
            ? join(power(one.powerW)) +
              (one.powerSource && one.powerSource !== 'meter' && one.powerSource !== 'device' ? ` (${one.powerSource})` : '')
            : '—',
          number(one.efficiencyJth, 1),
          known(one.chipTemperatureC) ? `${number(one.chipTemperatureC)} °C` : '—',
          usd(one.breakEvenHashpriceUsdPhDay, 2),
          usd(one.marginUsdPhDay, 2, true) + (one.underWater ? ' ▼' : ''),
          known(heard) && now ? `${duration(now - heard)} ago` : 'never',
        ]);
        setAttribute(row.cells[9], 'data-water', one.underWater ? 'true' : null);
        setAttribute(row.cells[9], 'title', one.underWater ? 'under water: loses money now' : null);
      },
    );
    const first = (page.cursors.length - 1) * PAGE;
    setText(
      status,
      page.fault ||
        (page.rows.length
          ? `rows ${number(first + 1)}–${number(first + page.rows.length)}${page.next ? ', more follow' : ', the last'}${sort.column && (page.next || page.cursors.length > 1) ? '; sorted within this page' : ''}`
          : page.busy
            ? 'reading…'
            : 'no miner matches'),
    );
    previous.disabled = page.cursors.length < 2;
    next.disabled = !page.next;
  }

  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      const { route, fleet } = view;
      state.value = route.state ?? '';
      water.checked = route.underwater;
      const names = ['', ...(fleet?.sites ?? []).map((/** @type {any} */ one) => one.site)];
      if (route.site && !names.includes(route.site)) names.push(route.site);
      reconcile(
        site,
        names,
        (one) => one,
        (one) => h('option', { value: one, text: one || 'all sites' }),
        () => {},
      );
      site.value = route.site ?? '';
      const key = JSON.stringify([route.world, route.fleet, route.state, route.site, route.underwater]);
      if (key !== page.key) {
        page.key = key;
        page.cursors = [null];
        page.rows = [];
        page.next = null;
        void load();
      } else if (!page.busy && fleet && fleet.asOfMs !== page.fleetAt && performance.now() - page.at > REFRESH_MS) {
        void load();
      }
      show(root, Boolean(route.fleet));
      render();
    },
    dispose() {
      fetching?.abort();
    },
  };
}
