// @ts-check
/** The index: gauge, regime, coverage, what moved it. */
import { figure, h, panel, reconcile, setAttribute, setText, show, svg, freshTag } from '../../dom.js';
import { judge } from '../../freshness.js';
import { capital, duration, known, number, percent, utcDay, utcMinute } from '../../format.js';
import { componentTitle, inputTitle } from '../../inputs.js';

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

function gauge() {
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

export function stressPanel() {
  const tag = freshTag('stress-age');
  const dial = gauge();
  const value = h('output', { class: 'stress-value val', testid: 'stress', 'aria-live': 'off' });
  const band = h('span', { class: 'stress-band', testid: 'stress-band' });
  const provisional = h('span', { class: 'flag flag-warn', testid: 'provisional', text: 'provisional: under 60 % coverage', hidden: true });
  const regime = h('span', { class: 'regime', testid: 'regime' });
  const since = h('span', { class: 'note', testid: 'regime-since' });
  const pending = h('p', { class: 'pending', testid: 'regime-pending', hidden: true });
  const late = h('p', { class: 'pending', testid: 'stress-late', hidden: true });
  const held = h('p', {
    class: 'pending',
    testid: 'regime-held',
    hidden: true,
    text: 'Regime held as it was: coverage is too low to judge.',
  });
  const coverageBar = h('span', { class: 'bar-fill' });
  const coverage = h('span', { class: 'val', testid: 'coverage' });
  const fleets = figure('stress-with-fleets', 'With your fleets');
  const withFleets = h('dl', { hidden: true }, fleets.root);
  const moved = h('ul', { class: 'moved', testid: 'change24h' });
  const movedBlock = h('div', { class: 'moved-block', hidden: true }, h('span', { class: 'label', text: 'In 24 h' }), moved);
  const root = panel(
    { id: 'stress-panel', title: 'Miner stress', class: 'area-stress', aside: tag.root },
    h(
      'div',
      { class: 'dial' },
      dial.root,
      h('div', { class: 'dial-text' }, value, h('span', { class: 'dial-scale', text: 'of 100' }), band),
    ),
    h('div', { class: 'regime-line' }, h('span', { class: 'label', text: 'Regime' }), regime, since),
    late,
    pending,
    held,
    h(
      'div',
      { class: 'coverage-line' },
      h('span', { class: 'label', text: 'Coverage' }),
      h('span', { class: 'bar', 'aria-hidden': 'true' }, coverageBar),
      coverage,
      provisional,
    ),
    withFleets,
    movedBlock,
    h('p', { class: 'small', testid: 'stress-disclaimer', text: 'Describes now; does not forecast.' }),
  );

  return {
    root,
    /** @param {any} view */
    update({ sector, now }) {
      const known_ = known(sector?.stress);
      setText(value, number(sector?.stress, 1));
      // The server would have sent a frame when an input passed its limit; none came, so the index is not of now.
      const overdue = (sector?.inputs ?? []).filter((/** @type {any} */ one) => one.state === 'live' && judge(one, now).state === 'stale');
      const state = !known_ ? 'missing' : overdue.length ? 'stale' : 'live';
      const names = overdue.map((/** @type {any} */ one) => inputTitle(one.id)).join(', ');
      const reason = overdue.length ? `Not of now: ${names} passed its limit since.` : '';
      show(late, overdue.length > 0);
      setText(late, reason);
      setAttribute(dial.root, 'data-state', state);
      setAttribute(value, 'data-state', state === 'live' ? null : state);
      setAttribute(value, 'aria-label', known_ ? `Stress index ${number(sector.stress, 1)} of 100` : 'Stress index missing');
      dial.set(sector?.stress ?? null, sector?.band ?? null);
      setText(band, sector?.band ? `${regimeMark(sector.band)} ${sector.band} band` : 'no component available');
      setAttribute(band, 'data-band', sector?.band ?? null);
      setText(regime, sector?.regime ? `${regimeMark(sector.regime)} ${capital(sector.regime)}` : 'not judged yet');
      setAttribute(regime, 'data-band', sector?.regime ?? null);
      setText(
        since,
        sector?.regimeSinceMs ? `since ${utcDay(sector.regimeSinceMs)}${now ? `, ${duration(now - sector.regimeSinceMs)}` : ''}` : '',
      );
      show(pending, Boolean(sector?.pendingRegime));
      setText(
        pending,
        sector?.pendingRegime
          ? `May change to ${sector.pendingRegime} at ${utcMinute(sector.pendingAtMs)}${now && sector.pendingAtMs > now ? ` (in ${duration(sector.pendingAtMs - now)})` : ''} if the index stays there.`
          : '',
      );
      show(held, Boolean(sector?.regimeHeld));
      show(provisional, Boolean(sector?.provisional));
      setText(coverage, sector ? percent(sector.coverage, 0) : '—');
      coverageBar.style.width = `${Math.round((sector?.coverage ?? 0) * 100)}%`;
      show(withFleets, known(sector?.stressWithFleets));
      fleets.set(number(sector?.stressWithFleets, 1), {
        note: known(sector?.fleetShareUnderWater) ? `${percent(sector.fleetShareUnderWater)} of their hashrate under water` : '',
      });
      const changes = [...(sector?.change24h ?? [])]
        .filter((one) => Math.abs(one.points) >= 0.05)
        .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
        .slice(0, 2);
      show(movedBlock, changes.length > 0);
      reconcile(
        moved,
        changes,
        (one) => one.id,
        () => h('li', {}, h('span'), h('b')),
        (item, one) => {
          setText(item.children[0], componentTitle(one.id));
          setText(item.children[1], number(one.points, 1, true));
        },
      );
      tag.set({ state, ageMs: null, age: sector && now ? duration(now - sector.asOfMs) : '', reason, origin: null, source: null });
    },
    dispose() {},
  };
}
