// @ts-check
/** Units that only operators' screens need. Pure. */
import { DASH, known, number, usd, usdShort } from './format.js';

const THIN = '\u202f';

/** @param {number|null|undefined} kwh @returns {[string, string]} figure and unit */
export function energy(kwh) {
  if (!known(kwh)) return [DASH, ''];
  const size = Math.abs(kwh);
  const [divisor, unit] = size >= 1e6 ? [1e6, 'GWh'] : size >= 1e3 ? [1e3, 'MWh'] : [1, 'kWh'];
  const scaled = kwh / divisor;
  return [number(scaled, Math.abs(scaled) >= 100 ? 1 : 2), unit];
}

/** @param {number|null|undefined} bytes */
export function bytes(bytes) {
  if (!known(bytes)) return DASH;
  const size = Math.abs(bytes);
  const [divisor, unit] = size >= 2 ** 30 ? [2 ** 30, 'GiB'] : size >= 2 ** 20 ? [2 ** 20, 'MiB'] : size >= 2 ** 10 ? [2 ** 10, 'KiB'] : [1, 'B'];
  const scaled = bytes / divisor;
  return `${number(scaled, divisor === 1 || scaled >= 100 ? 0 : 1)}${THIN}${unit}`;
}

/** Dollars of one machine or of a country: cents below a thousand, k and M above. @param {number|null|undefined} value @param {boolean} [signed] */
export const money = (value, signed = false) => (known(value) && Math.abs(value) < 1000 ? usd(value, 2, signed) : usdShort(value, signed));

/** `1 miner`, `2 miners`. @param {number} count @param {string} thing */
export const countOf = (count, thing) => `${number(count)} ${thing}${count === 1 ? '' : 's'}`;

/** Bitcoin with the digits that matter. @param {number|null|undefined} value */
export const btc = (value) => (known(value) ? `${number(value, Math.abs(value) >= 1000 ? 1 : Math.abs(value) >= 1 ? 3 : 5)}${THIN}BTC` : DASH);

/** A tariff. @param {number|null|undefined} usdKwh */
export const tariff = (usdKwh) => (known(usdKwh) ? `$${number(usdKwh, 3)}/kWh` : DASH);

/** What energy costs at a site now, USD per kWh: by its contract, or at this moment where the contract's tariff moves. @param {any} site */
export const tariffOfSite = (site) => (site?.tariffNow ? site.tariffNow.usdKwh : site?.contract?.tariffUsdKwh);

/** Hands a text to the browser as a file. @param {string} name @param {string} text @param {string} type */
export function download(name, text, type = 'text/csv') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
