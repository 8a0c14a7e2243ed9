// @ts-check
/** The coming retarget, what it would relieve, and the support level. */
import { figure, freshTag, h, panel, setAttribute, setText, show } from '../../dom.js';
import { judge } from '../../freshness.js';
import { difficulty, duration, known, number, percent, usd, utcMinute, utcShort } from '../../format.js';
import { hashprice } from '../../hashprice.js';
import { inputOf } from '../../inputs.js';

export function retargetPanel() {
  const tag = freshTag('retarget-age');
  const change = h('span', { class: 'big val', testid: 'retarget-change' });
  const interval = h('p', { class: 'small', testid: 'retarget-interval' });
  const bar = h('span', { class: 'bar-fill' });
  const progress = h('span', { class: 'small', testid: 'retarget-progress' });
  const countdown = h('p', { class: 'ratio', testid: 'retarget-countdown' });
  const implied = figure('retarget-implied', 'Implied hashrate');
  const before = figure('retarget-last', 'Last retarget');
  const now_ = figure('difficulty', 'Difficulty now');
  const after = figure('retarget-difficulty', 'Difficulty after');
  const reliefC = figure('relief-production-cost', 'C after');
  const reliefK = figure('relief-cash-cost', 'K after');
  const reliefHashprice = figure('relief-hashprice', 'Hashprice after');
  const quoted = h('p', { class: 'small', testid: 'retarget-quoted', hidden: true });
  const came = figure('retarget-came', 'It came as');
  const wasQuoted = figure('retarget-was-quoted', 'Was quoted as');
  const wasComputed = figure('retarget-was-computed', 'Computed here then');
  const stood = h(
    'div',
    { class: 'stack', testid: 'retarget-stood', hidden: true },
    h('h3', { text: 'The last retarget' }),
    h('dl', { class: 'figures' }, came.root, wasQuoted.root, wasComputed.root),
  );
  const absent = h('p', { class: 'absent', testid: 'retarget-missing', hidden: true });
  const there = h(
    'div',
    { class: 'stack' },
    h('div', { class: 'big-line' }, change, interval),
    quoted,
    countdown,
    h('div', { class: 'progress-line' }, h('span', { class: 'bar', 'aria-hidden': 'true' }, bar), progress),
    h('dl', { class: 'figures' }, now_.root, after.root, implied.root, before.root),
    stood,
    h('h3', { text: 'Relief if it comes so' }),
    h('dl', { class: 'figures', testid: 'relief' }, reliefC.root, reliefK.root, reliefHashprice.root),
  );
  const root = panel({ id: 'retarget-panel', title: 'Next difficulty retarget', class: 'area-retarget', aside: tag.root }, there, absent);

  return {
    root,
    /** @param {any} view */
    update({ sector, network, now, route }) {
      const fresh = judge(inputOf(sector, 'block-height'), now);
      tag.set(fresh, 'block');
      const forecast = sector?.retarget ?? network?.retarget;
      show(there, Boolean(forecast));
      show(absent, !forecast);
      if (!forecast) return void setText(absent, fresh.reason || 'No forecast: the server has no blocks of this epoch.');
      setText(change, percent(forecast.change, 1, true));
      setAttribute(change, 'data-state', fresh.state === 'live' ? null : fresh.state);
      setText(
        interval,
        known(forecast.changeLow)
          ? `90 % between ${percent(forecast.changeLow, 1, true)} and ${percent(forecast.changeHigh, 1, true)}`
          : 'interval not known',
      );
      setText(
        countdown,
        now && forecast.atMs > now
          ? `in ${duration(forecast.atMs - now)}, about ${utcShort(forecast.atMs)} UTC`
          : `expected ${utcMinute(forecast.atMs)}`,
      );
      bar.style.width = `${Math.round(forecast.progress * 1000) / 10}%`;
      setText(
        progress,
        `${percent(forecast.progress, 0)} of the epoch · ${number(forecast.remainingBlocks)} blocks to ${forecast.retargetHeight}`,
      );
      now_.set(difficulty(network?.difficulty ?? inputOf(sector, 'difficulty')?.value), {});
      after.set(difficulty(forecast.projectedDifficulty), {});
      implied.set(known(forecast.impliedHashrateEhs) ? `${number(forecast.impliedHashrateEhs)} EH/s` : '—', {});
      before.set(percent(network?.lastRetargetChange, 2, true), { state: known(network?.lastRetargetChange) ? 'live' : 'missing' });
      const quote = sector?.quotedRetarget ?? network?.quotedRetarget;
      show(quoted, Boolean(quote));
      if (quote) setText(quoted, quotedText(quote));
      const last = sector?.lastQuotedRetarget ?? network?.lastQuotedRetarget;
      show(stood, Boolean(last));
      if (last) {
        came.set(percent(last.actualChange, 2, true), { state: known(last.actualChange) ? 'live' : 'missing' });
        wasQuoted.set(quotedChange(last), { note: `${last.origin}: ${last.source}` });
        wasComputed.set(percent(last.forecastChange, 1, true), { title: `The monitor's own forecast of ${utcMinute(last.quotedAtMs)}, when the quote came.` });
      }
      const relief = sector?.relief;
      const how = { state: fresh.state };
      reliefC.set(usd(relief?.productionCostUsd), how);
      reliefK.set(usd(relief?.cashCostUsd), how);
      const after_ = hashprice(relief?.hashpriceUsdPhDay, route.hashprice, sector?.priceUsd);
      reliefHashprice.set(after_.text, { ...how, title: after_.note });
    },
    dispose() {},
  };
}

