// @ts-check
/** A fleet: what it does and earns now, every miner at a glance, which of them cost money, and how it came about. */
import { nameOf } from '../access.js';
import { command, h, setText, show } from '../dom.js';
import { duration } from '../format.js';
import { fleetSource } from '../inputs.js';
import { countOf } from '../units.js';
import { fleetPicker } from './fleet/fleetPicker.js';
import { heatMap } from './fleet/heatMap.js';
import { historyPanel } from './fleet/history.js';
import { ledgerPanel } from './fleet/ledger.js';
import { modelsPanel } from './fleet/models.js';
import { operatorLinks } from './fleet/operators.js';
import { sitesPanel } from './fleet/sites.js';
import { statesPanel } from './fleet/states.js';
import { supplyCurvePanel } from './fleet/supplyCurve.js';
import { totalsPanel } from './fleet/totals.js';
import { hashpriceUnit } from './hashpriceUnit.js';
import { minersTable } from './minersTable.js';
import { treasuryPanel } from './treasuryPanel.js';
import { eventsPanel } from './sector/events.js';

/** Figures move with what is reported: after so many report intervals without a change, their age is worth a colour. */
const OLD_INTERVALS = 3;

/** @param {any} context */
export function fleetView(context) {
  const { router } = context;
  const { fleet: name } = router.route;
  const picker = fleetPicker(context);
  const simulated = h('span', { class: 'flag flag-warn', testid: 'simulated', text: 'simulated', hidden: true });
  const asOf = h('span', { class: 'tag', testid: 'fleet-age' });
  const operators = operatorLinks(context);
  const unit = hashpriceUnit(context);
  const head = h('div', { class: 'fleet-head' }, h('label', { for: 'fleet-picker', text: 'Fleet' }), picker.root, simulated, asOf, operators.root, unit.labelled());
  const absent = h('section', { class: 'connect', testid: 'no-fleet', hidden: true });
  const refused = h('section', { class: 'panel refused', testid: 'fleet-refused', hidden: true }, h('h2'), h('p', { class: 'lead' }), h('p', { class: 'small' }));
  const empty = h('section', { class: 'connect', testid: 'fleet-empty', hidden: true });
  const totals = totalsPanel();
  const states = statesPanel(router);
  const sites = sitesPanel(router);
  const heat = heatMap(context);
  const supply = supplyCurvePanel(context);
  const models = modelsPanel(context);
  const ledger = ledgerPanel(context);
  const overTime = historyPanel(router, name);
  const miners = minersTable(context);
  const treasury = treasuryPanel(name);
  const events = eventsPanel({ title: 'Events of the fleet', id: 'fleet-events' });
  const body = h(
    'div',
    { class: 'fleet-grid' },
    ...[totals, states, heat, supply, overTime, miners].map((one) => one.root),
    h('div', { class: 'fleet-stack' }, models.root, events.root),
    ...[ledger, sites, treasury].map((one) => one.root),
  );
  const root = h('div', { class: 'view view-fleet' }, h('h1', { class: 'sr-only', text: name ? `Fleet ${name}` : 'Fleets' }), head, absent, refused, empty, body);
  const base = new URL('.', document.baseURI).href;

  return {
    root,
    /** Read once the fleet is known to be there and readable. @type {string[]} */
    series: [],
    /** @param {any} view */
    update(view) {
      const { fleets, route, fleet, now } = view;
      const names = (fleets ?? []).map((/** @type {any} */ one) => one.fleet);
      if (route.fleet && !names.includes(route.fleet)) names.unshift(route.fleet);
      picker.update(fleets ?? []);
      operators.update(view);
      unit.update(view);
      show(head, names.length > 0);
      if (!route.fleet && names.length > 0) return void queueMicrotask(() => router.go({ view: 'fleet', fleet: names[0] }, true));
      show(absent, !route.fleet && fleets !== null);
      const wrong = Boolean(route.fleet && !fleet && view.fleetError);
      const bare = Boolean(fleet && fleet.miners.total === 0 && fleet.miners.retired === 0);
      show(refused, wrong);
      show(empty, bare);
      show(body, Boolean(route.fleet) && !wrong && !bare);
      if (!route.fleet) return void explain(absent, 'No fleet is visible to you', 'Sign in with a key that may read a fleet, or make one and send its first sample:');
      if (wrong) {
        setText(asOf, '');
        return refuse(view);
      }
      if (bare) explain(empty, `Nothing has reported to ${route.fleet} yet`, 'The fleet is there and waits for the first sample of a machine:');
      show(simulated, Boolean(fleet?.simulated));
      const age = fleet && now ? Math.max(0, now - fleet.asOfMs) : null;
      setText(
        asOf,
        fleet ? `${countOf(fleet.miners.total, 'miner')} · as of ${age === null ? '' : age < 2000 ? 'now' : `${duration(age)} ago`}` : 'waiting for the first frame',
      );
      asOf.dataset.state = age !== null && age > OLD_INTERVALS * 1000 * fleet.reportIntervalSec ? 'stale' : 'live';
      if (bare) return;
      totals.update(fleet, view.priced, ledger.today(fleet?.asOfMs));
      states.update(fleet, route);
      sites.update(fleet, route, view.priced);
      events.update(view);
      treasury.update(fleet);
      // Whoever may not read the fleet is told once, not by every panel.
      if (!fleet) return;
      this.series = overTime.series;
      heat.update(view);
      supply.update(view);
      models.update(view);
      ledger.update(view);
      overTime.update(view);
      miners.update({ ...view, models: models.names() });
    },
    dispose() {
      for (const one of [picker, heat, supply, models, ledger, overTime, miners, operators]) one.dispose();
    },
  };

  /** A fleet that is not there, or not for this key. @param {any} view */
  function refuse({ route, fleetError, fleetErrorCode, store }) {
    const [title, sentence, hint] = [...refused.children];
    const { status } = store.access;
    const unknown = fleetErrorCode === 'unknown_fleet' || fleetErrorCode === 'unknown_topic';
    setText(title, unknown ? `There is no fleet ${route.fleet}` : `Fleet ${route.fleet} is not for you`);
    setText(sentence, fleetError);
    setText(
      hint,
      unknown
        ? 'Names are case-sensitive; the list above has those that you may read.'
        : status?.signedIn
          ? `Signed in with “${nameOf(status)}”: ${status.scopes.join(', ') || 'no scopes'}. Sign in with a key that has fleet:${route.fleet}:read.`
          : `Sign in with a key that has fleet:${route.fleet}:read.`,
    );
  }

  /** @param {any} where @param {string} title @param {string} lead */
  function explain(where, title, lead) {
    if (where.childElementCount) return;
    const how = fleetSource(base);
    where.append(h('h2', { text: title }), h('p', { class: 'lead', text: lead }), command(how.command), command(how.curl));
  }
}
