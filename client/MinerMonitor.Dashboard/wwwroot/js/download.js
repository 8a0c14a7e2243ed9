// @ts-check
/** What a chart shows, as a file: exact points, units in the headers. */
import { h } from './dom.js';

/**
 * @typedef {{name: string, unit: string, points: {atMs: number, value: number|null}[]}} Column
 * @typedef {{name: string, title: string, world: string, from: number|null, to: number|null, columns: Column[], annotations: any[]}} Shown
 */

/** Points of a series of the server, as they are. @param {any} result @param {string} [which] @returns {Column['points']} */
export const pointsOf = (result, which = 'last') =>
  (result?.points ?? []).map((/** @type {any} */ point) => ({ atMs: point.atMs, value: point[which] ?? null }));

/** @param {Shown} shown @returns {string} one row a moment; an empty cell where a column has no value */
export function toCsv(shown) {
  const head = ['time_utc', 'at_ms', ...shown.columns.map(({ name, unit }) => `${name} [${unit}]`)];
  /** @type {Map<number, (number|null)[]>} */
  const rows = new Map();
  shown.columns.forEach(({ points }, index) => {
    for (const { atMs, value } of points) {
      const row = rows.get(atMs) ?? Array.from({ length: shown.columns.length }, () => null);
      row[index] = value;
      rows.set(atMs, row);
    }
  });
  const lines = [...rows.entries()].sort(([a], [b]) => a - b).map(([atMs, values]) => [new Date(atMs).toISOString(), atMs, ...values.map((one) => one ?? '')]);
  return `${[head, ...lines].map((cells) => cells.map(quoted).join(',')).join('\n')}\n`;
}

/** @param {unknown} cell */
function quoted(cell) {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {Shown} shown */
export function toJson({ name, title, world, from, to, columns, annotations }) {
  return JSON.stringify(
    {
      chart: name,
      title,
      world,
      fromMs: from === null ? null : Math.round(from),
      toMs: to === null ? null : Math.round(to),
      series: columns.map((one) => ({ name: one.name, unit: one.unit, points: one.points })),
      annotations,
    },
    null,
    1,
  );
}

/** @param {string} name @param {string} type @param {string} text */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = h('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A small menu that downloads what a chart shows.
 * @param {string} testid @param {string} title @param {() => Shown} shown asked at the click
 */
export function downloadMenu(testid, title, shown) {
  const file = (/** @type {Shown} */ one, /** @type {string} */ end) =>
    `miner-monitor-${one.world.replaceAll(/[^a-z0-9-]/gi, '_')}-${one.name}-${new Date(one.to ?? 0).toISOString().slice(0, 16).replaceAll(/[T:]/g, '-')}.${end}`;
  const take = (/** @type {string} */ end, /** @type {string} */ type, /** @type {(one: Shown) => string} */ write) => () => {
    const one = shown();
    save(file(one, end), type, write(one));
    root.open = false;
  };
  const root = h(
    'details',
    { class: 'download', testid },
    h('summary', { text: '⤓', title: 'Download what this chart shows', 'aria-label': `Download: ${title}` }),
    h(
      'div',
      { class: 'download-menu' },
      h('button', { type: 'button', text: 'CSV', testid: `${testid}-csv`, on: { click: take('csv', 'text/csv', toCsv) } }),
      h('button', { type: 'button', text: 'JSON', testid: `${testid}-json`, on: { click: take('json', 'application/json', toJson) } }),
    ),
  );
  return root;
}
