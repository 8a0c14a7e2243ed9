// @ts-check
/** A fleet: totals, states, sites, miners. */
import { Chart, linePoints, timeAxis, valueAxis } from '../charts.js';
import { cells, figure, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { hashrate, join, known, number, percent, power, usd, usdShort, utcMinute } from '../format.js';
import { command } from '../dom.js';
import { fleetSource } from '../inputs.js';
import { minersTable, MINER_STATES } from './minersTable.js';
import { treasuryPanel } from './treasuryPanel.js';
import { eventsPanel } from './sector/events.js';
import { rangePicker } from './sector/history.js';

/** @param {any} context */
export function fleetView(context) {
  const { router } = context;
  const picker = h('select', {
    id: 'fleet-picker',
    testid: 'fleet-picker',
    on: { change: () => router.go({ fleet: picker.value, miner: null, site: null, state: null }) },
  });
  const simulated = h('span', { class: 'flag flag-warn', testid: 'simulated', text: 'simulated', hidden: true });
  const asOf = h('span', { class: 'tag', testid: 'fleet-age' });
  const head = h('div', { class: 'fleet-head' }, h('label', { for: 'fleet-picker', text: 'Fleet' }), picker, simulated, asOf);
  const absent = h('section', { class: 'connect', testid: 'no-fleet', hidden: true });
  const figures = {
    hashrate: figure('fleet-hashrate', 'Hashrate, fresh'),
    nominal: figure('fleet-nominal', 'Nominal'),
    coverage: figure('fleet-coverage', 'Coverage'),
    power: figure('fleet-power', 'Power'),
    efficiency: figure('fleet-efficiency', 'Efficiency'),
    margin: figure('fleet-margin', 'Margin'),
    marginDay: figure('fleet-margin-day', 'Margin a day'),
    breakEven: figure('fleet-break-even', 'Break-even hashprice'),
    hashprice: figure('fleet-hashprice', 'Hashprice now'),
    underWater: figure('fleet-under-water', 'Under water'),
  };
  const totals = panel(
    { id: 'fleet-totals', title: 'Totals' },
    h('dl', { class: 'figures figures-wide' }, ...Object.values(figures).map((one) => one.root)),
  );
  const bar = h('div', { class: 'state-bar', 'aria-hidden': 'true' });
  const counts = h('ul', { class: 'state-counts', testid: 'state-counts' });
  const samples = h('p', { class: 'small', testid: 'fleet-samples' });
  const states = panel({ id: 'fleet-states', title: 'Miners by state' }, bar, counts, samples);
  const siteRows = table('sites-table', 'Sites of the fleet', [
    'Site',
    'Miners',
    'Hashing',
    'Silent',
    'Hashrate',
    'Coverage',
    'Power',
    'Tariff',
    'Margin /PH day',
    'Under water',
  ]);
  const sites = panel({ id: 'sites-panel', title: 'Sites' }, siteRows.root);
  const ranges = rangePicker(router);
  const chart = new Chart('fleet-chart', 'Hashrate and power of the fleet over time');
  const overTime = panel({ id: 'fleet-history', title: 'Hashrate and power over time', aside: ranges.root }, chart.root);
  const rates = `fleet/${router.route.fleet}/hashrate`;
  const powers = `fleet/${router.route.fleet}/power`;
  const miners = minersTable(context);
  const treasury = treasuryPanel(router.route.fleet);
  const events = eventsPanel({ title: 'Events of the fleet', id: 'fleet-events' });
  const body = h('div', { class: 'fleet-grid' }, totals, states, sites, events.root, treasury.root, overTime, miners.root);
  const root = h('div', { class: 'view view-fleet' }, h('h1', { class: 'sr-only', text: 'Fleet' }), head, absent, body);

  return {
    root,
    series: router.route.fleet ? [rates, powers] : [],
    /** @param {any} view */
    update(view) {
      const { fleets, route, fleet, now } = view;
      const names = (fleets ?? []).map((/** @type {any} */ one) => one.fleet);
      if (route.fleet && !names.includes(route.fleet)) names.unshift(route.fleet);
      reconcile(
        picker,
        names,
        (/** @type {string} */ one) => one,
        (one) => h('option', { value: one, text: one }),
        () => {},
      );
      if (route.fleet && picker.value !== route.fleet) picker.value = route.fleet;
      show(head, names.length > 0);
      if (!route.fleet && names.length > 0) return void queueMicrotask(() => router.go({ view: 'fleet', fleet: names[0] }, true));
      show(absent, !route.fleet && fleets !== null);
      show(body, Boolean(route.fleet));
      if (!route.fleet) return void this.explain();
      show(simulated, Boolean(fleet?.simulated));
      const age = fleet && now ? Math.max(0, now - fleet.asOfMs) : null;
      setText(
        asOf,
        fleet
          ? `${number(fleet.miners.total)} miners · as of ${age === null ? '' : age < 2000 ? 'now' : `${Math.round(age / 1000)} s ago`}`
          : (view.fleetError ?? 'waiting for the first frame'),
      );
      this.totals(fleet);
      this.states(fleet);
      this.sites(fleet, route);
      events.update(view);
      treasury.update(fleet);
      ranges.update(view);
      this.draw(view);
      miners.update(view);
    },
    explain() {
      if (absent.childElementCount) return;
      const how = fleetSource(new URL('.', document.baseURI).href);
      absent.append(
        h('h2', { text: 'No fleet is visible to you' }),
        h('p', { class: 'lead', text: 'Sign in with a key that may read a fleet, or make one and send its first sample:' }),
        command(how.command),
        command(how.curl),
      );
    },
    /** @param {any} fleet */
    totals(fleet) {
      const all = fleet?.totals;
      figures.hashrate.set(join(hashrate(all?.hashrateThs)));
      figures.nominal.set(join(hashrate(all?.nominalHashrateThs)));
      figures.coverage.set(percent(all?.coverage), { note: 'of expected hashrate is fresh' });
      figures.power.set(join(power(all?.powerW)));
      figures.efficiency.set(known(all?.efficiencyJth) ? `${number(all.efficiencyJth, 1)} J/TH` : '—');
      const partial =
        known(all?.economicsCoverage) && all.economicsCoverage < 0.995 ? `known for ${percent(all.economicsCoverage, 0)} of hashrate` : '';
      figures.margin.set(usd(all?.marginUsdPhDay, 2, true), {
        note: partial || 'per PH/s and day',
        state: known(all?.marginUsdPhDay) ? 'live' : 'missing',
      });
      figures.marginDay.set(usdShort(all?.marginUsdDay, true), {
        note: known(all?.revenueUsdDay) ? `of ${usdShort(all.revenueUsdDay)} revenue` : '',
      });
      figures.breakEven.set(usd(all?.breakEvenHashpriceUsdPhDay, 2), { note: 'mean, per PH/s and day' });
      figures.hashprice.set(usd(fleet?.hashpriceUsdPhDay, 2), {
        note: fleet && !known(fleet.hashpriceUsdPhDay) ? 'not known now: no margins' : 'per PH/s and day',
      });
      figures.underWater.set(percent(all?.shareUnderWater), {
        note: partial || 'of fresh hashrate loses money now',
        state: known(all?.shareUnderWater) ? 'live' : 'missing',
      });
    },
    /** @param {any} fleet */
    states(fleet) {
      const list = MINER_STATES.map((state) => ({ state, count: fleet?.miners?.[state] ?? 0 }));
      const shown = list.filter((one) => one.count > 0);
      const total = Math.max(1, fleet?.miners?.total ?? 0);
      reconcile(
        bar,
        shown.filter((one) => one.state !== 'retired'),
        (one) => one.state,
        (one) => h('span', { 'data-miner': one.state }),
        (element, one) => {
          element.style.flexGrow = String(one.count / total);
        },
      );
      reconcile(
        counts,
        shown,
        (one) => one.state,
        (one) => h('li', { 'data-miner': one.state, testid: `count-${one.state}` }, h('a', {}, h('b'), h('span', { text: one.state }))),
        (element, one) => {
          setText(element.querySelector('b'), number(one.count));
          setAttribute(element.firstElementChild, 'href', router.href({ state: one.state }));
        },
      );
      setText(
        samples,
        fleet
          ? `Samples: ${number(fleet.samples.applied)} applied, ${number(fleet.samples.merged)} merged, ${number(fleet.samples.stale)} stale, ${number(fleet.samples.refused)} refused. Reports every ${number(fleet.reportIntervalSec)} s.`
          : '',
      );
    },
    /** @param {any} fleet @param {any} route */
    sites(fleet, route) {
      reconcile(
        siteRows.body,
        fleet?.sites ?? [],
        (/** @type {any} */ one) => one.site,
        () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...Array.from({ length: 9 }, () => h('td'))),
        (row, one) => {
          setAttribute(row, 'data-testid', `site-${one.site}`);
          setAttribute(row, 'data-state', one.silent ? 'missing' : null);
          setText(row.cells[0].firstElementChild, one.silent ? `${one.site} — silent` : one.site);
          setAttribute(row.cells[0].firstElementChild, 'href', router.href({ site: route.site === one.site ? null : one.site }));
          const tariff = one.contract?.tariffUsdKwh;
          cells(row, [
            null,
            number(one.miners.total),
            number(one.miners.hashing),
            number(one.miners.silent),
            join(hashrate(one.totals.hashrateThs)),
            percent(one.totals.coverage),
            join(power(one.totals.powerW)),
            known(tariff) ? `$${number(tariff, 3)}/kWh` : 'not known',
            usd(one.totals.marginUsdPhDay, 2, true),
            percent(one.totals.shareUnderWater),
          ]);
        },
      );
    },
    /** @param {any} view */
    draw(view) {
      const [rate, drawn] = [linePoints(view.series.get(rates), 'mean'), linePoints(view.series.get(powers), 'mean')];
      show(overTime, rate.length + drawn.length > 0);
      chart.set(JSON.stringify([view.seriesVersion, view.route.range]), (palette) => ({
        legend: { top: 0, left: 0, textStyle: { color: palette.muted }, icon: 'roundRect', itemHeight: 3 },
        grid: { left: 4, right: 4, top: 30, bottom: 2, containLabel: true },
        xAxis: timeAxis(palette, { min: view.rangeFrom, max: view.rangeTo }),
        yAxis: [
          valueAxis(palette, (value) => join(hashrate(value)), { min: 0, scale: false }),
          valueAxis(palette, (value) => join(power(value)), { min: 0, scale: false, splitLine: { show: false } }),
        ],
        tooltip: {
          trigger: 'axis',
          renderMode: 'richText',
          confine: true,
          backgroundColor: palette.panel,
          borderColor: palette.line,
          textStyle: { color: palette.text },
          formatter: (/** @type {any[]} */ items) =>
            [
              utcMinute(items[0]?.value?.[0]),
              ...items.map(
                (item) => `${item.seriesName}  ${join(item.seriesIndex === 0 ? hashrate(item.value[1]) : power(item.value[1]))}`,
              ),
            ].join('\n'),
        },
        series: [
          {
            name: 'Hashrate',
            type: 'line',
            data: rate,
            color: palette.network,
            lineStyle: { width: 2 },
            showSymbol: rate.length < 3,
            areaStyle: { opacity: 0.12 },
          },
          {
            name: 'Power',
            type: 'line',
            yAxisIndex: 1,
            data: drawn,
            color: palette.price,
            lineStyle: { width: 1.5, type: [5, 3] },
            showSymbol: drawn.length < 3,
          },
        ],
      }));
    },
    dispose() {
      chart.dispose();
      miners.dispose();
    },
  };
}
