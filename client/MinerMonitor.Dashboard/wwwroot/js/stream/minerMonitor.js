// @ts-check
/**
 * Live topics of a Miner Stress Monitor for any web page, and for Node 20 or newer. No build step and no other library: copy this folder,
 * or import it from the server. The page of the server itself stands on exactly this module. README.md beside it shows its use.
 */
import { Cursor, isEventTopic } from './cursor.js';
import { EventStream, HubSocket } from './transports.js';

export { Cursor, EventStream, HubSocket, isEventTopic };

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** Each topic sends a heartbeat every 5 s; three missed ones mean a dead line, whatever the socket says. */
const DEAD_AFTER_MS = 15_000;
const WATCHDOG_MS = 2_500;
/** After a gap, never ask again more often than this. */
const ASK_SPACING_MS = 1_000;
/** Errors of a topic that pass by themselves: it is asked for again. */
const PASSING = new Set(['overloaded', 'internal', 'store_unavailable', 'store_full']);

/**
 * @typedef {import('./cursor.js').TopicRequest} TopicRequest
 * @typedef {import('./cursor.js').Position} Position
 * @typedef {import('./cursor.js').Frame} Frame
 * @typedef {'connecting'|'live'|'reconnecting'|'disconnected'} Phase
 * @typedef {{
 *   url: string|URL,
 *   key?: string,
 *   topics?: TopicRequest[],
 *   positions?: Position[],
 *   transport?: 'auto'|'socket'|'events',
 *   onFrame: (frame: Frame) => void,
 *   onGap?: (frame: Frame) => void,
 *   onState?: (phase: Phase, retryAt: number|null, cause: string) => void,
 *   random?: () => number,
 *   WebSocket?: typeof WebSocket,
 *   fetch?: typeof fetch,
 * }} Options
 *
 * `url`: the server's address with its path prefix. `key`: access key; a page of the server itself has its cookie. `positions`: where to go
 * on, from `positions()` of an earlier run. `transport`: `socket` is the hub, `events` server-sent events; `auto` takes the first and falls
 * back to the second where web sockets do not get through. `onFrame` gets, in order and each once: every frame that applies (`snapshot`,
 * `value`, `event`), each `heartbeat`, and the `error` that ends a topic. `onGap` gets a frame that did not follow; it is asked for again.
 * `onState` gets the state of the line; `retryAt` is in the time of `performance.now()`.
 */

/** A watch of topics over one connection: reconnects with full jitter, resumes each topic after the last frame that was given out. */
export class MonitorStream {
  /** @param {Options} options */
  constructor(options) {
    this.options = options;
    this.base = new URL(options.url);
    if (!this.base.pathname.endsWith('/')) this.base.pathname += '/';
    this.base.search = this.base.hash = '';
    this.random = options.random ?? Math.random;
    /** @type {Map<string, Cursor>} */
    this.cursors = new Map();
    this.stopped = true;
    /** @type {Phase} */
    this.phase = 'disconnected';
    this.attempt = 0;
    /** A web socket came through once, so a failure is the server's and not the proxy's. */
    this.socketWorks = false;
    this.socketFailures = 0;
    /** @type {HubSocket|EventStream|null} */
    this.line = null;
    this.isOpen = false;
    this.heardAt = 0;
    this.askedAt = -Infinity;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retryTimer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.askTimer = undefined;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.watchdog = undefined;
    this.watch(options.topics ?? [], options.positions ?? []);
  }

  start() {
    if (!this.stopped) return;
    this.stopped = false;
    this.watchdog = setInterval(() => this.lookAlive(), WATCHDOG_MS);
    void this.connect();
  }

  /** Closes for good, or until `start`. The positions stay. */
  stop() {
    this.stopped = true;
    clearInterval(this.watchdog);
    this.hangUp();
    this.tell('disconnected', null, 'closed');
  }

  /** Connects anew at once: after signing in or out. */
  restart() {
    this.hangUp();
    this.attempt = 0;
    if (this.stopped) this.start();
    else void this.connect();
  }

  /**
   * Watches these topics from now on; those that are watched already go on where they are.
   * @param {TopicRequest[]} topics at most 100
   * @param {Position[]} [positions] where to begin with the new ones
   */
  watch(topics, positions = []) {
    const before = JSON.stringify(this.asked());
    const cursors = new Map();
    for (const request of topics) {
      const cursor = new Cursor(request);
      const key = keyOf(cursor);
      const known = this.cursors.get(key);
      cursor.position = known?.position ?? positions.find((position) => keyOf(position) === key) ?? null;
      cursor.ended = known?.ended ?? null;
      cursors.set(key, cursor);
    }
    this.cursors = cursors;
    if (this.isOpen && JSON.stringify(this.asked()) !== before) this.ask();
  }

