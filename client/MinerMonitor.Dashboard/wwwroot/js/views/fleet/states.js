// @ts-check
/** Miners by state: a bar, and counts that filter. */
import { h, panel, reconcile, setAttribute, setText } from '../../dom.js';
import { number, percent } from '../../format.js';

export const MINER_STATES = ['hashing', 'degraded', 'tuning', 'idle', 'curtailed', 'fault', 'offline', 'silent', 'maintenance', 'retired'];

/** @param {any} router */
export function statesPanel(router) {
  const bar = h('div', { class: 'state-bar', 'aria-hidden': 'true' });
  const counts = h('ul', { class: 'state-counts', testid: 'state-counts' });
  const samples = h('p', { class: 'small', testid: 'fleet-samples' });
  const root = panel({ id: 'fleet-states', title: 'Miners by state' }, bar, counts, samples);

  return {
    root,
    /** @param {any} fleet @param {any} route */
    update(fleet, route) {
      const list = MINER_STATES.map((state) => ({ state, count: fleet?.miners?.[state] ?? 0 }));
      const shown = list.filter((one) => one.count > 0 || one.state === route.state);
      const total = Math.max(1, fleet?.miners?.total ?? 0);
      reconcile(
        bar,
        shown.filter((one) => one.state !== 'retired'),
        (one) => one.state,
        (one) => h('span', { 'data-miner': one.state }),
        (element, one) => {
          element.style.flexGrow = String(one.count / total);
        },
      );
      reconcile(
        counts,
        shown,
        (one) => one.state,
        (one) => h('li', { 'data-miner': one.state, testid: `count-${one.state}` }, h('a', {}, h('b'), h('span', { text: one.state }), h('span', { class: 'small' }))),
        (element, one) => {
          const chosen = route.state === one.state;
          setText(element.querySelector('b'), number(one.count));
          setText(element.querySelector('.small'), one.state === 'retired' ? '' : percent(one.count / total, one.count / total < 0.1 ? 1 : 0));
          setAttribute(element.firstElementChild, 'href', router.href({ state: chosen ? null : one.state }));
          setAttribute(element.firstElementChild, 'aria-current', chosen ? 'true' : null);
          setAttribute(element.firstElementChild, 'title', chosen ? 'Show all states' : `Show only ${one.state} miners`);
        },
      );
      setText(
        samples,
        fleet
          ? `Samples: ${number(fleet.samples.applied)} applied, ${number(fleet.samples.merged)} merged, ${number(fleet.samples.stale)} stale, ${number(fleet.samples.refused)} refused.${fleet.reportIntervalSec ? ` Reports every ${number(fleet.reportIntervalSec)} s.` : ''}`
          : '',
      );
    },
  };
}
