// @ts-check
/** A wallboard nobody touches: no cursor, a screen that stays awake, pages that take turns. */
import { SHEETS } from './router.js';

const CURSOR_REST_MS = 3_000;
/** Somebody who touched the board reads for a while. */
const PAUSE_AFTER_TOUCH_MS = 60_000;

/** A page of a rotation, as the URL names it, as a change of the route; null for a name that means nothing. @param {string} name */
export function pageOf(name) {
  if (name === 'sector') return { view: 'sector', sheet: 'all', fleet: null, miner: null };
  if (SHEETS.includes(name)) return { view: 'sector', sheet: name, fleet: null, miner: null };
  if (['what-if', 'fleet', 'feeds', 'connect', 'system'].includes(name)) return { view: name, fleet: null, miner: null };
  if (name === 'fleets') return { view: 'fleet', fleet: null, miner: null };
  const fleet = /^fleet\/(.+)$/.exec(name)?.[1];
  return fleet ? { view: 'fleet', fleet, miner: null } : null;
}

export class Kiosk {
  /** @param {import('./router.js').Router} router */
  constructor(router) {
    this.router = router;
    /** @type {string[]} */
    this.pages = [];
    this.index = 0;
    this.shownSince = 0;
    this.pausedUntil = 0;
    /** @type {any} */
    this.lock = null;
    this.moved = 0;
    /** What the header shows. @type {{page: string, index: number, count: number, leftSec: number, paused: boolean}|null} */
    this.turn = null;
    for (const event of ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'])
      window.addEventListener(event, (one) => this.touched(one), { passive: true });
    document.addEventListener('visibilitychange', () => void this.stayAwake());
  }

  routeChanged() {
    const { kiosk, rotate } = this.router.route;
    const pages = kiosk ? rotate.split(',').filter((name) => pageOf(name)) : [];
    if (pages.join() !== this.pages.join()) {
      this.pages = pages;
      this.shownSince = performance.now();
      this.index = Math.max(0, pages.indexOf(this.current()));
    }
    void this.stayAwake();
  }

  /** The page of the rotation that the route shows. */
  current() {
    const { route } = this.router;
    return (
      this.pages.find((name) => {
        const page = pageOf(name);
        return page && page.view === route.view && (page.fleet ?? null) === route.fleet && (page.sheet ?? 'all') === route.sheet;
      }) ?? ''
    );
  }

  /** @param {Event} event */
  touched(event) {
    if (!this.router.route.kiosk) return;
    const at = performance.now();
    this.moved = at;
    document.documentElement.removeAttribute('data-idle');
    if (event.type !== 'pointermove') this.pausedUntil = at + PAUSE_AFTER_TOUCH_MS;
  }

  /** @param {number} at local time */
  update(at) {
    const { route } = this.router;
    document.documentElement.toggleAttribute('data-idle', route.kiosk && at - this.moved > CURSOR_REST_MS);
    if (this.pages.length < 2) return void (this.turn = null);
    const paused = at < this.pausedUntil;
    if (paused) this.shownSince = at;
    const leftMs = this.shownSince + route.every * 1000 - at;
    if (leftMs <= 0) {
      this.index = (this.index + 1) % this.pages.length;
      this.shownSince = at;
      const page = pageOf(this.pages[this.index]);
      if (page) this.router.go(/** @type {any} */ (page), true);
    }
    this.turn = {
      page: this.pages[this.index],
      index: this.index + 1,
      count: this.pages.length,
      leftSec: Math.max(0, Math.ceil((this.shownSince + route.every * 1000 - at) / 1000)),
      paused,
    };
  }

  /** Keeps the screen on where the browser can; the lock is lost with each change of tabs. */
  async stayAwake() {
    const wanted = this.router.route.kiosk && !document.hidden;
    const wake = /** @type {any} */ (navigator).wakeLock;
    if (!wake) return;
    if (!wanted) {
      const held = this.lock;
      this.lock = null;
      await held?.release();
      return;
    }
    if (this.lock && !this.lock.released) return;
    try {
      this.lock = await wake.request('screen');
    } catch {
      this.lock = null; // refused, by the battery saver for one: the board works without
    }
  }
}
