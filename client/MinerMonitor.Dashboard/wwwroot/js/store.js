// @ts-check
/** Frames in, state out. Pure: no DOM, no network, no clock of its own; every method takes the local time it happens at. */
import { isEventTopic } from './stream/minerMonitor.js';

const EVENTS_KEPT = 200;

/**
 * @typedef {{v: number, kind: string, world: string, topic: string, streamId: string, seq: number, skipped?: number, atMs: number,
 *   reason?: string|null, payload?: any}} Frame
 * @typedef {{payload: any, streamId: string, seq: number, atMs: number, heardAt: number,
 *   error: {code: string, text: string}|null, events: {seq: number, atMs: number, topic: string, payload: any}[]}} Topic
 * @typedef {{phase: 'connecting'|'live'|'reconnecting'|'disconnected', retryAt: number|null, reason: string, lastFrameAt: number|null}} Link
 * @typedef {{serverAtMs: number, at: number}} ClockAnchor
 */

/** @param {string} world @param {string} topic */
export const keyOf = (world, topic) => `${world}/${topic}`;

export class Store {
  constructor() {
    /** @type {Map<string, Topic>} */
    this.topics = new Map();
    /** @type {Link} */
    this.link = { phase: 'connecting', retryAt: null, reason: '', lastFrameAt: null };
    /** @type {ClockAnchor|null} */
    this.serverClock = null;
    /** @type {Map<string, {atMs: number, at: number, leads: boolean}>} */
    this.worldClocks = new Map();
    /** @type {any|null} the WorldSnapshot of the world shown */
    this.world = null;
    /** @type {any[]} the shared replays */
    this.scenarios = [];
    /** @type {any[]|null} fleets of the world that the viewer may see; null: not known yet */
    this.fleets = null;
    /** @type {Map<string, any>} series by name */
    this.series = new Map();
    /** @type {{signedIn: boolean|null, status: import('./access.js').AccessStatus|null}} as the server said it; null: not asked yet */
    this.access = { signedIn: null, status: null };
    /** @type {Set<() => void>} */
    this.listeners = new Set();
  }

  /** @param {() => void} listener @returns {() => void} stops listening */
  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  changed() {
    for (const listener of this.listeners) listener();
  }

  /** @param {string} world @param {string} topic @returns {Topic|null} */
  topic(world, topic) {
    return this.topics.get(keyOf(world, topic)) ?? null;
  }

  /** @param {string} world @param {string} topic @returns {any|null} */
  payload(world, topic) {
    return this.topic(world, topic)?.payload ?? null;
  }

  /**
   * Takes one frame in. The stream hands out only frames that apply, each once and in order, heartbeats, and the error that ends a topic.
   * @param {Frame} frame
   * @param {number} at local monotonic time, milliseconds
   */
  apply(frame, at) {
    this.link.lastFrameAt = at;
    if (frame.kind === 'heartbeat') this.serverClock = { serverAtMs: frame.payload.serverAtMs, at };
    else this.keep(frame, at);
    this.changed();
  }

  /** @param {Frame} frame @param {number} at */
  keep(frame, at) {
    const key = keyOf(frame.world, frame.topic);
    const events = isEventTopic(frame.topic);
    const before = this.topics.get(key);
    const isNewStory = !before || (before.streamId !== frame.streamId && frame.kind !== 'error');
    const topic = isNewStory ? emptyTopic(frame, at) : before;
    this.topics.set(key, topic);
    if (frame.kind === 'error') {
      topic.error = { code: frame.reason ?? 'error', text: textOf(frame.payload) };
      return;
    }
    topic.seq = frame.seq;
    topic.atMs = frame.atMs;
    topic.heardAt = at;
    topic.error = null;
    if (!events) topic.payload = frame.payload;
    else if (frame.payload?.text) addEvent(topic, frame);
    // The sector moves with its world's clock; other topics may rest for hours, so they tell the time only until it has spoken.
    const leads = frame.topic === 'sector';
    if (!events && (leads || !this.worldClocks.get(frame.world)?.leads)) this.worldClocks.set(frame.world, { atMs: frame.atMs, at, leads });
  }

  /**
   * Adds events that a GET brought, without doubling those that the stream brought.
   * @param {Topic} topic @param {string} name @param {any[]} frames
   */
  mergeEvents(topic, name, frames) {
    for (const frame of frames) {
      if (frame && frame.payload && typeof frame.seq === 'number') addEvent(topic, { ...frame, topic: name });
    }
  }

  /** Forgets topics that are no longer watched, so that a page left for days does not grow. @param {{world: string, topic: string}[]} watched */
  keepOnly(watched) {
    const keep = new Set(watched.map(({ world, topic }) => keyOf(world, topic)));
    for (const key of this.topics.keys()) if (!keep.has(key)) this.topics.delete(key);
  }

  /** Server time now. @param {number} at local monotonic time @returns {number|null} */
  serverNow(at) {
    return this.serverClock ? this.serverClock.serverAtMs + (at - this.serverClock.at) : null;
  }

  /**
   * Time in a world now: the server's clock for `live`; for a replay its last frame, carried on at the replay's speed for a short while.
   * @param {string} world @param {number} at @returns {number|null}
   */
  worldNow(world, at) {
    if (world === 'live') return this.serverNow(at);
    const anchor = this.worldClocks.get(world);
    const info = this.world?.world === world ? this.world : null;
    if (!anchor) return info?.atMs ?? null;
    const speed = info && !info.ended ? (info.speed ?? 0) : 0;
    const now = anchor.atMs + Math.min(Math.max(0, at - anchor.at), 2000) * speed;
    return info?.endMs ? Math.min(now, Math.max(info.endMs, anchor.atMs)) : now;
  }

  /** Milliseconds without any frame; null before the first. @param {number} at */
  silenceMs(at) {
    return this.link.lastFrameAt === null ? null : at - this.link.lastFrameAt;
  }
}

/** @param {Frame} frame @param {number} at @returns {Topic} */
function emptyTopic(frame, at) {
  return { payload: null, streamId: frame.streamId, seq: -1, atMs: frame.atMs, heardAt: at, error: null, events: [] };
}

/** @param {Topic} topic @param {Frame} frame */
function addEvent(topic, frame) {
  if (topic.events.some((known) => known.seq === frame.seq)) return;
  topic.events.push({ seq: frame.seq, atMs: frame.payload.atMs ?? frame.atMs, topic: frame.topic, payload: frame.payload });
  topic.events.sort((a, b) => a.seq - b.seq);
  if (topic.events.length > EVENTS_KEPT) topic.events.splice(0, topic.events.length - EVENTS_KEPT);
}

/** @param {any} payload */
function textOf(payload) {
  if (typeof payload === 'string') return payload;
  return payload?.detail ?? payload?.text ?? payload?.title ?? '';
}
