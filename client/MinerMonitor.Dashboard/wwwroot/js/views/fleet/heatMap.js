// @ts-check
/** Every miner of the fleet as a cell, by place or by value, coloured by what one asks for. */
import { h, panel, setAttribute, setText, show } from '../../dom.js';
import { number } from '../../format.js';
import { countOf } from '../../units.js';
import { columnsFor, readCells, refreshMs } from './cells.js';
import { byLevel, cornerOf, group, layout, placeAt, step } from './heatLayout.js';
import { legend } from './heatLegend.js';
import { MARKS_FROM, paint } from './heatPaint.js';
import { heatTip } from './heatTip.js';
import { COLOURINGS, lookUp, quantise } from './palette.js';

const GROUPINGS = [
  ['site', 'by site'],
  ['model', 'by model'],
  ['state', 'by state'],
  ['none', 'ungrouped'],
];

/** @param {any} context */
export function heatMap(context) {
  const { router } = context;
  const colourBy = picker('heat-colour', 'Coloured by', COLOURINGS.map((one) => [one.id, one.title]), (value) => ({ colour: value }));
  const groupBy = picker('heat-group', 'Grouped', GROUPINGS, (value) => ({ group: value }));
  const orderBy = picker('heat-order', 'Ordered', [['worst', 'worst first'], ['place', 'as first heard']], (value) => ({ order: value }));
  const status = h('span', { class: 'small', testid: 'heat-status', role: 'status' });
  const canvas = h('canvas', {
    class: 'heat-canvas',
    testid: 'heat-canvas',
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'heat map',
    'aria-label': 'Heat map of all miners. Arrow keys move from miner to miner, page up and down from group to group, enter opens.',
  });
  const ring = h('div', { class: 'heat-ring', hidden: true });
  const tip = heatTip(() => last);
  const absent = h('p', { class: 'absent', testid: 'heat-missing', hidden: true });
  const wrap = h('div', { class: 'heat-wrap' }, canvas, ring, tip.root);
  const key = legend();
  const root = panel(
    { id: 'heat-panel', title: 'All miners', class: 'area-heat', aside: h('div', { class: 'filters' }, status, colourBy.root, groupBy.root, orderBy.root) },
    absent,
    wrap,
    key.root,
    tip.spoken,
  );
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {{cells: import('./cells.js').Cells|null, fault: string, readAt: number, version: number, asked: string, fleetAt: number, loaded: string[]}} */
  const data = { cells: null, fault: '', readAt: -Infinity, version: 0, asked: '', fleetAt: 0, loaded: [] };
  /** @type {any} what is drawn now */
  let drawn = null;
  let drawnKey = '';
  let pointed = -1;
  /** @type {AbortController|null} */
  let reading = null;
  /** @type {any} */
  let last = null;
  let width = 0;
  const sizes = new ResizeObserver(() => {
    if (wrap.clientWidth !== width) {
      width = wrap.clientWidth;
      if (last) draw();
    }
  });
  sizes.observe(wrap);
  canvas.addEventListener('pointermove', (/** @type {PointerEvent} */ event) => point(placeUnder(event), false));
  canvas.addEventListener('pointerleave', () => point(-1, false));
  canvas.addEventListener('click', (/** @type {MouseEvent} */ event) => {
    point(placeUnder(event), false);
    void open();
  });
  canvas.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (!drawn) return;
    if (event.key === 'Enter' || event.key === ' ') void open();
    else if (event.key === 'Escape') point(-1, true);
    else if (/^(Arrow|Page|Home|End)/.test(event.key)) point(step(drawn.layout, pointed, event.key), true);
    else return;
    event.preventDefault();
  });
  canvas.addEventListener('focus', () => {
    if (canvas.matches(':focus-visible') && pointed < 0 && drawn) point(step(drawn.layout, -1, 'Home'), true);
  });
  canvas.addEventListener('blur', () => point(-1, false));

  /** @param {string} id @param {string} label @param {string[][]} options @param {(value: string) => object} patch */
  function picker(id, label, options, patch) {
    const select = h(
      'select',
      { id, testid: id, 'aria-label': label, on: { change: () => router.go(patch(select.value), true) } },
      ...options.map(([value, text]) => h('option', { value, text })),
    );
    return { root: select, select };
  }

  function coloured() {
    const found = COLOURINGS.find((one) => one.id === last.route.colour) ?? COLOURINGS[0];
    return found.id === 'margin' ? { ...found, format: (/** @type {number} */ value) => last.priced.text(value, true) } : found;
  }

  async function read() {
    const { route, fleet } = last;
    const columns = columnsFor(fleet?.miners.total ?? 0, coloured().needs.concat('marginUsdPhDay'));
    reading?.abort();
    const mine = (reading = new AbortController());
    data.readAt = performance.now();
    data.fleetAt = fleet?.asOfMs ?? 0;
    data.asked = `${route.world}/${route.fleet}`;
    try {
      const cells = await readCells(route.world, route.fleet, columns, mine.signal);
      if (mine.signal.aborted) return;
      data.cells = cells;
      data.loaded = columns;
      data.fault = '';
    } catch (error) {
      if (mine.signal.aborted) return;
      data.fault = /** @type {Error} */ (error).message;
    }
    reading = null;
    data.version += 1;
    context.store.changed();
  }

  function draw() {
    const { cells } = data;
    const { route } = last;
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const theme = document.documentElement.dataset.theme === 'light' ? 'light' : 'dark';
    const colouring = coloured();
    const ready = cells !== null && width > 0 && colouring.needs.every((name) => cells.columns[name]);
    show(absent, !cells || cells.count === 0);
    show(wrap, Boolean(cells?.count));
    show(key.root, Boolean(cells?.count));
    if (!cells || cells.count === 0) {
      setText(absent, cells ? 'No miner has reported yet.' : data.fault || 'Reading all miners…');
      return;
    }
    if (!ready) return;
    const filters = [route.state, route.site, route.model, route.underwater];
    const now = JSON.stringify([data.version, width, ratio, theme, colouring.id, colouring.id === 'margin' && last.priced.key, route.group, route.order, filters]);
    if (now === drawnKey) return;
    drawnKey = now;
    const { columns, count } = cells;
    const { levels, domain, known: knownCount } = quantise(colouring, columns, count);
    const keys = { site: columns.site, model: columns.model, state: columns.state }[route.group ?? 'site'] ?? null;
    const labels = { site: cells.sites, model: cells.models, state: cells.states }[route.group ?? 'site'] ?? [last.fleet?.fleet ?? route.fleet];
    const worstFirst = (route.order ?? 'worst') === 'worst' && colouring.ramp !== 'states';
    const sequence = worstFirst ? byLevel(levels) : null;
    // Of ages and temperatures the highest are the worst.
    if (sequence && (colouring.ramp === 'heat' || colouring.ramp === 'fade')) sequence.subarray(0, knownCount).reverse();
    const { groups, order } = group(keys, labels, count, sequence, route.group === 'model' ? 'model not known' : 'not known');
    const height = Math.round(Math.min(560, Math.max(240, window.innerHeight * 0.5)) * ratio);
    const placed = layout(groups, Math.floor(width * ratio), height, Math.round(20 * ratio));
    const dimmed = filters.some(Boolean) ? dim(cells, route) : null;
    const style = getComputedStyle(root);
    const ground = rgb(style.backgroundColor);
    canvas.width = Math.floor(width * ratio);
    canvas.height = Math.max(1, placed.height);
    canvas.style.width = `${canvas.width / ratio}px`;
    canvas.style.height = `${canvas.height / ratio}px`;
    const table = lookUp(theme, colouring, cells.states, ground);
    paint(pen, placed, {
      order, levels, dimmed: dimmed?.cells ?? null, table, state: columns.state, states: cells.states,
      ground: style.backgroundColor, text: style.color, ratio, font: style.fontFamily,
    });
    drawn = { layout: placed, order, ratio, colouring };
    setAttribute(canvas, 'data-cells', String(count));
    setAttribute(canvas, 'data-size', String(placed.size / ratio));
    key.set({ colouring, domain, table, cells, unknown: count - knownCount, marked: placed.size >= MARKS_FROM });
    setText(status, dimmed ? `${number(dimmed.matching)} of ${number(count)} match` : countOf(count, 'miner'));
    point(-1, false);
  }

  /** @param {any} cells @param {any} route */
  function dim({ columns, count, states, sites, models }, route) {
    const [state, site, model] = [states.indexOf(route.state), sites.indexOf(route.site), models.indexOf(route.model)];
    const out = new Uint8Array(count);
    let matching = 0;
    for (let cell = 0; cell < count; cell++) {
      const fits =
        (!route.state || columns.state[cell] === state) &&
        (!route.site || columns.site[cell] === site) &&
        (!route.model || columns.model[cell] === model) &&
        (!route.underwater || columns.marginUsdPhDay[cell] < 0);
      if (fits) matching += 1;
      else out[cell] = 1;
    }
    return { cells: out, matching };
  }

  /** @param {MouseEvent} event */
  function placeUnder(event) {
    if (!drawn) return -1;
    const box = canvas.getBoundingClientRect();
    return placeAt(drawn.layout, (event.clientX - box.left) * drawn.ratio, (event.clientY - box.top) * drawn.ratio);
  }

  /** Marks a place and says what is there. @param {number} place @param {boolean} keyboard */
  function point(place, keyboard) {
    if (place === pointed && !keyboard) return;
    pointed = place;
    tip.leave();
    const corner = place < 0 || !drawn ? null : cornerOf(drawn.layout, place);
    show(ring, corner !== null);
    show(tip.root, corner !== null);
    if (!corner) return;
    const { ratio } = drawn;
    const size = Math.max(4, drawn.layout.size / ratio);
    const [left, top] = [corner.x / ratio, corner.y / ratio];
    Object.assign(ring.style, { transform: `translate(${left - 2}px, ${top - 2}px)`, width: `${size + 3}px`, height: `${size + 3}px` });
    const right = left > wrap.clientWidth / 2;
    Object.assign(tip.root.style, {
      transform: `translate(${right ? left - 10 : left + size + 10}px, ${top + size / 2}px) translate(${right ? '-100%' : '0'}, -50%)`,
    });
    tip.describe(/** @type {any} */ (data.cells), drawn.order[place], keyboard);
  }

  /** @param {number} place */
  const cellOf = (place) => data.cells?.columns.cell[drawn.order[place]] ?? -1;

  async function open() {
    if (!drawn || pointed < 0) return;
    const row = await tip.rowOf(cellOf(pointed));
    if (row) router.go({ miner: row.miner });
  }

  return {
    root,
    /** @param {any} view */
    update(view) {
      last = view;
      const { route, fleet } = view;
      colourBy.select.value = coloured().id;
      groupBy.select.value = route.group ?? 'site';
      orderBy.select.value = route.order ?? 'worst';
      const where = `${route.world}/${route.fleet}`;
      if (where !== data.asked) {
        data.cells = null;
        tip.forget();
        drawn = null;
        drawnKey = '';
        void read();
      } else if (!reading) {
        const lacks = data.cells && !coloured().needs.every((name) => data.loaded.includes(name));
        const old = fleet && fleet.asOfMs !== data.fleetAt && performance.now() - data.readAt > refreshMs(data.cells?.count ?? 0);
        if (lacks || old) void read();
      }
      draw();
    },
    dispose() {
      reading?.abort();
      tip.dispose();
      sizes.disconnect();
    },
  };
}

/** @param {string} text @returns {[number, number, number]} */
function rgb(text) {
  const [r, g, b] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [r || 0, g || 0, b || 0];
}
