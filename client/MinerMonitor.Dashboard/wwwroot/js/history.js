// @ts-check
/** Series and annotations for the charts: read when a screen or its window changes, and again now and then while it is looked at. */
import { request, segment } from './api.js';
import { clip, windowOf } from './range.js';

const AGAIN_AFTER_MS = 120_000;
/** A replay that plays moves days in a minute. */
const AGAIN_IN_REPLAY_MS = 5_000;
const POINTS = 600;
const FINEST_SEC = 5;

export class History {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.key = '';
    this.version = 0;
    this.readAt = -Infinity;
    /** What was read last. @type {{from: number, to: number, follows: boolean}|null} */
    this.window = null;
    /** Oldest point of what was read. @type {number|null} */
    this.first = null;
    /** @type {any[]} */
    this.annotations = [];
    /** @type {AbortController|null} */
    this.reading = null;
  }

  /**
   * Makes sure that the series of a screen are at hand.
   * @param {string} world @param {string[]} names @param {any} route @param {number|null} now world time @param {number} at local time
   * @param {any} info the world, when it is known
   */
  ensure(world, names, route, now, at, info) {
    if (now === null || names.length === 0) return;
    const wanted = windowOf(route, now, info);
    const key = `${world}|${wanted.follows ? route.range : `${wanted.from}-${wanted.to}`}|${info?.startMs ?? ''}|${names.join()}`;
    const held = this.window;
    const span = wanted.to - wanted.from;
    // A replay that jumped leaves the window that was read.
    const jumped = Boolean(held && wanted.follows && (now < held.to - span / 20 || now > held.to + span / 20));
    const speed = info?.ended ? 0 : (info?.speed ?? 1);
    const again = !wanted.follows ? Infinity : speed > 1 ? AGAIN_IN_REPLAY_MS : AGAIN_AFTER_MS;
    if (key === this.key && !jumped && at - this.readAt < again) return;
    const forget = !this.key.startsWith(`${world}|`) || Boolean(held && wanted.follows && now < held.to);
    this.key = key;
    this.readAt = at;
    this.window = wanted;
    if (forget) {
      this.store.series.clear();
      this.annotations = [];
      this.first = null;
    }
    void this.read(world, names, wanted);
  }

  /** The window as the charts show it now. @param {any} route @param {number|null} now @param {any} info */
  shown(route, now, info) {
    if (now === null) return { from: null, to: null, follows: true, clipped: false, first: this.first };
    const wanted = windowOf(route, now, info);
    const { from, clipped } = wanted.follows ? clip(wanted.from, wanted.to, this.first) : { from: wanted.from, clipped: false };
    return { ...wanted, from, clipped, first: this.first };
  }

  /** @param {string} world @param {string[]} names @param {{from: number, to: number}} window */
  async read(world, names, window) {
    this.reading?.abort();
    const mine = (this.reading = new AbortController());
    const [from, to] = [Math.round(window.from), Math.round(window.to)];
    const step = Math.max(FINEST_SEC, Math.round((to - from) / 1000 / POINTS));
    const query = { world, from, to, step };
    const series = names.map(async (name) => {
      try {
        return [name, await request(`api/v1/series/${name.split('/').map(segment).join('/')}`, { query, signal: mine.signal })];
      } catch (error) {
        // Without history the charts show the present value alone; the screen says nothing that is not so.
        return [name, { points: [], fault: /** @type {Error} */ (error).message }];
      }
    });
    const marks = request('api/v1/annotations', { query: { world, from, to }, signal: mine.signal }).then(
      (page) => page.items ?? [],
      () => this.annotations,
    );
    const [all, annotations] = await Promise.all([Promise.all(series), marks]);
    if (mine.signal.aborted) return;
    this.store.series.clear();
    for (const [name, result] of all) this.store.series.set(name, result);
    const firsts = all.map(([, result]) => result.points?.[0]?.atMs).filter((/** @type {any} */ one) => one !== undefined);
    this.first = firsts.length ? Math.max(from, Math.min(...firsts)) : null;
    this.annotations = annotations;
    this.version += 1;
    this.store.changed();
  }
}
