// @ts-check
/** Which span of time the charts show. Pure: everything comes from the URL and the clock of the world. */

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Ranges that follow the present, milliseconds; `all` is everything that is kept. @type {Record<string, number>} */
export const RANGES = {
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '6h': 6 * HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
  '90d': 90 * DAY,
  '1y': 365 * DAY,
  all: Infinity,
};

/** @type {Record<string, string>} names for people */
export const RANGE_NAMES = {
  '15m': '15 minutes',
  '1h': '1 hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  '1y': '1 year',
  all: 'everything that is kept',
};

/** Oldest moment that `all` asks for: the first block. */
const OLDEST_MS = 1_230_768_000_000;
/** A window is never narrower than ten of the finest points. */
export const NARROWEST_MS = 50_000;

/** The range when the URL names none: a week of the present, all of a story. @param {string} world */
export const defaultRange = (world) => (world === 'live' ? '7d' : 'all');

/** @param {{world: string, range: string}} route */
export const rangeOf = ({ world, range }) => (range in RANGES ? range : defaultRange(world));

/**
 * The window to read.
 * @param {{world: string, range: string, from: number|null, to: number|null}} route @param {number} now world time
 * @param {{startMs?: number|null}|null} world
 * @returns {{from: number, to: number, follows: boolean}}
 */
export function windowOf(route, now, world) {
  if (route.from !== null && route.to !== null) return { from: route.from, to: route.to, follows: false };
  const span = RANGES[rangeOf(route)];
  const oldest = world?.startMs ?? OLDEST_MS;
  return { from: span === Infinity ? Math.min(oldest, now - MINUTE) : Math.max(oldest, now - span), to: now, follows: true };
}

/** The next wider or narrower range. @param {{world: string, range: string}} route @param {number} step */
export function neighbour(route, step) {
  const names = Object.keys(RANGES);
  const index = names.indexOf(rangeOf(route)) + step;
  return names[Math.min(names.length - 1, Math.max(0, index))];
}

/**
 * Where the axis begins: a window that is mostly empty at its left begins where the history does.
 * @param {number} from @param {number} to @param {number|null} first oldest point that is known
 * @returns {{from: number, clipped: boolean}}
 */
export function clip(from, to, first) {
  if (first === null || first <= from + 0.1 * (to - from) || first >= to) return { from, clipped: false };
  return { from: Math.max(from, first - 0.02 * (to - first)), clipped: true };
}
