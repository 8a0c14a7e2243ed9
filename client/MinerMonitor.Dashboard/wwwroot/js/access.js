// @ts-check
/** Who is signed in and what that allows, as the server says it. */
import { ApiError, request } from './api.js';

/** @typedef {{signedIn: boolean, name?: string, scopes: string[], expiresAtMs?: number, ended?: string, publicSector: boolean}} AccessStatus */

/** Reads it into the store. Without an answer, what was known stays. @param {any} store */
export async function readAccess(store) {
  try {
    const status = /** @type {AccessStatus} */ (await request('api/v1/sign-in'));
    store.access = { signedIn: status.signedIn, status: { ...status, scopes: status.scopes ?? [] } };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  store.changed();
}

/** Name of the key that was shown; the one in the cookie is named after it. @param {AccessStatus} status */
export const nameOf = (status) => (status.name ?? '').replace(/^Display of /, '');

/** May settings of a miner be changed? @param {AccessStatus|null|undefined} status @param {string} fleet */
export const mayWriteFleet = (status, fleet) =>
  Boolean(status?.signedIn && (status.scopes.includes('admin') || status.scopes.includes(`fleet:${fleet}:write`)));
