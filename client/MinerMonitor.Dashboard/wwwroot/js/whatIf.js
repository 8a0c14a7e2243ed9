// @ts-check
/** Questions of the what-if: one in flight, the last one wins, never more often than the screen draws. */
import { ApiError, request } from './api.js';

export class Asker {
  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
    /** @type {any} */
    this.answer = null;
    this.fault = '';
    /** @type {{world: string, body: object}|null} */
    this.next = null;
    this.busy = false;
    this.asked = '';
    this.stop = new AbortController();
  }

  /** @param {string} world @param {object} body @param {boolean} [again] also when the question is the last one */
  ask(world, body, again = false) {
    const text = JSON.stringify([world, body]);
    if (text === this.asked && !again) return;
    this.asked = text;
    this.next = { world, body };
    if (!this.busy) requestAnimationFrame(() => void this.send());
    this.busy = true;
  }

  async send() {
    while (this.next && !this.stop.signal.aborted) {
      const { world, body } = this.next;
      this.next = null;
      try {
        this.answer = await request('api/v1/what-if', { method: 'POST', query: { world }, body, signal: this.stop.signal });
        this.fault = '';
      } catch (error) {
        if (this.stop.signal.aborted) return;
        if (!(error instanceof ApiError)) throw error;
        this.fault = error.message;
      }
      this.changed();
      // The next question waits for the frame that shows this answer.
      if (this.next) await new Promise((done) => requestAnimationFrame(done));
    }
    this.busy = false;
  }

  dispose() {
    this.stop.abort();
  }
}

/** The article's scenarios, and what the chain itself announces. @param {any} sector */
export const presets = (sector) => [
  { id: 'now', name: 'As it is', what: {} },
  { id: 'retarget', name: 'Retarget −14 %', what: { difficulty: -0.14 } },
  // Broken means below by half a percent.
  { id: 'break', name: 'Break of $70,000', what: { price: 69_650 } },
  { id: 'both', name: 'Both', what: { difficulty: -0.14, price: 69_650 } },
  ...(typeof sector?.retarget?.change === 'number'
    ? [{ id: 'forecast', name: 'Retarget as forecast', what: { difficulty: Math.round(sector.retarget.change * 1e4) / 1e4 } }]
    : []),
];
