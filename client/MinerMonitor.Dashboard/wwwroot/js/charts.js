// @ts-check
/** Charts: made when first visible, drawn only while visible, coloured from the style sheet. */
import * as echarts from 'echarts';

/** Colours of the present theme. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (/** @type {string} */ name) => style.getPropertyValue(name).trim();
  return {
    text: read('--text'),
    muted: read('--muted'),
    line: read('--line'),
    panel: read('--panel'),
    accent: read('--accent'),
    price: read('--price'),
    cost: read('--cost'),
    costBand: read('--cost-band'),
    cash: read('--cash'),
    electricity: read('--electricity'),
    network: read('--network'),
    good: read('--good'),
    bad: read('--bad'),
    calm: read('--calm'),
    elevated: read('--elevated'),
    stressed: read('--stressed'),
    capitulation: read('--capitulation'),
    font: style.fontFamily,
  };
}

/** @typedef {ReturnType<typeof colours>} Colours */

/** @type {Set<Chart>} */
const charts = new Set();
const visibility = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) /** @type {any} */ (entry.target).chart?.setVisible(entry.isIntersecting);
  },
  { rootMargin: '100px' },
);
const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) /** @type {any} */ (entry.target).chart?.resize();
});

/** Draws all charts anew, after a change of theme. */
export function redrawCharts() {
  for (const chart of charts) chart.invalidate();
}

export class Chart {
  /** @param {string} testid @param {string} label what it shows, for screen readers @param {string} [size] class of its size */
  constructor(testid, label, size = '') {
    this.root = document.createElement('div');
    this.root.className = `chart ${size}`;
    this.root.dataset.testid = testid;
    this.root.setAttribute('role', 'img');
    this.root.setAttribute('aria-label', label);
    /** @type {any} */ (this.root).chart = this;
    /** @type {any} */
    this.engine = null;
    this.visible = false;
    this.key = '';
    this.dirty = false;
    /** @type {((colours: Colours, width: number, height: number) => any)|null} */
    this.option = null;
    visibility.observe(this.root);
    sizes.observe(this.root);
    charts.add(this);
  }

  /**
   * Says what to draw. The option is built only when the key differs from the last one.
   * @param {string} key @param {(colours: Colours, width: number, height: number) => any} option
   */
  set(key, option) {
    if (key === this.key) return;
    this.key = key;
    this.option = option;
    this.dirty = true;
    this.draw();
  }

  invalidate() {
    this.dirty = true;
    this.draw();
  }

  /** @param {boolean} visible */
  setVisible(visible) {
    this.visible = visible;
    this.draw();
  }

  resize() {
    if (!this.engine || this.root.clientWidth === 0) return;
    this.engine.resize();
    this.invalidate();
  }

  draw() {
    if (!this.dirty || !this.visible || !this.option || document.hidden || this.root.clientWidth === 0) return;
    this.dirty = false;
    this.engine ??= echarts.init(this.root, null, { renderer: 'canvas' });
    const palette = colours();
    const base = {
      animation: false,
      useUTC: true,
      textStyle: { fontFamily: palette.font, color: palette.muted },
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        backgroundColor: palette.panel,
        borderColor: palette.line,
        textStyle: { color: palette.text, fontSize: 13 },
        axisPointer: { type: 'line', lineStyle: { color: palette.muted } },
      },
    };
    this.engine.setOption({ ...base, ...this.option(palette, this.root.clientWidth, this.root.clientHeight) }, { notMerge: true });
  }

  dispose() {
    visibility.unobserve(this.root);
    sizes.unobserve(this.root);
    charts.delete(this);
    this.engine?.dispose();
    this.engine = null;
  }
}

/** @param {Colours} palette @param {object} [more] */
export const timeAxis = (palette, more = {}) => ({
  type: 'time',
  axisLine: { lineStyle: { color: palette.line } },
  axisTick: { show: false },
  splitLine: { show: false },
  axisLabel: {
    color: palette.muted,
    fontSize: 12,
    hideOverlap: true,
    formatter: { year: '{yyyy}', month: '{MMM} {yyyy}', day: '{d} {MMM}', hour: '{HH}:{mm}' },
  },
  ...more,
});

/** @param {Colours} palette @param {(value: number) => string} format @param {object} [more] */
export const valueAxis = (palette, format, more = {}) => ({
  type: 'value',
  scale: true,
  axisLine: { show: false },
  splitNumber: 4,
  splitLine: { lineStyle: { color: palette.line, type: [2, 4] } },
  axisLabel: { color: palette.muted, fontSize: 12, formatter: format },
  ...more,
});

/**
 * Points of a series as [time, value]. A hole breaks the line: longer than two steps, and than three usual distances of the series,
 * since a daily series asked for in minutes still has a point a day, and points before a fine history say how wide they are.
 * @param {{stepSec?: number, points?: {atMs: number, mean: number, last: number, stepSec?: number}[]}|null|undefined} series
 * @param {'mean'|'last'} [which] @returns {(number|null)[][]}
 */
export function linePoints(series, which = 'last') {
  const points = series?.points ?? [];
  const step = (series?.stepSec ?? 0) * 1000;
  const distances = points
    .slice(1)
    .map((point, index) => point.atMs - points[index].atMs)
    .sort((a, b) => a - b);
  const hole = Math.max(2 * step, 3 * (distances[Math.floor(distances.length / 2)] ?? 0));
  /** @type {(number|null)[][]} */
  const line = [];
  points.forEach((point, index) => {
    const before = points[index - 1];
    const wide = 2000 * Math.max(before?.stepSec ?? 0, point.stepSec ?? 0);
    if (before && hole && point.atMs - before.atMs > Math.max(hole, wide)) line.push([before.atMs + 1, null]);
    line.push([point.atMs, point[which]]);
  });
  return line;
}
