// @ts-check
/** What the colours and marks of the heat map mean. */
import { h, reconcile, setText, show, svg } from '../../dom.js';
import { number } from '../../format.js';
import { MARKS } from './heatPaint.js';
import { cssOf } from './palette.js';

export function legend() {
  const low = h('span');
  const middle = h('span');
  const high = h('span');
  const bar = h('div', { class: 'heat-scale', 'aria-hidden': 'true' });
  const ramp = h('div', { class: 'heat-ramp', testid: 'heat-legend' }, h('span', { class: 'heat-ticks' }, low, middle, high), bar);
  const states = h('ul', { class: 'heat-states', testid: 'heat-states' });
  const unknown = h('span', { class: 'heat-unknown' }, h('i', { class: 'heat-swatch' }), h('span'));
  const root = h('div', { class: 'heat-legend' }, ramp, states, unknown);

  return {
    root,
    /** @param {{colouring: import('./palette.js').Colouring, domain: [number, number], table: Uint32Array, cells: any, unknown: number, marked: boolean}} what */
    set({ colouring, domain, table, cells, unknown: missing, marked }) {
      const scale = colouring.ramp !== 'states';
      show(ramp, scale);
      if (scale) {
        setText(low, `${colouring.format(domain[0])} ${colouring.low}`);
        setText(middle, colouring.middle === undefined ? '' : colouring.format(colouring.middle));
        setText(high, `${colouring.format(domain[1])} ${colouring.high}`);
        const steps = Array.from({ length: 17 }, (_, index) => cssOf(table[1 + Math.round((index / 16) * 254)]));
        bar.style.backgroundImage = `linear-gradient(90deg, ${steps.join()})`;
      }
      const counts = new Map();
      for (let cell = 0; cell < cells.count; cell++) counts.set(cells.columns.state[cell], (counts.get(cells.columns.state[cell]) ?? 0) + 1);
      // With a scale of values, the marks alone tell the state: hashing has none.
      const listed = [...counts].filter(([state]) => !scale || (MARKS[cells.states[state]] && cells.states[state] !== 'hashing')).sort((a, b) => b[1] - a[1]);
      reconcile(
        states,
        listed,
        ([state]) => cells.states[state],
        ([state]) => h('li', {}, mark(cells.states[state]), h('span')),
        (element, [state, count]) => {
          show(element.firstElementChild, marked || !scale); // cells too small for marks have none
          element.firstElementChild.style.backgroundColor = scale ? 'transparent' : cssOf(table[1 + state]);
          setText(element.lastElementChild, `${cells.states[state]} ${number(count)}`);
        },
      );
      show(unknown, missing > 0);
      unknown.firstElementChild.style.backgroundColor = cssOf(table[0]);
      setText(unknown.lastElementChild, `not known ${number(missing)}`);
    },
  };
}

/** @param {string} state */
function mark(state) {
  const strokes = (MARKS[state] ?? []).map(([x1, y1, x2, y2]) => svg('line', { x1: x1 * 14 + 0.8, y1: y1 * 14 + 0.8, x2: x2 * 14 + 0.8, y2: y2 * 14 + 0.8 }));
  return h('i', { class: 'heat-swatch' }, svg('svg', { viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true' }, ...strokes));
}
