// @ts-check
/** What is shown lives in the URL, so that every screen can be bookmarked and shared. */
import { HASHPRICE_UNITS } from './hashprice.js';
import { NARROWEST_MS, RANGES } from './range.js';

const VIEWS = ['sector', 'what-if', 'fleet', 'feeds', 'connect', 'system'];
export const SHEETS = ['all', 'costs', 'network', 'markets'];
const ASSUMPTIONS = /** @type {const} */ (['price', 'difficulty', 'tariff', 'fees']);
const SHORTEST_TURN_SEC = 5;

/**
 * @typedef {{price: number|null, difficulty: number|null, tariff: number|null, fees: number|null}} Assumptions
 * @typedef {{world: string, view: 'sector'|'what-if'|'fleet'|'miner'|'feeds'|'connect'|'system'|'operator', fleet: string|null, miner: string|null,
 *   theme: 'dark'|'light'|null, kiosk: boolean, rotate: string, every: number, big: boolean, sheet: string, range: string,
 *   from: number|null, to: number|null, hashprice: string, state: string|null, site: string|null, underwater: boolean,
 *   model: string|null, text: string|null, sort: string|null, colour: string|null, group: string|null, order: string|null,
 *   operator: string|null} & Assumptions} Route
 */

/** What a screen of fleets is asked for beside its name; none of it outlives the screen. */
const OF_FLEETS = /** @type {const} */ (['state', 'site', 'model', 'text', 'sort', 'colour', 'group', 'order', 'operator']);
/** @type {Partial<Route>} */
const NO_FLEET = { fleet: null, miner: null, underwater: false, ...Object.fromEntries(OF_FLEETS.map((name) => [name, null])) };

/** @param {string} search @returns {Route} */
export function parseRoute(search) {
  const query = new URLSearchParams(search);
  const fleet = query.get('fleet');
  const miner = query.get('miner');
  const asked = query.get('view') ?? '';
  const view = /** @type {Route['view']} */ (
    miner && fleet
      ? 'miner'
      : asked === 'fleet' || (fleet && asked !== 'sector')
        ? 'fleet'
        : asked === 'operator' && query.get('operator')
          ? 'operator'
          : VIEWS.includes(asked)
            ? asked
            : 'sector'
  );
  const theme = query.get('theme');
  const range = query.get('range') ?? '';
  const [from, to] = [time(query.get('from')), time(query.get('to'))];
  const span = from !== null && to !== null && to - from >= NARROWEST_MS;
  const every = Number(query.get('every'));
  return {
    world: query.get('world') || 'live',
    view,
    fleet,
    miner,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    kiosk: query.has('kiosk') && query.get('kiosk') !== '0',
    rotate: query.get('rotate') ?? '',
    every: every >= SHORTEST_TURN_SEC ? Math.min(every, 86_400) : 30,
    big: query.get('type') === 'big',
    sheet: SHEETS.includes(query.get('sheet') ?? '') ? /** @type {string} */ (query.get('sheet')) : 'all',
    range: range in RANGES ? range : '',
    from: span ? from : null,
    to: span ? to : null,
    hashprice: (query.get('hashprice') ?? '') in HASHPRICE_UNITS ? /** @type {string} */ (query.get('hashprice')) : 'usd-ph',
    ...readAll(query),
    underwater: query.get('underwater') === 'true',
    price: figure(query.get('price')),
    difficulty: figure(query.get('difficulty')),
    tariff: figure(query.get('tariff')),
    fees: figure(query.get('fees')),
  };
}

/** @param {URLSearchParams} query */
const readAll = (query) => /** @type {Record<typeof OF_FLEETS[number], string|null>} */ (Object.fromEntries(OF_FLEETS.map((name) => [name, query.get(name)])));

/** @param {Partial<Route>} route @returns {string} a query, empty values left out */
export function formatRoute(route) {
  const query = new URLSearchParams();
  if (route.world && route.world !== 'live') query.set('world', route.world);
  if (route.view && route.view !== 'sector' && route.view !== 'miner') query.set('view', route.view);
  for (const name of /** @type {const} */ (['fleet', 'miner', ...OF_FLEETS])) {
    const value = route[name];
    if (value) query.set(name, value);
  }
  if (route.underwater) query.set('underwater', 'true');
  if (route.view === 'what-if')
    for (const name of ASSUMPTIONS) if (route[name] !== null && route[name] !== undefined) query.set(name, String(route[name]));
  if (route.sheet && route.sheet !== 'all') query.set('sheet', route.sheet);
  if (route.range) query.set('range', route.range);
  if (route.from && route.to) {
    query.set('from', iso(route.from));
    query.set('to', iso(route.to));
  }
  if (route.hashprice && route.hashprice !== 'usd-ph') query.set('hashprice', route.hashprice);
  if (route.theme) query.set('theme', route.theme);
  if (route.big) query.set('type', 'big');
  if (route.kiosk) query.set('kiosk', '1');
  if (route.rotate) {
    query.set('rotate', route.rotate);
    if (route.every !== 30) query.set('every', String(route.every));
  }
  const text = query.toString();
  return text ? `?${['%2F', '/', '%40', '@', '%7E', '~', '%3A', ':', '%2C', ','].reduce(plain, text)}` : '?';
}

/** Undoes an escape that a query does not need. @param {string} text @param {string} one @param {number} index @param {string[]} all */
const plain = (text, one, index, all) => (index % 2 ? text : text.replaceAll(one, all[index + 1]));

/** @param {number} ms */
const iso = (ms) => new Date(Math.round(ms)).toISOString().replace(/\.000Z$/, 'Z');

/** @param {string|null} text @returns {number|null} */
function time(text) {
  if (!text) return null;
  const ms = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(ms) && Math.abs(ms) < 8.64e15 ? ms : null;
}

/** @param {string|null} text @returns {number|null} */
const figure = (text) => (text !== null && text !== '' && Number.isFinite(Number(text)) ? Number(text) : null);

export class Router {
  /** @param {(route: Route) => void} onChange */
  constructor(onChange) {
    this.onChange = onChange;
    this.route = parseRoute(location.search);
    window.addEventListener('popstate', () => this.read());
    document.addEventListener('click', (event) => this.follow(event));
  }

  read() {
    this.route = parseRoute(location.search);
    this.onChange(this.route);
  }

  /** The URL of the present screen with some things changed. @param {Partial<Route>} patch */
  href(patch) {
    const leaves = patch.view !== undefined && patch.view !== this.route.view;
    const base = leaves ? { ...this.route, ...NO_FLEET, sheet: 'all' } : this.route;
    return formatRoute({ ...base, ...patch });
  }

  /** @param {Partial<Route>} patch @param {boolean} [replace] */
  go(patch, replace = false) {
    const url = new URL(this.href(patch), document.baseURI);
    history[replace ? 'replaceState' : 'pushState'](null, '', url);
    this.read();
  }

  /** Follows links of the page itself without loading it anew. @param {MouseEvent} event */
  follow(event) {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a[href^="?"]') : null;
    if (!link) return;
    event.preventDefault();
    history.pushState(null, '', new URL(link.getAttribute('href') ?? '?', document.baseURI));
    this.read();
  }
}
