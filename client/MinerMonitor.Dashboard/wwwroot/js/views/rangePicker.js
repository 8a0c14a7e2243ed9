// @ts-check
/** Which time the charts show, and whether it follows the present. */
import { h, reconcile, setAttribute, setText, show } from '../dom.js';
import { utcDay, utcShort } from '../format.js';
import { RANGES, RANGE_NAMES, rangeOf } from '../range.js';

/** @param {any} router */
export function rangePicker(router) {
  const list = h('nav', { class: 'ranges', 'aria-label': 'Time range of charts' });
  const still = h('span', { class: 'flag flag-warn', testid: 'window-still', hidden: true });
  const follow = h('button', { type: 'button', class: 'follow', testid: 'follow', on: { click: () => router.go(other, true) } });
  const root = h('div', { class: 'range-picker' }, still, list, follow);
  /** What the switch would change. */
  let other = {};
  return {
    root,
    /** @param {any} view */
    update({ route, window, world }) {
      const chosen = rangeOf(route);
      reconcile(
        list,
        Object.keys(RANGES),
        (one) => one,
        (one) => h('a', { text: one, testid: `range-${one}`, title: RANGE_NAMES[one], 'aria-label': RANGE_NAMES[one] }),
        (link, one) => {
          setAttribute(link, 'href', router.href({ range: one, from: null, to: null }));
          setAttribute(link, 'aria-current', window.follows && chosen === one ? 'true' : null);
        },
      );
      other = window.follows ? { from: window.from, to: window.to } : { from: null, to: null };
      show(still, !window.follows);
      const say = window.to - window.from > 40 * 86_400_000 ? utcDay : utcShort;
      if (!window.follows) setText(still, `stands still: ${say(window.from)} – ${say(window.to)} UTC`);
      setText(follow, window.follows ? '● follows' : world === 'live' ? '▶ back to live' : '▶ follow again');
      setAttribute(follow, 'aria-pressed', String(window.follows));
      setAttribute(follow, 'title', window.follows ? 'The charts move on with time. Hold them still (f).' : 'Let the charts follow again (f).');
      follow.disabled = window.from === null;
    },
  };
}
