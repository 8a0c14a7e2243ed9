// @ts-check
/** The columns of all miners of a fleet, as the server sends them in one binary answer (`cells/1`, little-endian). Pure but for the reader. */
import { ApiError, problem, segment } from '../../api.js';

const TYPES = /** @type {const} */ ({ u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array });
/** No model, or none that the sender knew. */
export const NO_MODEL = 65535;
/** Columns that every view of the map needs: what it groups and filters by. */
const ALWAYS = ['cell', 'state', 'site', 'model'];
const READINGS = ['marginUsdPhDay', 'hashrateThs', 'nominalHashrateThs', 'chipTemperatureC', 'breakEvenUsdPhDay', 'heardSec'];
/** Up to so many miners every column is read at once, so that a change of colour costs no request. */
const ALL_COLUMNS_UP_TO = 50_000;

/**
 * @typedef {{count: number, atMs: number, hashpriceUsdPhDay: number|null, states: string[], sites: string[], models: string[],
 *   columns: Record<string, any>}} Cells `columns` holds typed arrays by name
 */

/** @param {ArrayBuffer} buffer @returns {Cells} */
export function parseCells(buffer) {
  if (buffer.byteLength < 4) throw new Error('The answer is too short to be cells.');
  const view = new DataView(buffer);
  const length = view.getUint32(0, true);
  if (4 + length > buffer.byteLength) throw new Error('The header of the cells is longer than the answer.');
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  if (header.v !== 1) throw new Error(`The cells are of version ${header.v}; this page reads version 1. Reload it.`);
  let at = pad8(4 + length);
  /** @type {Record<string, any>} */
  const columns = {};
  for (const { name, type } of header.columns) {
    const Type = TYPES[/** @type {keyof typeof TYPES} */ (type)];
    if (!Type) throw new Error(`Column ${name} of the cells has the unknown type ${type}.`);
    const bytes = header.count * Type.BYTES_PER_ELEMENT;
    if (at + bytes > buffer.byteLength) throw new Error(`Column ${name} of the cells is cut off.`);
    columns[name] = new Type(buffer, at, header.count);
    at = pad8(at + bytes);
  }
  return {
    count: header.count,
    atMs: header.atMs,
    hashpriceUsdPhDay: header.hashpriceUsdPhDay ?? null,
    states: header.states,
    sites: header.sites,
    models: header.models,
    columns,
  };
}

/** @param {number} at */
const pad8 = (at) => (at + 7) & ~7;

/**
 * Which columns to ask for.
 * @param {number} miners @param {string[]} needed readings that the present view draws
 */
export function columnsFor(miners, needed) {
  return [...ALWAYS, ...READINGS.filter((name) => miners <= ALL_COLUMNS_UP_TO || needed.includes(name))];
}

/** How often the cells are worth reading again, milliseconds. @param {number} miners */
export const refreshMs = (miners) => (miners <= 20_000 ? 5_000 : miners <= 200_000 ? 15_000 : 60_000);

/** @param {string} world @param {string} fleet @param {string[]} columns @param {AbortSignal} signal @returns {Promise<Cells>} */
export async function readCells(world, fleet, columns, signal) {
  const url = new URL(`api/v1/fleets/${segment(fleet)}/cells`, document.baseURI);
  url.searchParams.set('world', world);
  url.searchParams.set('columns', columns.join());
  let response;
  try {
    response = await fetch(url, { signal, cache: 'no-store', credentials: 'same-origin' });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.');
  }
  if (!response.ok) throw problem(response.status, await response.text());
  return parseCells(await response.arrayBuffer());
}
