// @ts-check
/** Times in which bitcoin closed below its modelled production cost: how long, how deep, and when they ended. */
import { ApiError, request } from '../../api.js';
import { cells, h, panel, reconcile, setText, show, table } from '../../dom.js';
import { number, percent } from '../../format.js';

const AGAIN_AFTER_MS = 600_000;
const SHOWN = 6;

/** @param {string} world */
export function belowCostPanel(world) {
  const rows = table('below-cost-table', 'Times below production cost, newest first', ['From', 'To', 'Days below', 'Deepest']);
  const none = h('p', { class: 'absent', testid: 'below-cost-none' });
  const note = h('p', { class: 'small', text: 'Closes below C as it was fitted on each day. About half of all days lie below a regression line.' });
  const root = panel({ id: 'below-cost-panel', title: 'Below production cost', class: 'area-below-cost' }, rows.root, none, note);
  const stop = new AbortController();
  /** @type {any[]|null} */
  let episodes = null;
  let readAt = -Infinity;

  async function read() {
    try {
      episodes = (await request('api/v1/sector/below-cost', { query: { world }, signal: stop.signal })).items ?? [];
    } catch (error) {
      if (!(error instanceof ApiError) && !stop.signal.aborted) throw error;
    }
  }

  return {
    root,
    /** @param {any} view */
    update({ at }) {
      if (at - readAt > AGAIN_AFTER_MS) {
        readAt = at;
        void read();
      }
      const shown = (episodes ?? []).slice(0, SHOWN);
      show(rows.root, shown.length > 0);
      show(none, shown.length === 0);
      setText(
        none,
        episodes === null ? 'Not read yet.' : world === 'live' ? 'None in the daily history, or there is no history yet.' : 'A replay has no daily closes.',
      );
      reconcile(
        rows.body,
        shown,
        (one) => one.firstDate,
        () => h('tr', {}, h('th', { scope: 'row' }), ...Array.from({ length: 3 }, () => h('td'))),
        (row, one) => cells(row, [one.firstDate, one.endDate ?? 'lasts', number(one.days), `${percent(one.depth, 1, true)} on ${one.depthDate}`]),
      );
    },
    dispose() {
      stop.abort();
    },
  };
}
