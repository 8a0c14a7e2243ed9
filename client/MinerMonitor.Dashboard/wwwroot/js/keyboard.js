// @ts-check
/** The page from the keyboard: one key a thing, and a list of them. */
import { h } from './dom.js';
import { neighbour } from './range.js';

export const PAGES = /** @type {const} */ (['sector', 'what-if', 'fleet', 'feeds', 'connect']);

/** @type {[string, string][]} */
const HELP = [
  ['1 – 5', 'Sector, What if, Fleets, Feeds, Connect'],
  ['← →', 'shorter or longer time range'],
  ['f', 'hold the window of the charts still, or follow the present again'],
  ['Space', 'play or pause a replay'],
  ['k', 'kiosk: the whole story without controls'],
  ['b', 'big type: readable across a room'],
  ['t', 'dark or light'],
  ['Esc', 'close, leave kiosk and big type'],
  ['?', 'this list'],
  ['drag', 'on a chart: zoom into that time'],
  ['wheel', 'on a chart: zoom; with Shift where the page scrolls'],
];

export class Keyboard {
  /** @param {any} context */
  constructor(context) {
    this.context = context;
    this.dialog = h(
      'dialog',
      { class: 'dialog help', testid: 'help', 'aria-labelledby': 'help-title' },
      h('h2', { id: 'help-title', text: 'Keys' }),
      h('dl', { class: 'keys' }, ...HELP.flatMap(([key, what]) => [h('dt', {}, h('kbd', { text: key })), h('dd', { text: what })])),
      h('form', { method: 'dialog' }, h('button', { class: 'primary', text: 'Close' })),
    );
  }

  listen() {
    document.body.append(this.dialog);
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const target = event.target instanceof Element ? event.target : null;
    // Fields and lists take their own keys.
    if (target?.closest('input, select, textarea, [contenteditable]')) return;
    const { router } = this.context;
    const { route } = router;
    const chosen = PAGES[Number(event.key) - 1];
    if (chosen) return this.done(event, () => router.go({ view: chosen }));
    switch (event.key) {
      case '?':
        return this.done(event, () => this.open());
      case 'f':
        return this.done(event, () => this.context.follow());
      case 'k':
        return this.done(event, () => router.go({ kiosk: !route.kiosk, big: false }, true));
      case 'b':
        return this.done(event, () => router.go({ big: !route.big, view: 'sector' }, true));
      case 't':
        return this.done(event, () => router.go({ theme: document.documentElement.dataset.theme === 'light' ? 'dark' : 'light' }, true));
      case 'ArrowLeft':
      case 'ArrowRight':
        // A table that scrolls sideways keeps its arrows.
        if (target?.closest('[role="region"], [role="grid"], [role="tablist"], canvas')) return;
        return this.done(event, () => router.go({ range: neighbour(route, event.key === 'ArrowLeft' ? -1 : 1), from: null, to: null }, true));
      case ' ':
        if (route.world === 'live' || target?.closest('button, a, summary')) return;
        return this.done(event, () => this.context.playOrPause?.());
      case 'Escape':
        if (route.kiosk || route.big) this.done(event, () => router.go({ kiosk: false, big: false }, true));
    }
  }

  /** @param {KeyboardEvent} event @param {() => void} act */
  done(event, act) {
    event.preventDefault();
    act();
  }
}
