// @ts-check
/** What the index is made of: contributions that add up, with weight, raw value and age; missing ones by name. */
import { cells, h, panel, reconcile, setAttribute, setText, show } from '../../dom.js';
import { duration, known, number, percent } from '../../format.js';
import { componentTitle } from '../../inputs.js';

/** @param {any} one */
function raw(one) {
  if (!known(one.raw)) return '—';
  switch (one.id) {
    case 'hash_drawdown':
    case 'difficulty':
    case 'fleet_underwater':
      return percent(one.raw);
    case 'support':
      return percent(one.raw, 1, true);
    case 'sentiment':
      return number(one.raw);
    case 'liquidations':
      return `${number(10 ** one.raw, 1)} bp`;
    case 'etf_flow':
      return `${number(one.raw, 1, true)} bp`;
    default:
      return number(one.raw, 3);
  }
}

export function contributionsPanel() {
  const sum = h('span', { class: 'tag', testid: 'contributions-sum' });
  const body = h('tbody');
  const missing = h('ul', { class: 'missing-list', testid: 'missing-components', hidden: true });
  const head = ['Component', 'Adds', 'Weight', 'Raw', 'Score', 'Age'];
  const root = panel(
    { id: 'contributions', title: 'What it is made of', class: 'area-contributions', aside: sum },
    h(
      'div',
      { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': 'Contributions to the index' },
      h(
        'table',
        { class: 'contributions', testid: 'contributions-table' },
        h('caption', { class: 'sr-only', text: 'Contributions to the index; they add up to it' }),
        h('thead', {}, h('tr', {}, ...head.map((text) => h('th', { scope: 'col', text })))),
        body,
      ),
    ),
    missing,
  );

  function create() {
    const fill = h('span', { class: 'bar-fill' });
    const row = h(
      'tr',
      {},
      h('th', { scope: 'row' }, h('span', { class: 'component' }), h('span', { class: 'bar', 'aria-hidden': 'true' }, fill)),
      ...head.slice(1).map(() => h('td')),
    );
    row.fill = fill;
    return row;
  }

  return {
    root,
    /** @param {any} view */
    update({ sector, now }) {
      const all = [...(sector?.contributions ?? [])];
      const available = all.filter((one) => known(one.contribution)).sort((a, b) => b.contribution - a.contribution);
      const away = all.filter((one) => !known(one.contribution));
      const most = Math.max(20, ...available.map((one) => one.contribution));
      reconcile(
        body,
        available,
        (one) => one.id,
        create,
        (row, one) => {
          setAttribute(row, 'data-testid', `contribution-${one.id}`);
          setAttribute(row, 'data-pillar', one.pillar);
          setText(row.cells[0].children[0], componentTitle(one.id));
          setAttribute(row.cells[0], 'title', `Pillar: ${one.pillar}`);
          cells(row, [
          null,
          number(one.contribution, 1),
          number(one.weight),
          raw(one),
          number(one.score),
          known(one.atMs) && now ? duration(now - one.atMs) : '—',
        ]);
          row.fill.style.width = `${(100 * one.contribution) / most}%`;
        },
      );
      show(missing, away.length > 0);
      reconcile(
        missing,
        away,
        (one) => one.id,
        (one) => h('li', { testid: `missing-${one.id}` }, h('b'), h('span')),
        (item, one) => {
          setText(item.children[0], `${componentTitle(one.id)} (weight ${number(one.weight)}): missing. `);
          setText(item.children[1], one.missingReason ?? '');
        },
      );
      const total = available.reduce((all_, one) => all_ + one.contribution, 0);
      setText(sum, available.length ? `${available.length} of ${all.length} add up to ${number(total, 1)}` : '');
    },
    dispose() {},
  };
}
