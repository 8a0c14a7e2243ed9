// @ts-check
/** Every input of the model with its age, limit, state, origin and source. */
import { cells, h, panel, reconcile, setAttribute, setText, table } from '../../dom.js';
import { ORIGIN_MEANINGS, STATE_MEANINGS, STATE_WORDS, judge } from '../../freshness.js';
import { duration, inUnit } from '../../format.js';
import { inputTitle } from '../../inputs.js';

export function inputsPanel() {
  const rows = table('inputs-table', 'Inputs of the model', [
    'Input',
    'Value',
    'State',
    'Age',
    'Limit',
    'Origin',
    'Source',
    'Why not used',
  ]);
  const count = h('span', { class: 'tag', testid: 'inputs-count' });
  const root = panel({ id: 'inputs-panel', title: 'Inputs', class: 'area-inputs', aside: count }, rows.root);
  return {
    root,
    /** @param {any} view */
    update({ sector, now }) {
      const inputs = sector?.inputs ?? [];
      let live = 0;
      reconcile(
        rows.body,
        inputs,
        (one) => one.id,
        () => h('tr', {}, h('th', { scope: 'row' }), ...Array.from({ length: 7 }, () => h('td'))),
        (row, one) => {
          const fresh = judge(one, now);
          if (fresh.state === 'live') live += 1;
          setAttribute(row, 'data-testid', `input-${one.id}`);
          setAttribute(row, 'data-state', fresh.state);
          const value =
            one.unit === 'days since 1970' && one.value
              ? new Date(one.value * 86_400_000).toISOString().slice(0, 10)
              : inUnit(one.value, one.unit);
          cells(row, [
            inputTitle(one.id),
            value,
            STATE_WORDS[fresh.state] ?? fresh.state,
            fresh.age || '—',
            one.ageLimitMs > 0 ? duration(one.ageLimitMs) : 'none',
            one.origin ?? '—',
            one.source ?? '—',
            fresh.state === 'live' ? '' : fresh.reason,
          ]);
          setAttribute(row.cells[2], 'title', STATE_MEANINGS[fresh.state] ?? null);
          setAttribute(row.cells[5], 'title', ORIGIN_MEANINGS[one.origin ?? ''] ?? null);
        },
      );
      setText(count, inputs.length ? `${live} of ${inputs.length} live` : '');
    },
    dispose() {},
  };
}
