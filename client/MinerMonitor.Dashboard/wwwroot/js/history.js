// @ts-check
/** Series for the charts: read when a screen or its range changes, and again now and then while it is looked at. */
import { request, segment } from './api.js';
import { RANGES } from './router.js';

const AGAIN_AFTER_MS = 120_000;
/** A replay that plays moves days in a minute. */
const AGAIN_IN_REPLAY_MS = 5_000;
const POINTS = 600;

export class History {
  /** @param {import('./store.js').Store} store */
  constructor(store) {
    this.store = store;
    this.key = '';
    this.version = 0;
    this.readAt = -Infinity;
    /** @type {number|null} */
    this.from = null;
    /** @type {number|null} */
    this.to = null;
    /** @type {AbortController|null} */
    this.reading = null;
  }

  /**
   * Makes sure that the series of a screen are at hand.
   * @param {string} world @param {string[]} names @param {string} range @param {number|null} now world time @param {number} at local time @param {number} speed world seconds per second
   */
  ensure(world, names, range, now, at, speed) {
    if (now === null || names.length === 0) return;
    const span = RANGES[/** @type {keyof typeof RANGES} */ (range)] * 1000;
    // A replay that jumped leaves the window that was read.
    const jumped = this.to !== null && (now < this.to - span / 20 || now > this.to + span / 20);
    const key = `${world}|${range}|${names.join()}`;
    if (key === this.key && !jumped && at - this.readAt < (speed > 1 ? AGAIN_IN_REPLAY_MS : AGAIN_AFTER_MS)) {
      if (this.to !== null && now > this.to) this.to = now;
      return;
    }
    const forget = key !== this.key || (this.to !== null && now < this.to);
    this.key = key;
    this.readAt = at;
    this.to = now;
    this.from = now - span;
    if (forget) this.store.series.clear();
    this.version += 1;
    void this.read(world, names, span);
  }

  /** @param {string} world @param {string[]} names @param {number} span */
  async read(world, names, span) {
    this.reading?.abort();
    const mine = (this.reading = new AbortController());
    const [from, to] = [Math.round(/** @type {number} */ (this.from)), Math.round(/** @type {number} */ (this.to))];
    const step = Math.max(5, Math.round(span / 1000 / POINTS));
    await Promise.all(
      names.map(async (name) => {
        try {
          const result = await request(`api/v1/series/${name.split('/').map(segment).join('/')}`, {
            query: { world, from, to, step },
            signal: mine.signal,
          });
          this.store.series.set(name, result);
        } catch (error) {
          // Without history the charts show the present value alone; the screen says nothing that is not so.
          if (!mine.signal.aborted) this.store.series.set(name, { points: [], fault: /** @type {Error} */ (error).message });
        }
      }),
    );
    if (mine.signal.aborted) return;
    this.version += 1;
    this.store.changed();
  }
}
