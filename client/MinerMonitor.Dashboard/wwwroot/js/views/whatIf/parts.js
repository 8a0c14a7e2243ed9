// @ts-check
/** What the index would be made of, and how far each part moves. */
import { cells, h, reconcile, setAttribute, setText, table } from '../../dom.js';
import { known, number } from '../../format.js';
import { componentTitle } from '../../inputs.js';

export function partsTable() {
  const rows = table('what-if-parts', 'Parts of the index, now and under the assumptions', ['Component', 'Now', 'Then', 'Moves']);
  const root = h('section', { class: 'panel area-wi-parts' }, h('header', { class: 'panel-head' }, h('h2', { text: 'What moves it' })), rows.root);
  return {
    root,
    /** @param {any} then @param {any} now */
    update(then, now) {
      const before = new Map((now?.contributions ?? []).map((/** @type {any} */ one) => [one.id, one.contribution]));
      reconcile(
        rows.body,
        then?.contributions ?? [],
        (one) => one.id,
        () => h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td'), h('td', { class: 'moves' })),
        (row, one) => {
          const old = before.get(one.id);
          const delta = known(one.contribution) && known(old) ? one.contribution - old : null;
          setAttribute(row, 'data-testid', `part-${one.id}`);
          setAttribute(row, 'title', one.missingReason ?? null);
          cells(row, [componentTitle(one.id), number(old, 1), known(one.contribution) ? number(one.contribution, 1) : 'missing', null]);
          setText(row.cells[3], delta === null ? '—' : Math.abs(delta) < 0.05 ? '·' : number(delta, 1, true));
          setAttribute(row.cells[3], 'data-sign', delta === null || Math.abs(delta) < 0.05 ? null : delta > 0 ? 'up' : 'down');
        },
      );
    },
  };
}
