// @ts-check
/** The dial of the index, and the shape that each band has besides its colour. */
import { setAttribute, svg } from '../../dom.js';
import { known } from '../../format.js';

/** Thresholds of the bands as the specification sets them; each band has its own shape besides its colour. */
const BANDS = [
  { name: 'calm', from: 0, to: 20, mark: '●' },
  { name: 'elevated', from: 20, to: 35, mark: '◆' },
  { name: 'stressed', from: 35, to: 60, mark: '▲' },
  { name: 'capitulation', from: 60, to: 100, mark: '■' },
];
const SWEEP = 240;
const RADIUS = 84;

/** @param {string|null|undefined} name */
export const regimeMark = (name) => BANDS.find((band) => band.name === name)?.mark ?? '';

/** @param {number} value @param {number} radius */
function at(value, radius) {
  const angle = ((value / 100) * SWEEP - SWEEP / 2 - 90) * (Math.PI / 180);
  return [100 + radius * Math.cos(angle), 100 + radius * Math.sin(angle)];
}

/** @param {number} from @param {number} to @param {number} radius */
function arc(from, to, radius) {
  const [x0, y0] = at(from, radius);
  const [x1, y1] = at(to, radius);
  const large = ((to - from) / 100) * SWEEP > 180 ? 1 : 0;
  return `M${x0.toFixed(2)} ${y0.toFixed(2)}A${radius} ${radius} 0 ${large} 1 ${x1.toFixed(2)} ${y1.toFixed(2)}`;
}

export function gauge() {
  const root = svg('svg', { viewBox: '0 0 200 158', class: 'gauge', 'aria-hidden': 'true' });
  for (const band of BANDS) {
    root.append(svg('path', { d: arc(band.from + 0.6, band.to - 0.6, RADIUS), class: `gauge-band band-${band.name}` }));
    if (band.from > 0) {
      const [x, y] = at(band.from, RADIUS - 15);
      const label = svg('text', { x, y: y + 2.5, class: 'gauge-tick' });
      label.textContent = String(band.from);
      root.append(label);
    }
  }
  const fill = svg('path', { class: 'gauge-fill', d: '' });
  const needle = svg('path', { class: 'gauge-needle', d: '' });
  root.append(fill, needle);
  return {
    root,
    /** @param {number|null} value @param {string|null} band */
    set(value, band) {
      const shown = known(value) ? Math.min(100, Math.max(0, value)) : null;
      const [x0, y0] = at(shown ?? 0, RADIUS - 9);
      const [x1, y1] = at(shown ?? 0, RADIUS + 10);
      setAttribute(fill, 'd', shown === null || shown < 1.3 ? '' : arc(0.6, shown, RADIUS));
      setAttribute(fill, 'data-band', band);
      setAttribute(needle, 'd', shown === null ? '' : `M${x0.toFixed(2)} ${y0.toFixed(2)}L${x1.toFixed(2)} ${y1.toFixed(2)}`);
    },
  };
}
