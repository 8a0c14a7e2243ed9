// @ts-check
/** Which fleet: a field that finds one among thousands, with what each of them does. Read page by page, only while it is open. */
import { request } from '../../api.js';
import { h, reconcile, setAttribute, setText, show } from '../../dom.js';
import { known, number, percent } from '../../format.js';

const ROW_PX = 46;
const BEYOND = 4;
const PAGE = 500;
/** What was read stays good for so long. */
const AGAIN_AFTER_MS = 15_000;

/** @param {any} context */
export function fleetPicker(context) {
  const { router } = context;
  const field = h('input', {
    id: 'fleet-picker',
    testid: 'fleet-picker',
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': 'fleet-list',
    on: { focus: open, click: open, blur: close, input: () => filter(field.value.trim()), keydown: pressed },
  });
  const list = h('div', { id: 'fleet-list', role: 'listbox', 'aria-label': 'Fleets', testid: 'fleet-list', class: 'fleet-list', on: { scroll: render } });
  const space = h('div', { class: 'fleet-list-space', role: 'presentation' });
  const status = h('p', { class: 'small', role: 'status', testid: 'fleet-list-status' });
  const popup = h('div', { class: 'fleet-popup', hidden: true, on: { mousedown: (/** @type {Event} */ event) => event.preventDefault() } }, list, status);
  list.append(space);
  const root = h('div', { class: 'fleet-picker' }, field, popup);
  /** @type {any[]} */
  let all = [];
  /** @type {any[]} */
  let shown = [];
  let active = 0;
  let wanted = '';
  let fault = '';
  let readAt = -Infinity;
  let world = '';
  /** @type {AbortController|null} */
  let reading = null;

  function open() {
    if (!popup.hidden) return;
    show(popup, true);
    setAttribute(field, 'aria-expanded', 'true');
    field.select();
    filter('');
    const here = shown.findIndex((one) => one.fleet === router.route.fleet);
    if (here > 0) move(here);
    if (performance.now() - readAt > AGAIN_AFTER_MS || world !== router.route.world) void read();
  }

  function close() {
    show(popup, false);
    setAttribute(field, 'aria-expanded', 'false');
    setAttribute(field, 'aria-activedescendant', null);
    field.value = router.route.fleet ?? '';
  }

  async function read() {
    reading?.abort();
    const mine = (reading = new AbortController());
    if (world !== router.route.world) all = [];
    world = router.route.world;
    /** @type {any[]} */
    const found = [];
    try {
      let after = null;
      do {
        /** @type {any} */
        const page = await request('api/v1/fleets', { query: { world, after, limit: PAGE }, signal: mine.signal });
        if (mine.signal.aborted) return;
        found.push(...(page.items ?? []));
        after = page.next ?? null;
        // The first pages can be used while the others come.
        if (found.length > all.length || !after) all = [...found];
        reading = after ? mine : null;
        refilter();
      } while (after);
      fault = '';
      readAt = performance.now();
    } catch (error) {
      if (mine.signal.aborted) return;
      fault = /** @type {Error} */ (error).message;
      reading = null;
    }
    refilter();
  }

  /** @param {string} text */
  function filter(text) {
    wanted = text.toLowerCase();
    active = 0;
    list.scrollTop = 0;
    refilter();
  }

  function refilter() {
    const chosen = shown[active]?.fleet;
    shown = wanted ? all.filter((one) => one.fleet.toLowerCase().includes(wanted)) : all;
    active = Math.max(0, shown.findIndex((one) => one.fleet === chosen));
    const count = wanted ? `${number(shown.length)} of ${number(all.length)} fleets` : `${number(all.length)} ${all.length === 1 ? 'fleet' : 'fleets'}`;
    setText(status, fault || (shown.length || !reading ? `${count}${reading ? ', reading more …' : ''}` : 'Reading …'));
    render();
  }

  function render() {
    if (popup.hidden) return;
    space.style.height = `${shown.length * ROW_PX}px`;
    const first = Math.max(0, Math.floor(list.scrollTop / ROW_PX) - BEYOND);
    const end = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW_PX) + BEYOND);
    reconcile(
      space,
      shown.slice(first, end).map((one, index) => ({ ...one, at: first + index })),
      (one) => one.fleet,
      (one) => h('div', { role: 'option', class: 'fleet-option', testid: `fleet-option-${one.fleet}`, on: { click: () => pick(one.fleet) } }, h('b'), h('span'), h('span'), h('span')),
      option,
    );
    setAttribute(field, 'aria-activedescendant', space.querySelector('[aria-selected="true"]')?.id ?? null);
  }

  /** @param {any} element @param {any} one */
  function option(element, one) {
    const { miners, totals } = one;
    element.id = `fleet-option-${one.at}`;
    element.style.transform = `translateY(${one.at * ROW_PX}px)`;
    setAttribute(element, 'aria-posinset', String(one.at + 1));
    setAttribute(element, 'aria-setsize', String(shown.length));
    setAttribute(element, 'aria-selected', String(one.at === active));
    setAttribute(element, 'data-here', one.fleet === router.route.fleet ? 'yes' : null);
    const [name, state, water, trouble] = element.children;
    setText(name, one.fleet);
    // Somebody without a key knows the names of a replay's fleets alone.
    setText(state, miners ? (miners.total === 0 ? 'nothing reported yet' : `${number(miners.hashing)} of ${number(miners.total)} hashing`) : '');
    const share = totals?.shareUnderWater;
    setText(water, known(share) ? `${share > 0 ? '▼ ' : ''}${percent(share, 0)} under water` : '');
    setAttribute(water, 'data-water', known(share) && share > 0 ? 'true' : null);
    const ill = miners ? [['silent', miners.silent], ['offline', miners.offline], ['fault', miners.fault]].filter(([, count]) => count > 0) : [];
    setText(trouble, ill.map(([what, count]) => `${number(/** @type {number} */ (count))} ${what}`).join(', '));
  }

  /** @param {number} to */
  function move(to) {
    active = Math.min(shown.length - 1, Math.max(0, to));
    const top = active * ROW_PX;
    if (top < list.scrollTop) list.scrollTop = top;
    else if (top + ROW_PX > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW_PX - list.clientHeight;
    render();
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const page = Math.max(1, Math.floor(list.clientHeight / ROW_PX) - 1);
    const steps = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page });
    if (event.key in steps) {
      if (popup.hidden) open();
      else move(active + steps[event.key]);
    } else if (event.key === 'Enter' && !popup.hidden && shown[active]) pick(shown[active].fleet);
    else if (event.key === 'Escape' && !popup.hidden) close();
    else return;
    event.preventDefault();
  }

  /** @param {string} fleet */
  function pick(fleet) {
    close();
    router.go({ fleet, miner: null, site: null, state: null, model: null, text: null });
  }

  return {
    root,
    /** @param {any[]} fleets those known before the list is opened */
    update(fleets) {
      if (all.length === 0 && fleets.length > 0) all = fleets;
      if (popup.hidden && field.value !== (router.route.fleet ?? '')) field.value = router.route.fleet ?? '';
    },
    dispose() {
      reading?.abort();
    },
  };
}