  /** Last frame of each topic, to be stored (it is plain JSON) and given back in a later run. @returns {Position[]} */
  positions() {
    return [...this.cursors.values()].flatMap(({ position }) => (position === null ? [] : [position]));
  }

  /** What is asked for: all but the topics that ended for good. */
  asked() {
    return [...this.cursors.values()].filter(({ ended }) => ended === null).map(({ world, topic, mode }) => ({ world, topic, mode }));
  }

  async connect() {
    clearTimeout(this.retryTimer);
    this.tell('connecting', null, '');
    // A topic that was refused may be there now, or the viewer has signed in.
    for (const cursor of this.cursors.values()) cursor.ended = null;
    const line = this.makeLine({
      frame: (frame) => {
        if (this.line === line) this.take(frame);
      },
      ended: (error) => {
        if (this.line === line) this.lost(error);
      },
      finished: (topics) => {
        const allRefused = topics.every((topic) => this.cursors.get(keyOf(topic))?.ended !== null);
        if (this.line === line && !allRefused) this.lost(new Error('The server ended the watch.'));
      },
    });
    this.line = line;
    this.heardAt = performance.now();
    try {
      await line.open();
    } catch {
      return; // told by `ended`
    }
    if (this.line !== line) return;
    this.socketWorks ||= line instanceof HubSocket;
    this.isOpen = true;
    this.ask();
  }

  /** @param {import('./transports.js').Handlers} handlers */
  makeLine(handlers) {
    const { key, transport = 'auto' } = this.options;
    const WebSocket = this.options.WebSocket ?? globalThis.WebSocket;
    const fetch = this.options.fetch ?? globalThis.fetch.bind(globalThis);
    const bySocket = transport === 'socket' || (transport === 'auto' && WebSocket && (this.socketWorks || this.socketFailures % 3 !== 2));
    return bySocket ? new HubSocket({ base: this.base, key, WebSocket }, handlers) : new EventStream({ base: this.base, key, fetch }, handlers);
  }

  ask() {
    clearTimeout(this.askTimer);
    this.askTimer = undefined;
    this.askedAt = this.heardAt = performance.now();
    const topics = this.asked();
    if (topics.length > 0) this.line?.ask(topics, this.positions());
  }

  askSoon() {
    const wait = Math.max(0, this.askedAt + ASK_SPACING_MS - performance.now());
    this.askTimer ??= setTimeout(() => {
      if (this.isOpen) this.ask();
    }, wait);
  }

  /** @param {Frame} frame */
  take(frame) {
    this.heardAt = performance.now();
    this.attempt = this.socketFailures = 0;
    const cursor = this.cursors.get(keyOf(frame));
    if (!cursor || cursor.ended !== null) return;
    this.tell('live', null, '');
    if (frame.kind === 'error') {
      if (frame.reason === 'slow') return; // ends the whole watch; the end that follows makes a new one, from the positions
      if (PASSING.has(frame.reason ?? '')) return this.askSoon();
      cursor.ended = frame.reason ?? 'error';
      return this.options.onFrame(frame);
    }
    const verdict = cursor.offer(frame);
    if (verdict === 'apply' || frame.kind === 'heartbeat') this.options.onFrame(frame);
    if (verdict === 'gap') {
      this.options.onGap?.(frame);
      this.askSoon();
    }
  }

  /** @param {Error} error */
  lost(error) {
    if (this.line instanceof HubSocket && !this.isOpen) this.socketFailures += 1;
    this.hangUp();
    const bound = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempt);
    const wait = bound * this.random();
    this.attempt += 1;
    this.tell('reconnecting', performance.now() + wait, error.message);
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }

  lookAlive() {
    const waitsForFrames = this.line !== null && (!this.isOpen || this.asked().length > 0);
    if (waitsForFrames && performance.now() - this.heardAt > DEAD_AFTER_MS) this.lost(new Error('The server went silent.'));
  }

  hangUp() {
    clearTimeout(this.retryTimer);
    clearTimeout(this.askTimer);
    this.askTimer = undefined;
    const { line } = this;
    this.line = null;
    this.isOpen = false;
    line?.close();
  }

  /** @param {Phase} phase @param {number|null} retryAt @param {string} cause */
  tell(phase, retryAt, cause) {
    if (phase === 'live' && this.phase === 'live') return;
    this.phase = phase;
    this.options.onState?.(phase, retryAt, cause);
  }
}

/** @param {{world: string, topic: string}} named */
function keyOf({ world, topic }) {
  return `${world}/${topic}`;
}
