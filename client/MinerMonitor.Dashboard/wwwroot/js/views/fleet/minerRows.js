// @ts-check
/** Rows of all miners in an order that the server makes: loaded as far as one scrolls, read again while one looks at the top. */
import { request, segment } from '../../api.js';

const CHUNK = 200;
/** Rows are read again at most this often, and only after the fleet has moved. */
const REFRESH_MS = 5_000;
/** Whoever scrolled further reads on; what is shown then is of the time it was read. */
const REFRESHED_ROWS = 1_000;

/** Query of the route as the server wants it. @param {any} route */
export function queryOf(route) {
  const down = route.sort?.startsWith('-');
  return {
    world: route.world,
    state: route.state,
    site: route.site,
    model: route.model,
    text: route.text,
    underWater: route.underwater ? 'true' : null,
    sort: route.sort ? route.sort.replace(/^-/, '') : null,
    order: route.sort ? (down ? 'desc' : 'asc') : null,
  };
}

/** @param {any} context */
export function minerRows(context) {
  /** @type {{rows: any[], next: string|null, total: number|null, busy: boolean, fault: string, readAt: number, version: number}} */
  const state = { rows: [], next: null, total: null, busy: false, fault: '', readAt: -Infinity, version: 0 };
  let key = '';
  let fleetAt = 0;
  /** @type {any} */
  let route = null;
  /** @type {AbortController|null} */
  let reading = null;

  /** @param {'begin'|'more'|'again'} what */
  async function read(what) {
    reading?.abort();
    const mine = (reading = new AbortController());
    state.busy = true;
    try {
      const answer = await request(`api/v1/fleets/${segment(route.fleet)}/miners`, {
        query: {
          ...queryOf(route),
          limit: what === 'again' ? Math.min(REFRESHED_ROWS, Math.max(CHUNK, state.rows.length)) : CHUNK,
          after: what === 'more' ? state.next : null,
        },
        signal: mine.signal,
      });
      const items = answer.items ?? [];
      state.rows = what === 'more' ? state.rows.concat(unknown(items)) : items;
      state.next = answer.next ?? null;
      state.total = answer.total ?? (state.next ? null : state.rows.length);
      state.fault = '';
    } catch (error) {
      if (mine.signal.aborted) return;
      state.fault = /** @type {Error} */ (error).message;
    }
    if (mine.signal.aborted) return;
    state.busy = false;
    state.readAt = performance.now();
    state.version += 1;
    context.store.changed();
  }

  /** A miner whose value moved while one scrolled may come a second time. @param {any[]} items */
  function unknown(items) {
    const seen = new Set(state.rows.map((row) => row.miner));
    return items.filter((row) => !seen.has(row.miner));
  }

  return {
    state,
    /** @param {any} view @returns {boolean} true when other rows than before are wanted */
    ensure(view) {
      route = view.route;
      const now = JSON.stringify([route.fleet, queryOf(route)]);
      if (now !== key) {
        key = now;
        fleetAt = view.fleet?.asOfMs ?? 0;
        void read('begin');
        return true;
      }
      const asOf = view.fleet?.asOfMs ?? 0;
      if (!state.busy && asOf !== fleetAt && state.rows.length <= REFRESHED_ROWS && performance.now() - state.readAt > REFRESH_MS) {
        fleetAt = asOf;
        void read('again');
      }
      return false;
    },
    /** Reads on, when there is more and nothing is being read. */
    more() {
      if (state.next && !state.busy && !state.fault) void read('more');
    },
    dispose() {
      reading?.abort();
    },
  };
}
