// @ts-check
/** The sites of a fleet with their contracts; a click filters by one. */
import { cells, h, panel, reconcile, setAttribute, setText, table } from '../../dom.js';
import { hashrate, join, known, number, percent, power, usdShort, utcMinute } from '../../format.js';
import { tariff, tariffOfSite } from '../../units.js';

const HEADS = ['Site', 'Miners', 'Hashing', 'Silent', 'Hashrate', 'Coverage', 'Power', 'Tariff', 'PUE', 'Break-even', 'Margin per hash', 'Margin a day', 'Under water'];

/** @param {any} router */
export function sitesPanel(router) {
  const rows = table('sites-table', 'Sites of the fleet', HEADS);
  const root = panel({ id: 'sites-panel', title: 'Sites' }, rows.root);

  return {
    root,
    /** @param {any} fleet @param {any} route @param {import('../../hashprice.js').Priced} priced */
    update(fleet, route, priced) {
      reconcile(
        rows.body,
        fleet?.sites ?? [],
        (/** @type {any} */ one) => one.site,
        () => h('tr', {}, h('th', { scope: 'row' }, h('a')), ...HEADS.slice(1).map(() => h('td'))),
        (row, one) => {
          const { contract, totals } = one;
          const chosen = route.site === one.site;
          setAttribute(row, 'data-testid', `site-${one.site}`);
          setAttribute(row, 'data-state', one.silent ? 'missing' : null);
          setAttribute(row, 'data-chosen', chosen ? 'true' : null);
          setText(row.cells[0].firstElementChild, one.silent ? `${one.site} — silent` : one.site);
          setAttribute(row.cells[0].firstElementChild, 'href', router.href({ site: chosen ? null : one.site }));
          cells(row, [
            null,
            number(one.miners.total),
            number(one.miners.hashing),
            number(one.miners.silent),
            join(hashrate(totals.hashrateThs)),
            percent(totals.coverage),
            join(power(totals.powerW)),
            tariffText(one),
            known(contract?.pue) ? number(contract.pue, 2) : '—',
            priced.text(totals.breakEvenHashpriceUsdPhDay),
            priced.text(totals.marginUsdPhDay, true),
            usdShort(totals.marginUsdDay, true),
            percent(totals.shareUnderWater),
          ]);
          setAttribute(row.cells[7], 'title', tariffTitle(one.tariffNow));
          setAttribute(row.cells[11], 'data-water', totals.marginUsdDay < 0 ? 'true' : null);
          setAttribute(row.cells[12], 'data-water', totals.shareUnderWater > 0.5 ? 'true' : null);
        },
      );
    },
  };
}

/** What energy costs at a site now, and by what where that moves. @param {any} site */
function tariffText(site) {
  const { tariffNow: now } = site;
  const price = tariffOfSite(site);
  if (!known(price)) return 'not known';
  return now ? `${tariff(price)} ${now.band ?? (now.source === 'band' ? 'otherwise' : now.source)}` : tariff(price);
}

/** Why, and until when. @param {any} now */
function tariffTitle(now) {
  if (!now) return null;
  return [
    known(now.marketUsdMwh) ? `Market: $${number(now.marketUsdMwh, 2)}/MWh from ${utcMinute(now.marketAtMs)}.` : '',
    now.reason ?? '',
    known(now.untilMs) ? `${now.source === 'band' ? 'Until' : 'At the latest until'} ${utcMinute(now.untilMs)}.` : '',
  ].filter(Boolean).join(' ') || null;
}
