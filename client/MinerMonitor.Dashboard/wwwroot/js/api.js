// @ts-check
/** Requests to the server, relative to the page, so that a path prefix works. */

export class ApiError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {string} path relative, for example `api/v1/worlds`
 * @param {{method?: string, query?: Record<string, string|number|boolean|null|undefined>, body?: unknown, signal?: AbortSignal}} [options]
 * @returns {Promise<any>} the JSON of the answer, or null when there is none
 */
export async function request(path, { method = 'GET', query = {}, body, signal } = {}) {
  const url = new URL(path, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  let response;
  try {
    response = await fetch(url, {
      method,
      signal,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached.');
  }
  const text = await response.text();
  if (!response.ok) throw problem(response.status, text);
  return text ? JSON.parse(text) : null;
}

/** @param {number} status @param {string} text */
export function problem(status, text) {
  try {
    const document = JSON.parse(text);
    return new ApiError(status, document.code ?? String(status), document.detail ?? document.title ?? `Status ${status}.`);
  } catch {
    return new ApiError(status, String(status), `The server answered ${status}.`);
  }
}

/** @param {string} part */
export const segment = (part) => encodeURIComponent(part);
