// @ts-check
/** Fear & Greed. */
import { freshTag, h, panel, reconcile, setAttribute, setText, show } from '../../dom.js';
import { judge } from '../../freshness.js';
import { known, number } from '../../format.js';

export function sentimentPanel() {
  const tag = freshTag('sentiment-age');
  const value = h('span', { class: 'big val', testid: 'sentiment' });
  const word = h('span', { class: 'unit', testid: 'sentiment-label' });
  const bars = h('ol', { class: 'spark', testid: 'sentiment-days', 'aria-label': 'Fear and Greed of the last days' });
  const scale = h('div', { class: 'scale' }, h('span', { class: 'scale-mark' }));
  const attribution = h('span', { testid: 'sentiment-attribution' });
  const absent = h('p', { class: 'absent', testid: 'sentiment-missing', hidden: true });
  const root = panel(
    { id: 'sentiment-panel', title: 'Fear & Greed', class: 'area-sentiment', aside: tag.root },
    h('div', { class: 'big-line' }, value, word, bars),
    scale,
    h('div', { class: 'scale-words small' }, h('span', { text: 'fear' }), attribution, h('span', { text: 'greed' })),
    absent,
  );
  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const market = markets.sentiment;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const days = market?.sentiment?.days ?? [];
      const newest = market?.reading?.value;
      setText(value, number(newest));
      setAttribute(value, 'data-state', fresh.state === 'live' ? null : fresh.state);
      setText(word, days.at(-1)?.label ?? '');
      const mark = /** @type {HTMLElement} */ (scale.firstElementChild);
      show(mark, known(newest));
      mark.style.left = `${Math.min(100, Math.max(0, newest ?? 0))}%`;
      show(absent, fresh.state !== 'live');
      setText(absent, fresh.reason);
      reconcile(
        bars,
        days.slice(-21),
        (one) => one.date,
        () => h('li', {}, h('span')),
        (item, one) => {
          setAttribute(item, 'title', `${one.date}: ${one.value}`);
          setAttribute(item, 'aria-label', `${one.date}: ${one.value}`);
          item.firstElementChild.style.height = `${Math.max(3, one.value)}%`;
        },
      );
      show(bars, days.length > 1);
      setText(attribution, market?.sentiment?.attribution ?? '');
    },
    dispose() {},
  };
}
