// @ts-check
/**
 * Colours of the heat map. Pure: no DOM. The diverging scale runs from orange over grey to blue, which people with any colour
 * blindness tell apart, and lightness falls towards the middle, so it reads in greys as well.
 */
import { number, usd, duration, percent } from '../../format.js';

/** @typedef {{at: number, rgb: [number, number, number]}[]} Stops */

/** @type {Record<'dark'|'light', Record<string, Stops>>} */
const RAMPS = {
  dark: {
    diverging: stops('#ffb000', '#c96a12', '#7a4a2c', '#3b434c', '#2f5d88', '#2b86cf', '#7cc4ff'),
    heat: stops('#21415c', '#2f6f8f', '#7f8f8a', '#d79a4a', '#ff6b4a', '#ffd9c2'),
    fade: stops('#7cc4ff', '#2f6f9f', '#2c4a63', '#5b4a3a', '#b3641f', '#ffb000'),
  },
  light: {
    diverging: stops('#8a3b00', '#c96a12', '#efb37a', '#e3e7ea', '#9cc4e6', '#3a86c8', '#0a4f8f'),
    heat: stops('#d7e7f2', '#9cc4d8', '#b7b38f', '#d98f35', '#c4421f', '#6b0f0f'),
    fade: stops('#0a4f8f', '#4a8fc4', '#b9cfdf', '#e8cfae', '#d1761f', '#8a3b00'),
  },
};

/** @type {Record<'dark'|'light', {missing: string, states: Record<string, string>}>} */
const FIXED = {
  dark: {
    missing: '#1b242e',
    states: {
      hashing: '#2f7f68',
      degraded: '#ffc857',
      tuning: '#6cb6ff',
      idle: '#7d8a97',
      curtailed: '#8ea8ff',
      fault: '#ff5d5d',
      offline: '#d04a8a',
      silent: '#ff9f45',
      maintenance: '#7fd1c7',
      retired: '#3a4550',
    },
  },
  light: {
    missing: '#e9eef3',
    states: {
      hashing: '#6db79b',
      degraded: '#c79200',
      tuning: '#0b62b8',
      idle: '#8695a3',
      curtailed: '#3d4fc4',
      fault: '#c62828',
      offline: '#a3206a',
      silent: '#d06a00',
      maintenance: '#00776b',
      retired: '#c3ccd5',
    },
  },
};

/** @param {...string} colours evenly spread @returns {Stops} */
function stops(...colours) {
  return colours.map((text, index) => ({ at: index / (colours.length - 1), rgb: rgbOf(text) }));
}

/** @param {string} hex @returns {[number, number, number]} */
function rgbOf(hex) {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {number} r @param {number} g @param {number} b */
const pack = (r, g, b) => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** @param {string} hex */
const packed = (hex) => pack(...rgbOf(hex));

/**
 * A table from a level of 0 (not known) and 1 to 255 to a packed pixel; levels 256 to 511 are the same, dimmed.
 * @param {'dark'|'light'} theme @param {Colouring} colouring @param {string[]} states @param {[number, number, number]} panel
 */
export function lookUp(theme, colouring, states, panel) {
  const table = new Uint32Array(512);
  table[0] = packed(FIXED[theme].missing);
  for (let level = 1; level < 256; level++) {
    table[level] =
      colouring.ramp === 'states'
        ? packed(FIXED[theme].states[states[level - 1]] ?? FIXED[theme].missing)
        : pack(...mix(RAMPS[theme][colouring.ramp], (level - 1) / 254));
  }
  for (let level = 0; level < 256; level++) {
    const colour = table[level];
    table[256 + level] = pack(
      dim(colour & 255, panel[0]),
      dim((colour >> 8) & 255, panel[1]),
      dim((colour >> 16) & 255, panel[2]),
    );
  }
  return table;
}

/** @param {number} value @param {number} ground */
const dim = (value, ground) => Math.round(value * 0.12 + ground * 0.88);

/** @param {Stops} ramp @param {number} at @returns {[number, number, number]} */
function mix(ramp, at) {
  const scaled = at * (ramp.length - 1);
  const index = Math.min(ramp.length - 2, Math.floor(scaled));
  const part = scaled - index;
  const [a, b] = [ramp[index].rgb, ramp[index + 1].rgb];
  return [0, 1, 2].map((one) => Math.round(a[one] + (b[one] - a[one]) * part)) /** @type {any} */;
}

/** @param {number} colour packed */
export const cssOf = (colour) => `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`;

/**
 * @typedef {{id: string, title: string, ramp: 'diverging'|'heat'|'fade'|'states', needs: string[],
 *   value: (columns: Record<string, any>, index: number) => number, domain: (sorted: Float64Array) => [number, number],
 *   format: (value: number) => string, low: string, high: string, middle?: number}} Colouring
 */

/** @param {Float64Array} sorted @param {number} share */
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))];

