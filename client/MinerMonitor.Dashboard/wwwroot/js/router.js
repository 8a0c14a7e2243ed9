// @ts-check
/** What is shown lives in the URL, so that every screen can be bookmarked and shared. */

export const RANGES = /** @type {const} */ ({ '24h': 86_400, '7d': 604_800, '90d': 7_776_000, '2y': 63_072_000 });

/**
 * @typedef {{world: string, view: 'sector'|'fleet'|'miner'|'feeds'|'connect'|'system'|'operator', fleet: string|null, miner: string|null, theme: 'dark'|'light'|null,
 *   kiosk: boolean, range: string, state: string|null, site: string|null, underwater: boolean,
 *   model: string|null, text: string|null, sort: string|null, colour: string|null, group: string|null, order: string|null, operator: string|null}} Route
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
  const asked = query.get('view');
  const view =
    miner && fleet
      ? 'miner'
      : asked === 'fleet' || (fleet && asked !== 'sector')
        ? 'fleet'
        : asked === 'operator' && query.get('operator')
          ? 'operator'
          : asked === 'connect' || asked === 'feeds' || asked === 'system'
            ? asked
            : 'sector';
  const theme = query.get('theme');
  const range = query.get('range') ?? '';
  return {
    world: query.get('world') || 'live',
    view,
    fleet,
    miner,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    kiosk: query.has('kiosk') && query.get('kiosk') !== '0',
    range: range in RANGES ? range : '7d',
    ...readAll(query),
    underwater: query.get('underwater') === 'true',
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
  if (route.range && route.range !== '7d') query.set('range', route.range);
  if (route.theme) query.set('theme', route.theme);
  if (route.kiosk) query.set('kiosk', '1');
  const text = query.toString().replaceAll('%2F', '/').replaceAll('%40', '@').replaceAll('%7E', '~');
  return text ? `?${text}` : '?';
}

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
    const base = leaves ? { ...this.route, ...NO_FLEET } : this.route;
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
