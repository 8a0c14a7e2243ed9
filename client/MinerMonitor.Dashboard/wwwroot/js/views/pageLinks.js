// @ts-check
/** The pages as one line of links; where they do not fit, the line scrolls, says so at its edges, and keeps the present page in sight. */
import { h, reconcile, setAttribute } from '../dom.js';

const PAGES = /** @type {const} */ ([
  ['sector', 'Sector'],
  ['what-if', 'What if'],
  ['fleet', 'Fleets'],
  ['feeds', 'Feeds'],
  ['system', 'System'],
  ['connect', 'Connect'],
]);
/** Part of a pixel that zoomed pages leave at the ends. */
const SLACK_PX = 2;

/** @param {import('../router.js').Router} router */
export function pageLinks(router) {
  const line = h('nav', { class: 'nav', 'aria-label': 'Pages', testid: 'nav', on: { scroll: edges } });
  const cue = (/** @type {string} */ side, /** @type {string} */ sign) => h('span', { class: `nav-more nav-${side}`, 'aria-hidden': 'true', text: sign });
  const root = h('div', { class: 'nav-line' }, cue('before', '‹'), line, cue('after', '›'));
  let shown = '';
  new ResizeObserver(() => {
    reveal();
    edges();
  }).observe(line);

  function edges() {
    const left = line.scrollWidth - line.clientWidth - line.scrollLeft;
    root.toggleAttribute('data-before', line.scrollLeft > SLACK_PX);
    root.toggleAttribute('data-after', left > SLACK_PX);
  }

  function reveal() {
    const here = line.querySelector('[aria-current]');
    if (here) line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
  }

  return {
    root,
    /** @param {string} here the page shown */
    update(here) {
      reconcile(
        line,
        [...PAGES],
        ([id]) => id,
        ([id, name]) => h('a', { text: name, testid: `nav-${id}` }),
        (element, [id]) => {
          setAttribute(element, 'href', router.href({ view: id }));
          setAttribute(element, 'aria-current', id === here ? 'page' : null);
        },
      );
      if (here === shown) return;
      shown = here;
      reveal();
      edges();
    },
  };
}
