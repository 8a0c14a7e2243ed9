// @ts-check
/** Hashprice in the unit that the viewer chose. The server speaks USD/PH/s/day; others follow exactly, bitcoin through the price. Pure. */
import { DASH, known, number, usd } from './format.js';

/** @type {Record<string, {name: string, note: string, per: number, coin: 'usd'|'btc'|'sats'}>} `per` petahashes */
export const HASHPRICE_UNITS = {
  'usd-ph': { name: 'USD/PH/s/day', note: 'USD per PH/s and day', per: 1, coin: 'usd' },
  'usd-th': { name: 'USD/TH/s/day', note: 'USD per TH/s and day', per: 1e-3, coin: 'usd' },
  'btc-ph': { name: 'BTC/PH/s/day', note: 'BTC per PH/s and day', per: 1, coin: 'btc' },
  'sats-ph': { name: 'sats/PH/s/day', note: 'sats per PH/s and day', per: 1, coin: 'sats' },
  'sats-th': { name: 'sats/TH/s/day', note: 'sats per TH/s and day', per: 1e-3, coin: 'sats' },
};

/** @param {number|null|undefined} usdPhDay @param {string} unit @param {number|null|undefined} priceUsd @returns {number|null} */
export function hashpriceIn(usdPhDay, unit, priceUsd) {
  if (!known(usdPhDay)) return null;
  const { per, coin } = HASHPRICE_UNITS[unit];
  if (coin === 'usd') return usdPhDay * per;
  if (!known(priceUsd) || priceUsd <= 0) return null;
  return ((usdPhDay * per) / priceUsd) * (coin === 'sats' ? 1e8 : 1);
}

/**
 * @param {number|null|undefined} usdPhDay @param {string} unit @param {number|null|undefined} priceUsd the price that it was made with
 * @param {boolean} [signed] of a margin
 * @returns {{text: string, note: string, known: boolean}}
 */
export function hashprice(usdPhDay, unit, priceUsd, signed = false) {
  const { note, per, coin } = HASHPRICE_UNITS[unit];
  const value = hashpriceIn(usdPhDay, unit, priceUsd);
  if (value === null) return { text: DASH, note: known(usdPhDay) ? `${note}: needs a price` : note, known: false };
  const text = coin === 'usd' ? usd(value, per < 1 ? 5 : 2, signed) : `${number(value, coin === 'btc' ? 8 : per < 1 ? 2 : 0, signed)} ${coin === 'btc' ? 'BTC' : 'sats'}`;
  return { text, note, known: true };
}

/**
 * @typedef {{text: (usdPhDay: number|null|undefined, signed?: boolean) => string, in: (usdPhDay: number|null|undefined) => number|null,
 *   note: string, hash: string, key: string}} Priced
 */

/** All that a screen says per hashrate and day, in the unit chosen. @param {string} unit @param {number|null|undefined} priceUsd @returns {Priced} */
export const pricedIn = (unit, priceUsd) => ({
  text: (usdPhDay, signed = false) => hashprice(usdPhDay, unit, priceUsd, signed).text,
  in: (usdPhDay) => hashpriceIn(usdPhDay, unit, priceUsd),
  note: HASHPRICE_UNITS[unit].note,
  hash: HASHPRICE_UNITS[unit].per < 1 ? 'TH/s' : 'PH/s',
  // Dollars do not move with the price.
  key: HASHPRICE_UNITS[unit].coin === 'usd' ? unit : `${unit} ${Math.round((priceUsd ?? 0) / 10)}`,
});
