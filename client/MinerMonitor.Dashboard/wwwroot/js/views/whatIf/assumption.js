// @ts-check
/** One assumption: a slider, the same number to type, and the way back to what is. */
import { h, setAttribute, setText, show } from '../../dom.js';
import { known } from '../../format.js';

/**
 * @param {any} name @param {string} title
 * @param {{min: number, max: number, step: number, unit: string, scale?: number, say: (value: number) => string}} how `scale`: shown figures a unit of the value
 * @param {(name: any, value: number|null) => void} change while it moves @param {() => void} done when it stands
 */
export function assumption(name, title, { min, max, step, unit, scale = 1, say }, change, done) {
  const id = `assume-${name}`;
  const slider = h('input', { type: 'range', id, min, max, step, testid: id, on: { input: moved(() => slider), change: done } });
  const field = h('input', {
    type: 'number',
    class: 'field',
    step: 'any',
    testid: `${id}-field`,
    'aria-label': `${title}, ${unit}`,
    on: { input: moved(() => field), change: done },
  });
  const back = h('button', { type: 'button', class: 'plain-button back', text: '↺', testid: `${id}-back`, 'aria-label': `${title}: as it is`, on: { click: reset } });
  const note = h('span', { class: 'note' });
  const root = h(
    'div',
    { class: 'assumption', testid: `${id}-row` },
    h('div', { class: 'assumption-head' }, h('label', { for: id, text: title }), h('span', { class: 'aside' }, field, h('span', { class: 'unit', text: unit }), back)),
    slider,
    note,
  );

  /** @param {() => HTMLInputElement} input */
  function moved(input) {
    return () => {
      const value = Number(input().value);
      if (input().value !== '' && Number.isFinite(value)) change(name, value / scale);
    };
  }

  function reset() {
    change(name, null);
    done();
  }

  return {
    root,
    /** @param {number|null} value null: as it is @param {number|null} present */
    set(value, present) {
      const shown = value ?? present;
      show(back, value !== null);
      setText(note, value === null ? (known(present) ? `as it is: ${say(present)}` : 'not known now; set one') : known(present) ? `now ${say(present)}` : 'not known now');
      setAttribute(root, 'data-moved', value === null ? null : 'yes');
      if (!known(shown)) return;
      const figure = Math.round(shown * scale * 1e6) / 1e6;
      // A present value beyond the ends stretches them.
      setAttribute(slider, 'max', String(Math.max(max, Math.ceil(figure))));
      setAttribute(slider, 'min', String(Math.min(min, Math.floor(figure))));
      setAttribute(slider, 'aria-valuetext', say(shown));
      if (document.activeElement !== slider || value === null) slider.value = String(figure);
      if (document.activeElement !== field || value === null) field.value = String(Math.round(figure / (step / 10)) * (step / 10)).slice(0, 9);
    },
  };
}