/** Publications round: no more digits than they said. @param {any} quote */
const quotedChange = (quote) => percent(quote.change, Number.isInteger(Math.round(quote.change * 1e6) / 1e4) ? 0 : 2, true);

/** @param {any} quote */
const quotedText = (quote) =>
  `Quoted, not computed: ${quotedChange(quote)}${quote.expectedDate ? ` expected on ${quote.expectedDate}` : ''} (${quote.origin}: ${quote.source})`;

export function supportPanel() {
  const state = h('span', { class: 'flag', testid: 'support-state' });
  const level = h('span', { class: 'big val', testid: 'support-level' });
  const kind = h('p', { class: 'small', testid: 'support-kind' });
  const distance = h('p', { class: 'ratio val', testid: 'support-distance' });
  const root = panel(
    { id: 'support-panel', title: 'Support level', class: 'area-support', aside: state },
    h('div', { class: 'big-line' }, level),
    distance,
    kind,
  );
  return {
    root,
    /** @param {any} view */
    update({ sector, now }) {
      const support = sector?.support;
      setText(level, usd(support?.levelUsd));
      const price = judge(inputOf(sector, 'price'), now);
      setAttribute(level, 'data-state', support ? null : 'missing');
      setAttribute(distance, 'data-state', price.state === 'live' ? null : price.state);
      const word = !support ? 'not known' : support.broken ? '✕ broken' : support.touched ? '● touched' : '✓ holds';
      setText(state, word);
      setAttribute(state, 'title', 'Touched: price at or below the level. Broken: below by 0.5 % for 15 minutes.');
      setAttribute(state, 'class', `flag ${support?.broken ? 'flag-bad' : support?.touched ? 'flag-warn' : ''}`);
      setText(
        distance,
        !support
          ? 'No level is set and 187 daily closes are not at hand.'
          : known(support.distance)
            ? `price ${percent(support.distance, 2, true)} from it`
            : 'no live price to compare with',
      );
      const last = support?.lastBreakAtMs;
      setText(
        kind,
        support
          ? `${support.kind === 'configured' ? 'set by a person' : 'lowest daily close of 6 months'} · ${last ? `last break ${now ? `${duration(now - last)} ago, ` : ''}${utcShort(last)} UTC` : 'no break recorded'}`
          : '',
      );
    },
    dispose() {},
  };
}
