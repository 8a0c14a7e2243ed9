// @ts-check
/** The figures of a fleet that are looked at first. */
import { figure, h, panel, setText, show } from '../../dom.js';
import { hashrate, join, known, number, percent, power } from '../../format.js';
import { energy, money } from '../../units.js';

export function totalsPanel() {
  const figures = {
    hashrate: figure('fleet-hashrate', 'Hashrate, fresh'),
    coverage: figure('fleet-coverage', 'Coverage'),
    power: figure('fleet-power', 'Power'),
    efficiency: figure('fleet-efficiency', 'Efficiency'),
    marginDay: figure('fleet-margin-day', 'Margin a day'),
    margin: figure('fleet-margin', 'Margin per PH/s'),
    breakEven: figure('fleet-break-even', 'Break-even hashprice'),
    underWater: figure('fleet-under-water', 'Under water'),
    energy: figure('fleet-energy', 'Energy today'),
    today: figure('fleet-today', 'Margin today'),
  };
  const nominal = h('span', { testid: 'fleet-nominal' });
  const fill = h('span', { class: 'bar-fill' });
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' }, fill);
  figures.hashrate.root.append(bar);
  const hashprice = h('span', { testid: 'fleet-hashprice' });
  const root = panel(
    { id: 'fleet-totals', title: 'Now' },
    h('dl', { class: 'figures' }, ...Object.values(figures).map((one) => one.root)),
    h('span', { hidden: true }, nominal, hashprice),
  );

  return {
    root,
    /** @param {any} fleet @param {import('../../hashprice.js').Priced} priced @param {any} [today] the day of the ledger under way, null when it is not known; left out where there is no ledger */
    update(fleet, priced, today) {
      const all = fleet?.totals;
      const live = (/** @type {unknown} */ value) => (known(value) ? 'live' : 'missing');
      const [nominalText, hashpriceText] = [join(hashrate(all?.nominalHashrateThs)), priced.text(fleet?.hashpriceUsdPhDay)];
      nominal.textContent = nominalText;
      hashprice.textContent = hashpriceText;
      figures.hashrate.set(join(hashrate(all?.hashrateThs)), { note: `of ${nominalText} nominal`, state: live(all?.hashrateThs) });
      const share = all?.nominalHashrateThs > 0 ? Math.min(1, all.hashrateThs / all.nominalHashrateThs) : 0;
      fill.style.width = `${share * 100}%`;
      figures.coverage.set(percent(all?.coverage), { note: 'of expected hashrate is fresh', state: live(all?.coverage) });
      figures.power.set(join(power(all?.powerW)), { note: 'of machines that report it', state: live(all?.powerW) });
      figures.efficiency.set(known(all?.efficiencyJth) ? `${number(all.efficiencyJth, 1)} J/TH` : '—', { state: live(all?.efficiencyJth) });
      const partial =
        known(all?.economicsCoverage) && all.economicsCoverage < 0.995 ? `known for ${percent(all.economicsCoverage, 0)} of hashrate` : '';
      figures.marginDay.set(money(all?.marginUsdDay, true), {
        note: known(all?.revenueUsdDay) ? `of ${money(all.revenueUsdDay)} revenue` : known(fleet?.hashpriceUsdPhDay) ? 'needs tariffs and power' : 'hashprice not known now',
        state: live(all?.marginUsdDay),
      });
      figures.marginDay.value.dataset.sign = known(all?.marginUsdDay) && all.marginUsdDay < 0 ? 'loss' : '';
      setText(figures.margin.caption, `Margin per ${priced.hash}`);
      figures.margin.set(priced.text(all?.marginUsdPhDay, true), { note: partial || 'and day', state: live(all?.marginUsdPhDay) });
      figures.breakEven.set(priced.text(all?.breakEvenHashpriceUsdPhDay), {
        note: known(fleet?.hashpriceUsdPhDay) ? `mean; hashprice is ${hashpriceText}` : 'hashprice not known now',
        state: live(all?.breakEvenHashpriceUsdPhDay),
      });
      figures.underWater.set(percent(all?.shareUnderWater), { note: partial || 'of fresh hashrate loses money', state: live(all?.shareUnderWater) });
      figures.underWater.value.dataset.sign = all?.shareUnderWater > 0 ? 'loss' : '';
      for (const one of [figures.energy, figures.today]) show(one.root, today !== undefined);
      figures.energy.set(join(energy(today?.energyKwh)), {
        note: known(today?.costUsd) ? `${money(today.costUsd)} so far, UTC day` : today ? 'cost not known' : 'no ledger yet',
        state: live(today?.energyKwh),
      });
      figures.today.set(money(today?.marginUsd, true), {
        note: known(today?.revenueUsd) ? `${money(today.revenueUsd)} expected so far` : today ? 'revenue not known' : 'no ledger yet',
        state: live(today?.marginUsd),
      });
      figures.today.value.dataset.sign = today?.marginUsd < 0 ? 'loss' : '';
    },
  };
}
