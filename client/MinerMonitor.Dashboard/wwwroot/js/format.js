// @ts-check
/** Numbers, times and words as people read them. Pure: no DOM, no clock. Absent values become a dash, never zero. */

export const DASH = '—';
const MINUS = '\u2212';
const THIN = '\u202f';

/** @param {unknown} value @returns {value is number} */
export const known = (value) => typeof value === 'number' && Number.isFinite(value);

/** @param {number|null|undefined} value @param {number} [digits] @param {boolean} [signed] */
export function number(value, digits = 0, signed = false) {
  if (!known(value)) return DASH;
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const zero = Number(Math.abs(value).toFixed(digits)) === 0;
  const sign = zero ? '' : value < 0 ? MINUS : signed ? '+' : '';
  return sign + text;
}

/** @param {number|null|undefined} value @param {number} [digits] @param {boolean} [signed] */
export function usd(value, digits = 0, signed = false) {
  if (!known(value)) return DASH;
  const text = number(value, digits, signed);
  return /^[+\u2212]/.test(text) ? `${text[0]}$${text.slice(1)}` : `$${text}`;
}

/** Dollars with K, M or B. @param {number|null|undefined} value @param {boolean} [signed] */
export function usdShort(value, signed = false) {
  if (!known(value)) return DASH;
  const size = Math.abs(value);
  const [divisor, unit] = size >= 1e9 ? [1e9, 'B'] : size >= 1e6 ? [1e6, 'M'] : size >= 1e4 ? [1e3, 'k'] : [1, ''];
  const scaled = value / divisor;
  const digits = divisor === 1 ? 0 : Math.abs(scaled) >= 100 ? 0 : 1;
  return usd(scaled, digits, signed) + (unit ? `${THIN}${unit}` : '');
}

/** A fraction in percent. @param {number|null|undefined} value @param {number} [digits] @param {boolean} [signed] */
export function percent(value, digits = 1, signed = false) {
  return known(value) ? `${number(value * 100, digits, signed)}${THIN}%` : DASH;
}

/** @param {number|null|undefined} ths terahashes a second @returns {[string, string]} figure and unit */
export function hashrate(ths) {
  if (!known(ths)) return [DASH, ''];
  const size = Math.abs(ths);
  const [divisor, unit] = size >= 1e6 ? [1e6, 'EH/s'] : size >= 1e3 ? [1e3, 'PH/s'] : [1, 'TH/s'];
  const scaled = ths / divisor;
  return [number(scaled, Math.abs(scaled) >= 100 ? 1 : 2), unit];
}

/** @param {number|null|undefined} watts @returns {[string, string]} figure and unit */
export function power(watts) {
  if (!known(watts)) return [DASH, ''];
  const size = Math.abs(watts);
  const [divisor, unit] = size >= 1e9 ? [1e9, 'GW'] : size >= 1e6 ? [1e6, 'MW'] : size >= 1e3 ? [1e3, 'kW'] : [1, 'W'];
  return [number(watts / divisor, divisor === 1 ? 0 : 2), unit];
}

/** @param {[string, string]} pair */
export const join = ([figure, unit]) => (unit ? `${figure}${THIN}${unit}` : figure);

/** A span of time, two units at most. @param {number|null|undefined} ms */
export function duration(ms) {
  if (!known(ms)) return DASH;
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds}${THIN}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${THIN}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return two(hours, 'h', minutes % 60, 'min');
  const days = Math.floor(hours / 24);
  return days < 60 ? two(days, 'd', hours % 24, 'h') : `${days}${THIN}d`;
}

/** @param {number} a @param {string} aUnit @param {number} b @param {string} bUnit */
const two = (a, aUnit, b, bUnit) => (b ? `${a}${THIN}${aUnit} ${b}${THIN}${bUnit}` : `${a}${THIN}${aUnit}`);

/** @param {number|null|undefined} ms Unix milliseconds */
export const utcTime = (ms) => (known(ms) ? new Date(ms).toISOString().slice(11, 19) : DASH);

/** @param {number|null|undefined} ms Unix milliseconds */
export const utcMinute = (ms) => (known(ms) ? `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC` : DASH);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** @param {number|null|undefined} ms Unix milliseconds */
export function utcDay(ms) {
  if (!known(ms)) return DASH;
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** Day, month and time, for things within a few weeks. @param {number|null|undefined} ms Unix milliseconds */
export function utcShort(ms) {
  if (!known(ms)) return DASH;
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.toISOString().slice(11, 16)}`;
}

/** Difficulty with its tera prefix. @param {number|null|undefined} value */
export const difficulty = (value) => (known(value) ? `${number(value / 1e12, 2)}${THIN}T` : DASH);

/** A value of an input in its own unit. @param {number|null|undefined} value @param {string|undefined} unit */
export function inUnit(value, unit) {
  if (!known(value)) return DASH;
  if (!unit) return number(value, digitsFor(value));
  if (unit === 'USD/BTC' || unit === 'USD') return Math.abs(value) >= 1e6 ? usdShort(value) : usd(value);
  if (/^(million USD|USD million|USD M|M USD)/i.test(unit)) return usdShort(value * 1e6, true);
  if (/^(fraction|share)$/i.test(unit)) return percent(value);
  if (unit === '1' || unit === 'height') return value >= 1e12 ? difficulty(value) : number(value, digitsFor(value)).replaceAll(',', '');
  if (value >= 1e12) return `${number(value / 1e12, 2)}${THIN}T`;
  return `${number(value, digitsFor(value))}${THIN}${unit}`;
}

/** @param {number} value */
const digitsFor = (value) => (Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 4);

/** @param {string|null|undefined} text */
export const capital = (text) => (text ? text[0].toUpperCase() + text.slice(1) : DASH);
