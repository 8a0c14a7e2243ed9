// @ts-check
/** A sentence at the edge of the screen, for a while. */
import { h } from './dom.js';

const SHOWN_MS = 8000;

/** @param {string} text */
export function notify(text) {
  const note = h('div', { class: 'notice', role: 'alert', text });
  document.body.append(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}
