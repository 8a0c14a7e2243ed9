// @ts-check
/** The supply curve of the fleets that the viewer may read: hashrate by break-even hashprice. */
import { ApiError, request, segment } from './api.js';

const AGAIN_AFTER_MS = 30_000;
/** A slider asks no more often than this. */
const NOT_BEFORE_MS = 250;
/** More fleets than this are not asked one by one. */
const MOST_FLEETS = 24;

/** @typedef {{breakEven: number, ths: number}} Step */

export class Supply {
  constructor() {
    /** @type {Step[]} lowest break-even first, one cent wide */
    this.steps = [];
    /** Nominal hashrate of the fleets, TH/s, with and without a known break-even. */
    this.nominalThs = 0;
    this.fleets = 0;
    this.left = 0;
    this.version = 0;
    this.key = '';
    /** Tariff that every site is assumed to pay, USD/kWh; null: each its own. @type {number|null} */
    this.tariffUsdKwh = null;
    this.busy = false;
    this.readAt = -Infinity;
    this.fault = '';
    this.stop = new AbortController();
  }

  /**
   * @param {any[]|null} fleets those that the viewer may read @param {number} at local time @param {() => void} changed
   * @param {number|null} [tariffUsdKwh] that every site is assumed to pay
   */
  ensure(fleets, at, changed, tariffUsdKwh = null) {
    // One read at a time: of a slider that moves, the place where it is when the answer comes.
    if (fleets === null || this.busy) return;
    const names = fleets.map((one) => one.fleet).sort();
    const key = JSON.stringify([names, tariffUsdKwh]);
    if (at - this.readAt < (key === this.key ? AGAIN_AFTER_MS : this.version ? NOT_BEFORE_MS : 0)) return;
    this.key = key;
    this.readAt = at;
    void this.read(names, changed, tariffUsdKwh);
  }

  /** @param {string[]} names @param {() => void} changed @param {number|null} tariffUsdKwh */
  async read(names, changed, tariffUsdKwh) {
    this.busy = true;
    const asked = names.slice(0, MOST_FLEETS);
    try {
      const curves = await Promise.all(asked.map((name) => request(`api/v1/fleets/${segment(name)}/supply-curve`, { query: { tariffUsdKwh }, signal: this.stop.signal })));
      /** @type {Map<number, number>} */
      const sums = new Map();
      for (const { steps } of curves)
        for (const one of steps) sums.set(one.breakEvenHashpriceUsdPhDay, (sums.get(one.breakEvenHashpriceUsdPhDay) ?? 0) + one.nominalThs);
      this.steps = [...sums].sort(([a], [b]) => a - b).map(([breakEven, ths]) => ({ breakEven, ths }));
      this.nominalThs = curves.reduce((sum, one) => sum + one.nominalHashrateThs, 0);
      this.tariffUsdKwh = tariffUsdKwh;
      this.fleets = asked.length;
      this.left = names.length - asked.length;
      this.fault = '';
    } catch (error) {
      if (this.stop.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      this.fault = error.message;
    } finally {
      this.busy = false;
    }
    this.version += 1;
    changed();
  }

  dispose() {
    this.stop.abort();
  }
}

/** Hashrate whose break-even is known. @param {Step[]} steps */
export const knownThs = (steps) => steps.reduce((sum, one) => sum + one.ths, 0);

/** Share of it that loses money; to the cent, as the server counts. @param {Step[]} steps @param {number|null|undefined} hashpriceUsdPhDay @returns {number|null} */
export function shareUnderWater(steps, hashpriceUsdPhDay) {
  const all = knownThs(steps);
  if (all <= 0 || typeof hashpriceUsdPhDay !== 'number') return null;
  const lastAfloat = Math.floor(hashpriceUsdPhDay * 100 + 1e-9) / 100;
  return steps.reduce((sum, one) => (one.breakEven > lastAfloat + 1e-6 ? sum + one.ths : sum), 0) / all;
}

/** Corners of the curve: share of the known hashrate against the hashprice that it needs. @param {Step[]} steps @returns {[number, number][]} */
export function corners(steps) {
  const all = knownThs(steps);
  /** @type {[number, number][]} */
  const line = [];
  let sum = 0;
  for (const { breakEven, ths } of steps) {
    line.push([(100 * sum) / all, breakEven]);
    sum += ths;
    line.push([(100 * sum) / all, breakEven]);
  }
  return line;
}
