// @ts-check
/** What every chart of time shares: axis, regimes as bands, marks of what happened, tooltips, the present value at its end. */
import { linePoints, timeAxis } from './charts.js';
import { known, percent, utcDay, utcMinute } from './format.js';

/** Sign of each kind, and the least pixels between two of its kind: more marks than that hide the line. @type {Record<string, {sign: string, apart: number, name: string}>} */
export const MARKS = {
  halving: { sign: '½', apart: 10, name: 'halving' },
  retarget: { sign: '⟳', apart: 44, name: 'retarget' },
  'support-broken': { sign: '✕', apart: 34, name: 'support broken' },
  'etf-reversal': { sign: '⇅', apart: 70, name: 'ETF flow turned' },
};

const DAY = 86_400_000;

/** What a chart is drawn from besides its own values: it is drawn again when this changes. @param {any} view */
export const windowKey = (view) => {
  const { from, to, follows } = view.window;
  const grain = from === null ? 1 : Math.max(5_000, (to - from) / 400);
  return [view.seriesVersion, follows, from === null ? null : Math.floor(from / grain), to === null ? null : Math.floor(to / grain)].join();
};

/** Bounds of the axis. @param {any} view @returns {{from: number, to: number}} */
export function bounds(view) {
  const to = view.window.to ?? view.sector?.asOfMs ?? 0;
  return { from: view.window.from ?? to - DAY, to };
}

/** A series with the present value at its end, as far as the window reaches. @param {any} view @param {string} name @param {number|null|undefined} value */
export function lineWithNow(view, name, value) {
  const line = linePoints(view.series.get(name));
  const at = view.sector?.asOfMs;
  if (known(value) && view.window.follows && known(at) && at >= (line.at(-1)?.[0] ?? 0)) line.push([at, value]);
  return line;
}

/** @param {any} view @param {import('./charts.js').Colours} palette */
export const axis = (view, palette) => timeAxis(palette, { min: bounds(view).from, max: bounds(view).to });

/**
 * Bands and marks as a series of its own, without a line.
 * @param {any} view @param {import('./charts.js').Colours} palette @param {number} width @param {{strong?: boolean}} [how]
 */
export function annotationSeries(view, palette, width, { strong = false } = {}) {
  const { from, to } = bounds(view);
  const bands = view.annotations.filter((/** @type {any} */ one) => one.kind === 'regime' && (one.endMs ?? to) > from && one.atMs < to);
  return {
    name: 'annotations',
    type: 'line',
    data: [],
    silent: true,
    markArea: {
      silent: true,
      data: bands.map((/** @type {any} */ one) => {
        const [start, end] = [Math.max(from, one.atMs), Math.min(to, one.endMs ?? to)];
        const wide = ((end - start) / (to - from)) * width;
        return [
          {
            xAxis: start,
            name: strong && wide > 8 * one.subject.length ? one.subject : '',
            itemStyle: { color: /** @type {any} */ (palette)[one.subject] ?? palette.muted, opacity: strong ? 0.24 : 0.1 },
            label: { show: strong, position: 'insideTop', color: palette.text, fontSize: 12, distance: 3 },
          },
          { xAxis: end },
        ];
      }),
    },
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: palette.muted, type: 'solid', width: 1, opacity: 0.5 },
      label: { show: true, position: 'end', distance: 1, fontSize: 12, color: palette.muted, formatter: '{b}' },
      data: shownMarks(view, width).map((one) => ({
        xAxis: one.atMs,
        name: MARKS[one.kind].sign,
        lineStyle: one.kind === 'halving' || one.kind === 'support-broken' ? { opacity: 0.9, type: 'dashed' } : {},
      })),
    },
  };
}

/** Marks with room between them; where many fall together the one with the largest figure stays. @param {any} view @param {number} width @returns {any[]} */
export function shownMarks(view, width) {
  const { from, to } = bounds(view);
  const inside = view.annotations.filter((/** @type {any} */ one) => one.kind in MARKS && one.atMs >= from && one.atMs <= to);
  const bySize = [...inside].sort((a, b) => Math.abs(b.value ?? 0) - Math.abs(a.value ?? 0));
  /** @type {any[]} */
  const taken = [];
  for (const one of bySize) {
    const apart = (MARKS[one.kind].apart / Math.max(1, width)) * (to - from);
    if (!taken.some((other) => other.kind === one.kind && Math.abs(other.atMs - one.atMs) < apart)) taken.push(one);
  }
  return taken.sort((a, b) => a.atMs - b.atMs);
}

/** Lines of a tooltip about what happened near a moment. @param {any} view @param {number} atMs @returns {string[]} */
export function near(view, atMs) {
  const { from, to } = bounds(view);
  const reach = Math.min(DAY, (to - from) / 60);
  const regime = view.annotations.find((/** @type {any} */ one) => one.kind === 'regime' && one.atMs <= atMs && atMs < (one.endMs ?? Infinity));
  const marks = view.annotations.filter((/** @type {any} */ one) => one.kind in MARKS && Math.abs(one.atMs - atMs) <= reach);
  return [
    ...(regime ? [`regime ${regime.subject} since ${utcDay(regime.atMs)}`] : []),
    ...marks.slice(0, 4).map((/** @type {any} */ one) => `${MARKS[one.kind].sign} ${one.text}`),
  ];
}

/**
 * A tooltip of lines: the moment, each value, what happened then.
 * @param {any} view @param {(value: number, name: string) => string} say
 */
export const tooltip = (view, say) => (/** @type {any} */ items) => {
  const shown = (Array.isArray(items) ? items : [items]).filter((one) => one.seriesName !== 'annotations' && !one.seriesName.startsWith('band'));
  const at = shown[0]?.value?.[0];
  if (at === undefined) return '';
  return [utcMinute(at), ...shown.map((one) => (known(one.value[1]) ? say(one.value[1], one.seriesName) : '')).filter(Boolean), ...near(view, at)].join('\n');
};

/** What a chart of time says to those who cannot see it. @param {any} view @param {string} what */
export function described(view, what) {
  const { from, to } = bounds(view);
  const marks = view.annotations.filter((/** @type {any} */ one) => one.kind in MARKS && one.atMs >= from && one.atMs <= to);
  const counts = Object.entries(MARKS)
    .map(([kind, { name }]) => [marks.filter((/** @type {any} */ one) => one.kind === kind).length, name])
    .filter(([count]) => count)
    .map(([count, name]) => `${count} × ${name}`);
  return `${what}, ${utcMinute(from)} to ${utcMinute(to)}${counts.length ? `; ${counts.join(', ')}` : ''}.`;
}

/** The key to the marks that are shown, and how many are not. @param {any} view @param {number} width */
export function legend(view, width) {
  const shown = shownMarks(view, width);
  const { from, to } = bounds(view);
  const all = view.annotations.filter((/** @type {any} */ one) => one.kind in MARKS && one.atMs >= from && one.atMs <= to).length;
  const kinds = Object.entries(MARKS).filter(([kind]) => shown.some((one) => one.kind === kind));
  const words = kinds.map(([, { sign, name }]) => `${sign} ${name}`);
  if (all > shown.length) words.push(`${all - shown.length} smaller ones not drawn`);
  return words.join(' · ');
}

/** @param {number} value */
export const asPercent = (value) => percent(value, 1);
