// @ts-check
/** The rule by which frames apply, and nothing else: no network, no clock, no DOM. */

/**
 * @typedef {{world?: string, topic: string, mode?: 'latest'|'every'}} TopicRequest
 * @typedef {{world: string, topic: string, streamId: string, seq: number}} Position
 * @typedef {{v: number, kind: 'snapshot'|'value'|'event'|'heartbeat'|'error', world: string, topic: string, streamId: string, seq: number,
 *   skipped: number, atMs: number, reason?: string|null, payload: any}} Frame
 */

/** Event topics are never conflated, and their numbers outlive restarts of the server. @param {string} topic */
export const isEventTopic = (topic) => /^(blocks$|events\/|alerts\/)/.test(topic);

/** Position of one topic. */
export class Cursor {
  /** @param {TopicRequest} request @param {Position|null} [position] last frame that was dealt with */
  constructor(request, position = null) {
    this.world = request.world ?? 'live';
    this.topic = request.topic;
    this.mode = request.mode ?? 'latest';
    /** @type {Position|null} */
    this.position = position;
    /** Code of the error frame that ended the topic; null while it goes on. @type {string|null} */
    this.ended = null;
  }

  /**
   * Judges a frame, and moves the position when it applies.
   * @param {Frame} frame
   * @returns {'apply'|'ignore'|'gap'} 'gap': frames before this one are missing; ask again from the position
   */
  offer(frame) {
    const at = this.position;
    const known = at !== null && at.streamId === frame.streamId;
    if (frame.kind === 'heartbeat') {
      return at !== null && (!known || frame.payload.lastSeq > at.seq) ? 'gap' : 'ignore';
    }
    if (frame.kind === 'snapshot') {
      return known && at.seq === frame.seq && frame.reason !== 'future' ? 'ignore' : this.move(frame);
    }
    if (!known) return at === null && isEventTopic(this.topic) ? this.move(frame) : 'gap';
    if (frame.seq <= at.seq) return 'ignore';
    return frame.seq - 1 - (frame.skipped ?? 0) > at.seq ? 'gap' : this.move(frame);
  }

  /** @param {Frame} frame @returns {'apply'} */
  move(frame) {
    this.position = { world: this.world, topic: this.topic, streamId: frame.streamId, seq: frame.seq };
    this.ended = null;
    return 'apply';
  }
}
