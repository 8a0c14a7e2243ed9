// @ts-check
/** What happened: events of the sector and new blocks, newest first. */
import { h, panel, reconcile, setAttribute, setText, show } from '../../dom.js';
import { duration, utcShort } from '../../format.js';

const SHOWN = 40;
/** @type {Record<string, string>} */
const MARKS = {
  block: '▣',
  retarget: '⟳',
  regime: '◆',
  'support-broken': '✕',
  'support-touched': '●',
  'miner-state': '▸',
  'site-silent': '○',
};

/** @param {{title?: string, id?: string}} [options] */
export function eventsPanel({ title = 'Events', id = 'events-panel' } = {}) {
  const list = h('ol', { class: 'events', testid: 'events', 'aria-live': 'off' });
  const absent = h('p', { class: 'absent', text: 'No event yet.' });
  const root = panel(
    { id, title, class: 'area-events' },
    h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${title}, newest first` }, list),
    absent,
  );
  return {
    root,
    /** @param {any} view */
    update({ events, now }) {
      const newest = events.slice(0, SHOWN);
      show(absent, newest.length === 0);
      reconcile(
        list,
        newest,
        (one) => `${one.topic}/${one.seq}`,
        () => h('li', {}, h('span', { class: 'event-mark', 'aria-hidden': 'true' }), h('span', { class: 'event-text' }), h('time')),
        (item, one) => {
          setAttribute(item, 'data-type', one.payload.type);
          setText(item.children[0], MARKS[one.payload.type] ?? '·');
          setText(item.children[1], one.payload.text);
          setText(item.children[2], now ? `${utcShort(one.atMs)} · ${duration(now - one.atMs)} ago` : utcShort(one.atMs));
        },
      );
    },
    dispose() {},
  };
}

/** One line with the newest events, for the foot of the wallboard. */
export function ticker() {
  const list = h('ol', { class: 'ticker-list' });
  const root = h('section', { class: 'ticker', testid: 'ticker', 'aria-label': 'Newest events' }, list);
  return {
    root,
    /** @param {any} view */
    update({ events, now }) {
      show(root, events.length > 0);
      reconcile(
        list,
        events.slice(0, 6),
        (one) => `${one.topic}/${one.seq}`,
        () => h('li', {}, h('b'), h('span')),
        (item, one) => {
          setText(item.children[0], now ? `${duration(now - one.atMs)} ago` : utcShort(one.atMs));
          setText(item.children[1], one.payload.text);
        },
      );
    },
    dispose() {},
  };
}
