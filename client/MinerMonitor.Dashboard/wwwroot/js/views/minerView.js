// @ts-check
/** One miner: what it does and earns now, its last 24 hours, its days, its states, and what a person set. */
import { mayWriteFleet } from '../access.js';
import { cells, figure, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { duration, hashrate, join, known, number, percent, power, usd, utcMinute, utcShort } from '../format.js';
import { energy, tariff, tariffOfSite } from '../units.js';
import { minerDay } from './fleet/minerDay.js';
import { minerDays } from './fleet/minerDays.js';
import { minerSettings } from './fleet/minerSettings.js';
import { hashpriceUnit } from './hashpriceUnit.js';

const SILENT = ['silent', 'offline', 'retired'];
/** Hot enough to look at: what most machines throttle at is near. */
const HOT_C = 85;

/** @param {any} context */
export function minerView(context) {
  const { router } = context;
  const name = h('h1', { testid: 'miner-name' });
  const label = h('span', { class: 'note', testid: 'miner-label' });
  const state = h('span', { class: 'miner-state', testid: 'miner-state' });
  const back = h('a', { class: 'plain-button', testid: 'miner-back', text: '‹ Fleet' });
  const simulated = h('span', { class: 'flag flag-warn', text: 'simulated', hidden: true });
  const heardTag = h('span', { class: 'tag', testid: 'miner-heard' });
  const reason = h('p', { class: 'lead', testid: 'miner-reason' });
  const absent = h('p', { class: 'absent', testid: 'miner-missing', hidden: true });
  const readings = group([
    ['hashrate', 'Hashrate'],
    ['power', 'Power'],
    ['efficiency', 'Efficiency'],
    ['chip', 'Hottest chip'],
    ['inlet', 'Inlet air'],
    ['uptime', 'Uptime'],
    ['accepted', 'Shares accepted'],
    ['rejected', 'Shares rejected'],
    ['stale', 'Shares stale'],
    ['sharediff', 'Share difficulty'],
    ['lastshare', 'Last share'],
  ]);
  const money = group([
    ['margin-day', 'Margin a day'],
    ['margin', 'Margin per PH/s'],
    ['breakeven', 'Break-even hashprice'],
    ['hashprice', 'Hashprice now'],
    ['energy-day', 'Energy a day'],
    ['tariff', 'Tariff'],
  ]);
  const facts = group([
    ['site', 'Site'],
    ['model', 'Model'],
    ['nominal', 'Nominal'],
    ['firmware', 'Firmware'],
    ['algo', 'Algorithm'],
    ['identity', 'Identity'],
  ]);
  const water = h('p', { class: 'supply-water', testid: 'miner-water' });
  const scale = h('div', { class: 'money-scale', 'aria-hidden': 'true' }, h('span', { class: 'money-need' }), h('span', { class: 'money-have' }));
  const settings = minerSettings(context);
  const unit = hashpriceUnit(context);
  const day = minerDay();
  const days = minerDays(context);
  const rows = table('transitions', 'Changes of state, newest first', ['When', 'From', 'To', 'Reason', 'Lasted']);
  const body = h(
    'div',
    { class: 'miner-grid' },
    panel({ id: 'miner-readings', title: 'Readings' }, readings.root),
    day.root,
    panel({ id: 'miner-money', title: 'What it earns' }, water, scale, money.root),
    panel({ id: 'miner-facts', title: 'What it is' }, facts.root, settings.root),
    panel({ id: 'miner-changes', title: 'Changes of state' }, rows.root),
    days.root,
  );
  const root = h('div', { class: 'view view-miner' }, h('div', { class: 'fleet-head' }, back, name, label, state, heardTag, simulated, unit.labelled()), reason, absent, body);

  return {
    root,
    series: [],
    /** @param {any} view */
    update(view) {
      const { route, miner, now, minerError, world, store } = view;
      unit.update(view);
      setAttribute(back, 'href', router.href({ miner: null }));
      setText(back, `‹ ${route.fleet}`);
      setText(name, route.miner ?? '');
      show(absent, !miner);
      setText(absent, minerError || 'Waiting for the first frame of this miner.');
      for (const one of [body, state, heardTag]) show(one, Boolean(miner));
      show(simulated, world !== 'live');
      if (!miner) return setText(reason, '');
      const { row } = miner;
      setText(label, miner.label ?? '');
      setText(state, row.state);
      setAttribute(state, 'data-miner', row.state);
      const since = row.stateSinceMs ? `since ${utcMinute(row.stateSinceMs)}${now ? `, for ${duration(now - row.stateSinceMs)}` : ''}` : '';
      setText(reason, [row.stateReason, since].filter(Boolean).join(' · '));
      const heard = row.receivedAtMs ?? row.atMs;
      const quiet = SILENT.includes(row.state);
      setText(heardTag, known(heard) && now ? `last sample ${duration(now - heard)} ago` : 'never heard');
      setAttribute(heardTag, 'data-state', quiet ? 'stale' : 'live');
      setAttribute(heardTag, 'title', known(heard) ? `${utcShort(heard)} UTC; every reading below is of then or before` : null);
      this.readings(miner, quiet ? 'stale' : 'live', now);
      this.money(miner, view, quiet ? 'stale' : 'live');
      this.facts(miner);
      settings.update({ miner, route, may: world === 'live' && mayWriteFleet(store.access.status, route.fleet), fleet: view.fleet });
      day.update(miner);
      days.update(view);
      this.changes(miner.transitions ?? [], now);
    },
    /** @param {any} miner @param {string} fresh @param {number|null} now */
    readings(miner, fresh, now) {
      const { row } = miner;
      const set = setter(readings, fresh);
      const share = known(row.hashrateThs) && row.nominalHashrateThs > 0 ? `${percent(row.hashrateThs / row.nominalHashrateThs, 0)} of nominal` : '';
      set('hashrate', join(hashrate(row.hashrateThs)), [known(miner.hashrateWindowSec) ? `mean of ${duration(miner.hashrateWindowSec * 1000)}` : '', share].filter(Boolean).join(', '));
      set('power', join(power(row.powerW)), row.powerSource ? `from ${row.powerSource}` : known(row.powerW) ? '' : 'not reported');
      set('efficiency', known(row.efficiencyJth) ? `${number(row.efficiencyJth, 1)} J/TH` : '—');
      set('chip', known(row.chipTemperatureC) ? `${number(row.chipTemperatureC, 1)} °C` : '—', row.chipTemperatureC >= HOT_C ? 'hot' : '');
      set('inlet', known(miner.inletTemperatureC) ? `${number(miner.inletTemperatureC, 1)} °C` : '—');
      set('uptime', known(miner.uptimeSec) ? duration(miner.uptimeSec * 1000) : '—');
      const all = (miner.sharesAccepted ?? 0) + (miner.sharesRejected ?? 0) + (miner.sharesStale ?? 0);
      const part = (/** @type {number|undefined} */ value) => (known(value) && all > 0 ? percent(value / all, 2) : '');
      set('accepted', number(miner.sharesAccepted), part(miner.sharesAccepted));
      set('rejected', number(miner.sharesRejected), part(miner.sharesRejected));
      set('stale', number(miner.sharesStale), part(miner.sharesStale));
      set('sharediff', number(miner.shareDifficulty));
      set('lastshare', known(miner.lastShareAtMs) && now ? `${duration(now - miner.lastShareAtMs)} ago` : '—', known(miner.lastShareAtMs) ? `${utcShort(miner.lastShareAtMs)} UTC` : '');
    },
    /** @param {any} miner @param {any} view @param {string} fresh */
    money(miner, { sector, fleet, priced }, fresh) {
      const { row } = miner;
      const set = setter(money, fresh);
      const need = row.breakEvenHashpriceUsdPhDay;
      const have = fleet?.hashpriceUsdPhDay ?? sector?.hashpriceUsdPhDay;
      const site = fleet?.sites?.find((/** @type {any} */ one) => one.site === row.site);
      const paid = miner.tariffOverrideUsdKwh ?? tariffOfSite(site);
      const pue = site?.contract?.pue;
      const kwhDay = known(row.powerW) ? (row.powerW * 24) / 1000 : null;
      setText(
        water,
        row.underWater === true
          ? `Under water: it needs ${priced.text(need)} and the hashprice is ${priced.text(have)}.`
          : row.underWater === false
            ? `${row.state === 'hashing' || row.state === 'degraded' ? 'Earns' : 'Would earn, were it hashing'}: the hashprice is ${percent((have - need) / need, 0)} above its break-even.`
            : known(need)
              ? 'Whether it earns is not known now: the hashprice is missing.'
              : 'Whether it earns is not known: that needs a tariff and its power.',
      );
      setAttribute(water, 'data-water', row.underWater === true ? 'true' : null);
      show(scale, known(need) && known(have));
      if (known(need) && known(have)) {
        const most = Math.max(need, have) * 1.08;
        scale.children[0].style.width = `${(Math.max(0, need) / most) * 100}%`;
        scale.children[1].style.left = `${(Math.max(0, have) / most) * 100}%`;
        setAttribute(scale, 'data-water', row.underWater ? 'true' : null);
      }
      const marginDay = known(row.marginUsdPhDay) && known(row.hashrateThs) ? (row.marginUsdPhDay * row.hashrateThs) / 1000 : null;
      set('margin-day', usd(marginDay, 2, true), 'at the present hashrate');
      money.figures['margin-day'].value.dataset.sign = known(marginDay) && marginDay < 0 ? 'loss' : '';
      setText(money.figures.margin.caption, `Margin per ${priced.hash}`);
      set('margin', priced.text(row.marginUsdPhDay, true), 'and day');
      set('breakeven', priced.text(need), known(need) ? `per ${priced.hash} and day` : 'needs tariff and power');
      set('hashprice', priced.text(have), `per ${priced.hash} and day`);
      const atSite = kwhDay === null ? null : kwhDay * (pue ?? 1);
      set('energy-day', join(energy(atSite)), known(atSite) && known(paid) ? `${usd(atSite * paid, 2)}${known(pue) ? `, PUE ${number(pue, 2)}` : ''}` : '');
      money.figures.tariff.set(tariff(paid), { note: known(miner.tariffOverrideUsdKwh) ? 'its own' : known(paid) ? `of site ${row.site}` : 'not known', state: known(paid) ? 'live' : 'missing' });
    },
    /** @param {any} miner */
    facts(miner) {
      const { row } = miner;
      const set = setter(facts, 'live');
      set('site', row.site);
      set('model', row.model ?? '—');
      set('nominal', join(hashrate(row.nominalHashrateThs)));
      set('firmware', miner.firmware ?? '—');
      set('algo', miner.algo ?? '—');
      set('identity', row.weakIdentity ? 'address only' : 'named', row.weakIdentity ? 'weak: changes with the address' : '');
    },
    /** @param {any[]} transitions newest first @param {number|null} now */
    changes(transitions, now) {
      reconcile(
        rows.body,
        transitions,
        (one) => `${one.atMs}/${one.to}`,
        () => h('tr', {}, h('th', { scope: 'row' }), ...Array.from({ length: 4 }, () => h('td'))),
        (element, one) => {
          const index = transitions.indexOf(one);
          const until = index === 0 ? now : transitions[index - 1].atMs;
          setAttribute(element, 'data-miner', one.to);
          cells(element, [`${utcShort(one.atMs)} UTC`, one.from, one.to, one.reason ?? '', until ? duration(until - one.atMs) + (index === 0 ? ' so far' : '') : '']);
        },
      );
    },
    dispose() {
      day.dispose();
      days.dispose();
    },
  };
}

/** Figures of one panel. @param {[string, string][]} names */
function group(names) {
  const figures = /** @type {Record<string, ReturnType<typeof figure>>} */ (Object.fromEntries(names.map(([id, title]) => [id, figure(`miner-${id}`, title)])));
  return { figures, root: h('dl', { class: 'figures' }, ...Object.values(figures).map((one) => one.root)) };
}

/** @param {ReturnType<typeof group>} group @param {string} fresh */
const setter = ({ figures }, fresh) => (/** @type {string} */ id, /** @type {string} */ text, note = '') =>
  figures[id].set(text, { note, state: text === '—' ? 'missing' : fresh });
