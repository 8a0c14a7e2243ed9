// @ts-check
/** How old a value is and whether it may be shown as live. Pure. */
import { duration, known } from './format.js';

/** Without a frame for this long, everything on the page counts as not live. */
export const SILENCE_LIMIT_MS = 10_000;

/** @type {Record<string, string>} each state has a word of its own */
export const STATE_WORDS = {
  live: 'live',
  stale: 'stale',
  missing: 'missing',
  'never-configured': 'never configured',
  off: 'off',
  blocked: 'blocked',
  connecting: 'connecting',
  subscribing: 'subscribing',
  reconnecting: 'reconnecting',
  degraded: 'degraded',
  disconnected: 'not live',
};

/** @type {Record<string, string>} what each state means */
export const STATE_MEANINGS = {
  live: 'Fresh.',
  stale: 'Known, but older than its limit: the model does not use it.',
  missing: 'Should be there and is not.',
  'never-configured': 'Nothing was ever received and no source is set up.',
  off: 'Switched off by configuration.',
  blocked: 'The source refuses this address or region.',
  subscribing: 'Connected and asked for; nothing has come yet.',
  degraded: 'Delivers, but less than it should.',
  disconnected: 'This page hears nothing from the server now.',
};

/** @type {Record<string, string>} origins that are marked; measured values carry no mark */
export const ORIGIN_MEANINGS = {
  article: 'Quoted from a publication',
  chain: 'Fact of the Bitcoin chain',
  derived: 'Computed from other values',
  interpolated: 'Filled in between two known values',
  simulated: 'Made by a simulator',
};

/**
 * @typedef {{id?: string, value?: number|null, unit?: string, atMs?: number|null, ageLimitMs?: number, state: string,
 *   origin?: string|null, source?: string|null, missingReason?: string|null}} Reading
 * @typedef {{state: string, ageMs: number|null, age: string, reason: string, origin: string|null, source: string|null}} Freshness
 */

/**
 * Judges a reading at a moment of its world.
 * @param {Reading|null|undefined} reading
 * @param {number|null} nowMs world time, null while no server clock is known
 * @returns {Freshness}
 */
export function judge(reading, nowMs) {
  if (!reading)
    return { state: 'missing', ageMs: null, age: '', reason: 'The server has not sent this value.', origin: null, source: null };
  const ageMs = known(reading.atMs) && known(nowMs) ? Math.max(0, nowMs - reading.atMs) : null;
  const limit = reading.ageLimitMs;
  const tooOld = reading.state === 'live' && ageMs !== null && known(limit) && limit > 0 && ageMs > limit;
  const state = tooOld ? 'stale' : reading.state;
  const reason = tooOld
    ? `Older than its limit of ${duration(limit)}.`
    : (reading.missingReason ?? (state === 'live' ? '' : (STATE_MEANINGS[state] ?? '')));
  return {
    state,
    ageMs,
    age: ageMs === null ? '' : duration(ageMs),
    reason,
    origin: reading.origin ?? null,
    source: reading.source ?? null,
  };
}

/** The worse of several judgements leads. @param {Freshness[]} all @returns {Freshness} */
export function worst(all) {
  const order = ['blocked', 'off', 'never-configured', 'missing', 'stale'];
  for (const state of order) {
    const found = all.find((one) => one.state === state);
    if (found) return found;
  }
  return all.reduce((old, one) => ((one.ageMs ?? 0) > (old.ageMs ?? 0) ? one : old));
}
