// @ts-check
/** Reads something of a fleet when it is first looked at, and again now and then while the fleet moves. */
import { request, segment } from '../../api.js';

/**
 * @template T
 * @param {any} context @param {string} path below the fleet @param {number} everyMs @param {object} [query]
 */
export function fleetRead(context, path, everyMs, query = {}) {
  /** @type {{value: any, fault: string, version: number}} */
  const state = { value: null, fault: '', version: 0 };
  let key = '';
  let readAt = -Infinity;
  let fleetAt = 0;
  /** @type {AbortController|null} */
  let reading = null;

  /** @param {any} route */
  async function read(route) {
    reading?.abort();
    const mine = (reading = new AbortController());
    try {
      state.value = await request(`api/v1/fleets/${segment(route.fleet)}/${path}`, { query: { world: route.world, ...query }, signal: mine.signal });
      state.fault = '';
    } catch (error) {
      if (mine.signal.aborted) return;
      state.fault = /** @type {Error} */ (error).message;
    }
    if (mine.signal.aborted) return;
    reading = null;
    state.version += 1;
    context.store.changed();
  }

  return {
    state,
    /** @param {any} view */
    ensure({ route, fleet, at }) {
      const now = `${route.world}/${route.fleet}`;
      const asOf = fleet?.asOfMs ?? 0;
      if (now !== key) {
        key = now;
        state.value = null;
      } else if (reading || asOf === fleetAt || at - readAt < everyMs) {
        return;
      }
      readAt = at;
      fleetAt = asOf;
      void read(route);
    },
    dispose() {
      reading?.abort();
    },
  };
}
