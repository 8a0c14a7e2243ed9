// @ts-check
/** The index: gauge, regime, coverage, what moved it. */
import { figure, h, panel, reconcile, setAttribute, setText, show, freshTag } from '../../dom.js';
import { judge } from '../../freshness.js';
import { capital, duration, known, number, percent, utcDay, utcMinute } from '../../format.js';
import { componentTitle, inputTitle } from '../../inputs.js';
import { gauge, regimeMark } from './gauge.js';

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