/** What the map can be coloured by. @type {Colouring[]} */
export const COLOURINGS = [
  {
    id: 'margin',
    title: 'Margin',
    ramp: 'diverging',
    needs: ['marginUsdPhDay'],
    value: (columns, index) => columns.marginUsdPhDay[index],
    // The middle of the scale is the break-even; either side has a step of its own, or a few old machines would take the colours of all others.
    domain: (sorted) => [Math.min(-1, quantile(sorted, 0.02)), Math.max(1, quantile(sorted, 0.98))],
    format: (value) => usd(value, 2, true),
    low: 'loses money',
    high: 'earns',
    middle: 0,
  },
  {
    id: 'state',
    title: 'State',
    ramp: 'states',
    needs: [],
    value: (columns, index) => columns.state[index],
    domain: () => [0, 254],
    format: () => '',
    low: '',
    high: '',
  },
  {
    id: 'hashrate',
    title: 'Hashrate against nominal',
    ramp: 'diverging',
    needs: ['hashrateThs', 'nominalHashrateThs'],
    value: (columns, index) => columns.hashrateThs[index] / columns.nominalHashrateThs[index],
    domain: () => [0.5, 1.1],
    format: (value) => percent(value, 0),
    low: 'of nominal',
    high: 'of nominal',
    middle: 0.9,
  },
  {
    id: 'temperature',
    title: 'Chip temperature',
    ramp: 'heat',
    needs: ['chipTemperatureC'],
    value: (columns, index) => columns.chipTemperatureC[index],
    domain: () => [45, 95],
    format: (value) => `${number(value)} °C`,
    low: 'cool',
    high: 'hot',
  },
  {
    id: 'age',
    title: 'Age of the last sample',
    ramp: 'fade',
    needs: ['heardSec'],
    value: (columns, index) => (columns.heardSec[index] === 0xffffffff ? NaN : columns.heardSec[index]),
    domain: (sorted) => [0, Math.max(180, Math.min(3600, quantile(sorted, 0.98)))],
    format: (value) => duration(value * 1000),
    low: 'just heard',
    high: 'long silent',
  },
];

/**
 * Puts values into levels: 0 not known, else 1 to 255 along the domain.
 * @param {Colouring} colouring @param {Record<string, any>} columns @param {number} count
 * @returns {{levels: Uint8Array, domain: [number, number], known: number}}
 */
export function quantise(colouring, columns, count) {
  const values = new Float64Array(count);
  let known = 0;
  for (let index = 0; index < count; index++) {
    const value = colouring.value(columns, index);
    values[index] = value;
    if (Number.isFinite(value)) known += 1;
  }
  const domain = colouring.domain(sampleOf(values));
  const levels = new Uint8Array(count);
  const [low, high] = domain;
  const middle = colouring.middle ?? (low + high) / 2;
  const [below, above] = [127 / (middle - low || 1), 127 / (high - middle || 1)];
  for (let index = 0; index < count; index++) {
    const value = values[index];
    if (!Number.isFinite(value)) continue;
    const from = value - middle;
    levels[index] = 1 + Math.max(0, Math.min(254, Math.round(127 + from * (from < 0 ? below : above))));
  }
  return { levels, domain, known };
}

const SAMPLE = 5000;
const GOLDEN = 0.618033988749895;

/** Some thousand of the known values in order: enough for a quantile, however many there are, and evenly spread whatever the pattern. @param {Float64Array} values */
function sampleOf(values) {
  const some = [];
  for (let turn = 0; turn < Math.min(SAMPLE, values.length); turn++) {
    const value = values[values.length <= SAMPLE ? turn : Math.floor(((turn * GOLDEN) % 1) * values.length)];
    if (Number.isFinite(value)) some.push(value);
  }
  return Float64Array.from(some.length ? some : [0]).sort();
}
