// @ts-check
/** What happened before a page was opened. */
import { ApiError, request } from './api.js';
import { keyOf } from './store.js';

const EVENTS_BEFORE = 40;

/**
 * Events before the first one that the stream brings, once a topic.
 * @param {import('./store.js').Store} store @param {Set<string>} eventsRead topics that were asked for @param {any} frame
 */
export async function readEvents(store, eventsRead, { kind, world, topic, seq, payload }) {
  const key = keyOf(world, topic);
  if (eventsRead.has(key) || !store.topic(world, topic)) return;
  eventsRead.add(key);
  try {
    const { items } = await request('api/v1/events', {
      query: { world, topic, after: Math.max(0, (kind === 'heartbeat' ? payload.lastSeq : seq) - EVENTS_BEFORE) },
    });
    const held = store.topic(world, topic);
    if (held) store.mergeEvents(held, topic, items ?? []);
    else eventsRead.delete(key);
    store.changed();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}
