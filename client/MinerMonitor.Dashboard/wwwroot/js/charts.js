// @ts-check
/** Charts: made when first visible, drawn only while visible, coloured from the style sheet. */
import { NARROWEST_MS } from './range.js';

/** The chart library: a megabyte that the first values need not wait for. @type {any} */
let echarts = null;
/** @type {Promise<void>|null} */
let loading = null;

/** Called when a person picks a window on a chart. @type {(from: number, to: number) => void} */
let pickWindow = () => {};

/** @param {(from: number, to: number) => void} picked */
export function onPick(picked) {
  pickWindow = picked;
}

function load() {
  loading ??= import('echarts').then((library) => {
    echarts = library;
    redrawCharts();
  });
}

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
    this.label = label;
    /** @type {any} */ (this.root).chart = this;
    /** @type {any} */
    this.engine = null;
    this.visible = false;
    this.key = '';
    this.dirty = false;
    /** @type {{from: number, to: number}|null} */
    this.bounds = null;
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

  /** What it shows, for screen readers. @param {string} text */
  describe(text) {
    if (this.label === text) return;
    this.label = text;
    this.root.setAttribute('aria-label', text);
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
    if (!echarts) return load();
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

  /** Lets a person drag a window out of the time axis, or turn the wheel. @param {{from: number, to: number}} bounds */
  zoomable(bounds) {
    const first = !this.bounds;
    this.bounds = bounds;
    if (!first) return;
    this.root.classList.add('zoomable');
    this.root.addEventListener('pointerdown', (event) => this.startDrag(event));
    this.root.addEventListener('wheel', (event) => this.turn(event), { passive: false });
  }

  /** @param {number} clientX @returns {number|null} */
  momentAt(clientX) {
    if (!this.engine || !this.bounds) return null;
    const x = clientX - this.root.getBoundingClientRect().left;
    const at = this.engine.convertFromPixel({ xAxisIndex: 0 }, x);
    return Number.isFinite(at) ? Math.min(this.bounds.to, Math.max(this.bounds.from, at)) : null;
  }

  /** @param {PointerEvent} event */
  startDrag(event) {
    const from = event.button === 0 && event.pointerType !== 'touch' ? this.momentAt(event.clientX) : null;
    if (from === null) return;
    const left = this.root.getBoundingClientRect().left;
    const band = document.createElement('span');
    band.className = 'drag-band';
    const move = (/** @type {PointerEvent} */ to) => {
      if (!band.isConnected && Math.abs(to.clientX - event.clientX) > 6) this.root.append(band);
      band.style.left = `${Math.min(to.clientX, event.clientX) - left}px`;
      band.style.width = `${Math.abs(to.clientX - event.clientX)}px`;
    };
    const stop = new AbortController();
    window.addEventListener('pointermove', move, { signal: stop.signal });
    window.addEventListener('pointercancel', () => (stop.abort(), band.remove()), { signal: stop.signal });
    window.addEventListener(
      'pointerup',
      (end) => {
        stop.abort();
        if (!band.isConnected) return;
        band.remove();
        const to = this.momentAt(end.clientX);
        if (to !== null && Math.abs(to - from) >= NARROWEST_MS) pickWindow(Math.min(from, to), Math.max(from, to));
      },
      { signal: stop.signal },
    );
  }

  /** The wheel belongs to the page where the page scrolls; there it zooms with a key held. @param {WheelEvent} event */
  turn(event) {
    const scrolls = document.documentElement.scrollHeight > window.innerHeight + 1;
    if (scrolls && !event.ctrlKey && !event.shiftKey && !event.altKey) return;
    const at = this.momentAt(event.clientX);
    const amount = event.deltaY || event.deltaX;
    if (at === null || !this.bounds || amount === 0) return;
    event.preventDefault();
    const factor = amount < 0 ? 0.7 : 1 / 0.7;
    const { from, to } = this.bounds;
    if ((to - from) * factor < NARROWEST_MS) return;
    pickWindow(at - (at - from) * factor, at + (to - at) * factor);
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
  axisLabel: { color: palette.muted, fontSize: 12, formatter: format, hideOverlap: true },
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
