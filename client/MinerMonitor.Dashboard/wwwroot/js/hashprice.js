// @ts-check
/** Hashprice in the unit that the viewer chose. The server speaks USD/PH/s/day; others follow exactly, bitcoin through the price. Pure. */
import { DASH, known, number, usd } from './format.js';

/** @type {Record<string, {name: string, note: string, per: number, coin: 'usd'|'btc'|'sats'}>} `per` petahashes */
export const HASHPRICE_UNITS = {
  'usd-ph': { name: 'USD/PH/s/day', note: 'USD per PH/s and day', per: 1, coin: 'usd' },
  'usd-th': { name: 'USD/TH/s/day', note: 'USD per TH/s and day', per: 1e-3, coin: 'usd' },
  'btc-ph': { name: 'BTC/PH/s/day', note: 'BTC per PH/s and day', per: 1, coin: 'btc' },
  'sats-ph': { name: 'sats/PH/s/day', note: 'sats per PH/s and day', per: 1, coin: 'sats' },
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
 * @returns {{text: string, note: string, known: boolean}}
 */
export function hashprice(usdPhDay, unit, priceUsd) {
  const { note, per, coin } = HASHPRICE_UNITS[unit];
  const value = hashpriceIn(usdPhDay, unit, priceUsd);
  if (value === null) return { text: DASH, note: known(usdPhDay) ? `${note}: needs a price` : note, known: false };
  const text = coin === 'usd' ? usd(value, per < 1 ? 5 : 2) : coin === 'btc' ? `${number(value, 8)} BTC` : `${number(value)} sats`;
  return { text, note, known: true };
}
