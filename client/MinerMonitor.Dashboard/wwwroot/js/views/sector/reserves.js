// @ts-check
/** What miners hold and send to exchanges; where nothing was pushed, how to push it. */
import { cells, command, freshTag, h, panel, reconcile, setText, show, table } from '../../dom.js';
import { judge } from '../../freshness.js';
import { number } from '../../format.js';
import { sources } from '../../inputs.js';

/** @param {string} market @param {string} world */
function howTo(market, world) {
  const source = sources(document.baseURI.replace(/[?#].*$/, ''), world).find((one) => one.market === market);
  return h(
    'div',
    { class: 'how', testid: `${market}-how`, hidden: true },
    h('p', { class: 'absent' }),
    source && world === 'live' ? command(source.curl) : null,
  );
}

/** @param {string} reason @param {string} world @param {string} remedy */
const absence = (reason, world, remedy) =>
  world === 'live' ? `${reason || 'Nothing was pushed yet.'} ${remedy}` : 'This replay has none, and a replay takes nothing in.';

/** @param {string} world */
export function treasuryPanel(world) {
  const tag = freshTag('treasury-age');
  const rows = table('treasury-table', 'Listed miners, newest months', ['Miner', 'Month', 'Mined', 'Sold', 'Held', 'Source']);
  const how = howTo('treasury', world);
  const root = panel({ id: 'treasury-panel', title: 'Miner treasuries, BTC', class: 'area-treasury', aside: tag.root }, rows.root, how);
  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const fresh = judge(markets.treasury?.reading, now);
      tag.set(fresh);
      const months = [...(markets.treasury?.treasury?.months ?? [])].reverse().slice(0, 10);
      show(rows.root, months.length > 0);
      show(how, months.length === 0);
      setText(how.firstElementChild, absence(fresh.reason, world, 'Push a month:'));
      reconcile(
        rows.body,
        months,
        (one) => `${one.ticker}/${one.month}/${one.source ?? ''}`,
        () => h('tr', {}, h('th', { scope: 'row' }), ...Array.from({ length: 5 }, () => h('td'))),
        (row, one) =>
          cells(row, [one.ticker, one.month, number(one.minedBtc), number(one.soldBtc), number(one.heldBtc), one.source ?? '—']),
      );
    },
    dispose() {},
  };
}

/** @param {string} world */
export function minerFlowsPanel(world) {
  const tag = freshTag('miner-flows-age');
  const rows = table('miner-flows-table', 'Miners to exchanges, newest days', ['Day', 'To exchanges', 'Source']);
  const how = howTo('miner-flows', world);
  const note = h('p', { class: 'small', text: 'Estimates based on labels of addresses.' });
  const root = panel(
    { id: 'miner-flows-panel', title: 'Miners to exchanges, BTC', class: 'area-miner-flows', aside: tag.root },
    rows.root,
    how,
    note,
  );
  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const fresh = judge(markets['miner-flows']?.reading, now);
      tag.set(fresh);
      const days = [...(markets['miner-flows']?.minerFlows?.days ?? [])].reverse().slice(0, 10);
      show(rows.root, days.length > 0);
      show(how, days.length === 0);
      setText(how.firstElementChild, absence(fresh.reason, world, 'Push a day:'));
      reconcile(
        rows.body,
        days,
        (one) => `${one.date}/${one.source ?? ''}`,
        () => h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td')),
        (row, one) => cells(row, [one.date, number(one.toExchangesBtc, 1), one.source ?? '—']),
      );
    },
    dispose() {},
  };
}
