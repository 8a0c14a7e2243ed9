// @ts-check
/** In one line each, for the wallboard: what has a panel of its own elsewhere. */
import { ApiError, request } from '../../api.js';
import { h, panel, reconcile, setAttribute, setText } from '../../dom.js';
import { judge } from '../../freshness.js';
import { duration, known, number, percent, usdShort } from '../../format.js';
import { inputTitle } from '../../inputs.js';

const AGAIN_AFTER_MS = 600_000;

/** @param {string} world */
export function shortPanel(world) {
  const list = h('dl', { class: 'short', testid: 'short' });
  const root = panel({ id: 'short-panel', title: 'In short', class: 'area-short' }, list);
  const stop = new AbortController();
  /** @type {any[]|null} */
  let below = null;
  let readAt = -Infinity;

  async function read() {
    try {
      below = (await request('api/v1/sector/below-cost', { query: { world }, signal: stop.signal })).items ?? [];
    } catch (error) {
      if (!(error instanceof ApiError) && !stop.signal.aborted) throw error;
    }
  }

  return {
    root,
    /** @param {any} view */
    update(view) {
      // Shown on wallboards only: elsewhere each line has its panel.
      if (root.offsetParent === null) return;
      if (view.at - readAt > AGAIN_AFTER_MS) {
        readAt = view.at;
        void read();
      }
      reconcile(
        list,
        lines(view, below),
        ({ id }) => id,
        ({ name }) => h('div', {}, h('dt', { text: name }), h('dd', { class: 'val' })),
        (item, one) => {
          setText(item.children[1], one.text);
          setAttribute(item.children[1], 'data-state', one.state === 'live' ? null : one.state);
          setAttribute(item, 'title', one.reason || null);
        },
      );
    },
    dispose() {
      stop.abort();
    },
  };
}

/** @param {any} view @param {any[]|null} below @returns {{id: string, name: string, text: string, state: string, reason?: string}[]} */
function lines({ sector, markets, network, now, world }, below) {
  const inputs = sector?.inputs ?? [];
  const away = inputs.map((/** @type {any} */ one) => ({ one, fresh: judge(one, now) })).filter((/** @type {any} */ { fresh }) => fresh.state !== 'live');
  const last = below?.[0];
  const etf = markets.etf?.etf;
  const year = etf?.years?.at(-1);
  return [
    {
      id: 'below',
      name: 'Below production cost',
      text: last
        ? `${last.endDate ? `${last.firstDate} to ${last.endDate}` : `since ${last.firstDate}`}, ${number(last.days)} days, deepest ${percent(last.depth, 1, true)}`
        : world === 'live'
          ? 'none in the daily history'
          : 'a replay has no daily closes',
      state: last ? 'live' : 'missing',
    },
    {
      id: 'year',
      name: year ? `ETF flow of ${year.year}` : 'ETF flow of the year',
      text: year ? `${usdShort(year.netFlowUsdM * 1e6, true)}${year.fromStart ? '' : ` since ${year.from}`}` : 'no report',
      state: year ? judge(markets.etf?.reading, now).state : 'missing',
    },
    reserve('treasury', 'Miner treasuries', markets.treasury, now, () => {
      const months = markets.treasury?.treasury?.months ?? [];
      const month = months.at(-1)?.month;
      const newest = months.filter((/** @type {any} */ one) => one.month === month);
      const held = newest.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + (one.heldBtc ?? 0), 0);
      return month ? `${number(held)} BTC held by ${newest.length} in ${month}` : '';
    }),
    reserve('flows', 'Miners to exchanges', markets['miner-flows'], now, () => {
      const day = markets['miner-flows']?.minerFlows?.days?.at(-1);
      return day ? `${number(day.toExchangesBtc, 1)} BTC on ${day.date}` : '';
    }),
    {
      id: 'block',
      name: 'Newest block',
      text: known(network?.blockHeight) ? `${number(network.blockHeight)}${now && known(network.blockAtMs) ? `, ${duration(now - network.blockAtMs)} ago` : ''}` : 'none',
      state: known(network?.blockHeight) ? judge(inputs.find((/** @type {any} */ one) => one.id === 'block-height'), now).state : 'missing',
    },
    {
      id: 'inputs',
      name: 'Inputs',
      text: away.length
        ? `${inputs.length - away.length} of ${inputs.length} live; ${away.map((/** @type {any} */ { one, fresh }) => `${inputTitle(one.id)} ${fresh.state}`).join(', ')}`
        : `all ${inputs.length} live`,
      state: 'live',
    },
  ];
}

/** @param {string} id @param {string} name @param {any} market @param {number|null} now @param {() => string} say */
function reserve(id, name, market, now, say) {
  const fresh = judge(market?.reading, now);
  const text = say();
  return { id, name, text: text || 'not reported', state: text ? fresh.state : 'missing', reason: fresh.reason };
}
