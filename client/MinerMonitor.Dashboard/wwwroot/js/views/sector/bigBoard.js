// @ts-check
/** Six values for the far end of a room. */
import { h, reconcile, setAttribute, setText } from '../../dom.js';
import { judge } from '../../freshness.js';
import { capital, duration, known, number, percent, usd, utcDay, utcShort } from '../../format.js';
import { hashprice } from '../../hashprice.js';
import { inputOf } from '../../inputs.js';
import { regimeMark } from './gauge.js';

/** @param {any} _context */
export function bigBoard(_context) {
  const root = h('div', { class: 'big-tiles', testid: 'big-board' });
  return {
    root,
    /** @param {any} view */
    update(view) {
      reconcile(
        root,
        tiles(view),
        ({ id }) => id,
        ({ id, name }) => h('section', { class: 'big-tile', testid: `big-${id}` }, h('h2', { text: name }), h('p', { class: 'big-value val' }), h('p', { class: 'big-note' }), h('p', { class: 'big-age' })),
        (tile, one) => {
          setText(tile.children[1], one.value);
          setAttribute(tile.children[1], 'data-state', one.state === 'live' ? null : one.state);
          setAttribute(tile.children[1], 'data-band', one.band ?? null);
          setText(tile.children[2], one.note);
          setText(tile.children[3], one.age);
        },
      );
    },
    dispose() {},
  };
}

/** @param {any} view @returns {{id: string, name: string, value: string, note: string, state: string, age: string, band?: string|null}[]} */
function tiles({ sector, now, route }) {
  const of = (/** @type {string} */ id) => judge(inputOf(sector, id), now);
  const [price, block, daily] = [of('price'), of('block-height'), of('daily-history')];
  const worth = hashprice(sector?.hashpriceUsdPhDay, route.hashprice, sector?.priceUsd);
  const forecast = sector?.retarget;
  const support = sector?.support;
  return [
    tile('stress', 'Miner stress', number(sector?.stress, 1), sector?.regime ? `${regimeMark(sector.regime)} ${capital(sector.regime)} since ${utcDay(sector.regimeSinceMs)}` : 'not judged yet', {
      state: known(sector?.stress) ? 'live' : 'missing',
      age: sector?.provisional ? `provisional: coverage ${percent(sector.coverage, 0)}` : `coverage ${percent(sector?.coverage, 0)}`,
      band: sector?.band,
    }),
    tile('price', 'Bitcoin', usd(sector?.priceUsd), known(sector?.priceToCost) ? `${percent(sector.priceToCost - 1, 1, true)} to production cost ${usd(sector.productionCostUsd)}` : 'no cost to compare with', price),
    tile('hashprice', 'Hashprice', worth.text, worth.note, { ...price, state: worth.known ? price.state : 'missing' }),
    tile('hashrate', 'Network, 7 d', known(sector?.hashrate7dEhs) ? `${number(sector.hashrate7dEhs)} EH/s` : '—', known(sector?.drawdown7d) ? `${percent(-sector.drawdown7d)} from its peak` : 'no peak known', daily),
    tile(
      'retarget',
      'Next retarget',
      forecast ? percent(forecast.change, 1, true) : '—',
      forecast ? (now && forecast.atMs > now ? `in ${duration(forecast.atMs - now)}` : `about ${utcShort(forecast.atMs)}`) : 'no forecast',
      block,
    ),
    tile(
      'support',
      'Support',
      usd(support?.levelUsd),
      !support ? 'not known' : support.broken ? '✕ broken' : support.touched ? '● touched' : known(support.distance) ? `✓ holds, price ${percent(support.distance, 1, true)}` : '✓ holds',
      price,
    ),
  ];
}

/** @param {string} id @param {string} name @param {string} value @param {string} note @param {any} fresh */
const tile = (id, name, value, note, fresh) => ({
  id,
  name,
  value,
  note,
  state: value === '—' ? 'missing' : fresh.state,
  band: fresh.band,
  age: fresh.state === 'live' ? (fresh.age ?? '') : [fresh.state, fresh.age && `${fresh.age} old`, fresh.reason].filter(Boolean).join(' · '),
});
