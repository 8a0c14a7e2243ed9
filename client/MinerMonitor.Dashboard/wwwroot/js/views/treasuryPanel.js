// @ts-check
/** What a fleet mined, sold and holds; where nothing was reported, how to report it. */
import { command, figure, h, panel, setText, show } from '../dom.js';
import { known, number, usd, usdShort } from '../format.js';
import { treasurySource } from '../inputs.js';

/** @param {number|null|undefined} value */
const btc = (value) => (known(value) ? `${number(value, Math.abs(value) >= 1000 ? 1 : 4)} BTC` : '—');

/** @param {string} fleet */
export function treasuryPanel(fleet) {
  const held = figure('treasury-held', 'Held');
  const value = figure('treasury-value', 'Worth now');
  const cost = figure('treasury-at-cost', 'At the cash cost');
  const mined = figure('treasury-mined', 'Mined this month');
  const sold = figure('treasury-sold', 'Sold this month');
  const note = h('p', { class: 'small', testid: 'treasury-note' });
  const there = h('div', { class: 'stack' }, h('dl', { class: 'figures' }, held.root, value.root, cost.root, mined.root, sold.root), note);
  const reason = h('p', { class: 'absent', testid: 'treasury-missing' });
  const how = h('div', { class: 'how', testid: 'treasury-how', hidden: true });
  const missing = h('div', { class: 'stack', hidden: true }, reason, how);
  const root = panel({ id: 'fleet-treasury', title: 'Treasury' }, there, missing);

  /** @param {any} treasury */
  const notes = (treasury) =>
    [
      `Reported for ${treasury.entries} days, ${treasury.firstDate} to ${treasury.lastDate}.`,
      treasury.openingAssumed ? `Counted from an assumed empty treasury; state heldBtc of one day to anchor the balance.` : '',
      treasury.warnings > 0 ? `${treasury.warnings} reported balances do not fit what was mined and sold.` : '',
    ]
      .filter(Boolean)
      .join(' ');

  return {
    root,
    /** @param {any} snapshot */
    update(snapshot) {
      const treasury = snapshot?.treasury;
      show(root, Boolean(snapshot));
      show(there, Boolean(treasury));
      show(missing, !treasury);
      if (!treasury) {
        setText(reason, snapshot?.simulated ? 'This replay has none, and a replay takes nothing in.' : 'Nothing reported yet. Report a day:');
        show(how, Boolean(snapshot) && !snapshot.simulated);
        if (!how.childElementCount && snapshot && !snapshot.simulated) {
          const source = treasurySource(document.baseURI.replace(/[?#].*$/, ''), fleet);
          how.append(command(source.curl), command(source.command));
        }
        return;
      }
      const all = [`mined ${btc(treasury.minedBtc)}`, `sold ${btc(treasury.soldBtc)}`].join(', ');
      held.set(btc(treasury.heldBtc), {
        note: known(treasury.heldBtc) ? `in all ${all}` : 'more was sold than is known to have been held',
        state: known(treasury.heldBtc) ? 'live' : 'missing',
      });
      value.set(usdShort(treasury.heldUsd), {
        note: known(treasury.priceUsd) ? `at ${usd(treasury.priceUsd)}` : 'no price now',
        state: known(treasury.heldUsd) ? 'live' : 'missing',
      });
      cost.set(usdShort(treasury.heldAtCashCostUsd), {
        note: known(treasury.cashCostUsd) ? `a coin costs ${usd(treasury.cashCostUsd)} now` : 'cash cost not known now',
        state: known(treasury.heldAtCashCostUsd) ? 'live' : 'missing',
      });
      mined.set(btc(treasury.monthMinedBtc), { note: treasury.month, state: known(treasury.monthMinedBtc) ? 'live' : 'missing' });
      sold.set(btc(treasury.monthSoldBtc), { note: treasury.month, state: known(treasury.monthSoldBtc) ? 'live' : 'missing' });
      setText(note, notes(treasury));
    },
  };
}
