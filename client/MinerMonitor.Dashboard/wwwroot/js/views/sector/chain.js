// @ts-check
/** The chain: newest block, hashrates with their sampling error, fees, memory pool, reorganisations, halving. */
import { figure, freshTag, h, panel, setText, show } from '../../dom.js';
import { judge } from '../../freshness.js';
import { duration, known, number, percent, utcMinute, utcShort } from '../../format.js';
import { inputOf } from '../../inputs.js';

/** Figures that a source pushes every few seconds are grey when it has been silent for this long. */
const PUSH_LIMIT_MS = 120_000;
/** Those that are asked for every ten minutes. */
const POLL_LIMIT_MS = 1_800_000;

export function chainPanel() {
  const tag = freshTag('chain-age');
  const absent = h('p', { class: 'absent', testid: 'chain-missing', hidden: true });
  const block = figure('block-height', 'Newest block');
  const interval = figure('block-interval', 'Block interval, last 144');
  const hashrates = [1, 3, 7].map((days) => ({ days, shown: figure(`hashrate-${days}d`, `Hashrate ${days} d`) }));
  const reported = figure('hashrate-reported', 'Hashrate as reported');
  const forecast = figure('retarget-reported', 'Retarget as reported');
  const fees = figure('fee-per-block', 'Fees per block, 7 d');
  const next = figure('next-block-fees', 'Fees of the next block');
  const rates = figure('fee-rates', 'Fee rate, sat/vB');
  const pool = figure('mempool', 'Memory pool');
  const reorgs = figure('reorganisations', 'Reorganisations');
  const halving = figure('halving', 'Next halving');
  const all = [block, interval, ...hashrates.map((one) => one.shown), reported, forecast, fees, next, rates, pool, reorgs, halving];
  const figures = h('dl', { class: 'figures' }, ...all.map((one) => one.root));
  const root = panel({ id: 'chain-panel', title: 'Chain and fees', class: 'area-chain', aside: tag.root }, figures, absent);

  return {
    root,
    /** @param {any} view */
    update({ sector, network, now }) {
      const fresh = judge(inputOf(sector, 'block-height'), now);
      tag.set(fresh, 'block');
      const there = known(network?.blockHeight);
      show(figures, there);
      show(absent, !there);
      if (!there) return void setText(absent, network?.missingReason || fresh.reason || 'The server has no block yet.');
      const how = { state: fresh.state };
      block.set(number(network.blockHeight), { ...how, note: known(network.blockAtMs) ? `${utcShort(network.blockAtMs)} UTC · ${network.source}` : network.source });
      interval.set(known(network.recentIntervalSec) ? `${number(network.recentIntervalSec / 60, 1)}\u202fmin` : '—', {
        state: known(network.recentIntervalSec) ? fresh.state : 'missing',
        title: 'Mean of the last 144 blocks; ten minutes are what the difficulty aims at.',
      });
      for (const { days, shown } of hashrates) {
        const one = network.hashrates?.find((/** @type {any} */ estimate) => estimate.windowDays === days);
        shown.set(one ? `${number(one.hashrateEhs)} EH/s` : '—', {
          state: one ? fresh.state : 'missing',
          note: one ? `± ${percent(one.samplingError)} · ${number(one.blocks)} blocks since ${utcShort(one.sinceMs)}` : 'older blocks are not known yet',
          title: 'Work of the blocks of the window over its time. ± is one standard deviation by chance alone.',
        });
      }
      said(reported, network.reportedHashrateEhs, (value) => `${number(value)} EH/s`, POLL_LIMIT_MS, now);
      said(forecast, network.reportedRetargetChange, (value) => percent(value, 2, true), PUSH_LIMIT_MS, now);
      fees.set(known(network.feePerBlockBtc) ? `${number(network.feePerBlockBtc, 4)} BTC` : '—', {
        state: known(network.feePerBlockBtc) ? fresh.state : 'missing',
        note: known(network.feeBlocks) ? `${number(network.feeBlocks)} blocks since ${utcShort(network.feeSinceMs)}` : known(network.feePerBlockBtc) ? 'as a source says' : '',
      });
      const waiting = network.mempool;
      const poolState = stateOf(waiting, PUSH_LIMIT_MS, now);
      next.set(known(waiting?.nextBlockFeesBtc) ? `${number(waiting.nextBlockFeesBtc, 4)} BTC` : '—', {
        state: known(waiting?.nextBlockFeesBtc) ? poolState : 'missing',
        note: ageNote(waiting, poolState, now),
      });
      const asked = network.feeRates;
      const rateState = stateOf(asked, PUSH_LIMIT_MS, now);
      rates.set(asked ? rateText(asked) : '—', {
        state: rateState,
        note: asked ? `next block · hour · least${ageNote(asked, rateState, now)}` : '',
        title: 'What a transaction pays, as the source estimates it.',
      });
      pool.set(known(waiting?.vBytes) ? `${number(waiting.vBytes / 1e6, 1)} MvB` : '—', {
        state: poolState,
        note: known(waiting?.transactions) ? `${number(waiting.transactions)} transactions · ${number(waiting.totalFeesBtc, 3)} BTC${ageNote(waiting, poolState, now)}` : '',
      });
      const seen = network.reorganisations;
      reorgs.set(seen ? number(seen.count) : '—', {
        state: seen ? 'live' : 'missing',
        note: seen ? (known(seen.lastAtMs) ? `last ${utcMinute(seen.lastAtMs)}, ${seen.lastDepthBlocks} deep` : `since ${utcShort(seen.sinceMs)}`) : '',
      });
      halving.set(known(network.nextHalvingHeight) ? `${number(network.nextHalvingHeight - network.blockHeight)} blocks` : '—', {
        ...how,
        note: known(network.nextHalvingAtMs) ? `about ${utcMinute(network.nextHalvingAtMs).slice(0, 7)}, at block ${number(network.nextHalvingHeight)}` : '',
        title: 'At ten minutes a block.',
      });
    },
    dispose() {},
  };
}

/** @param {any} figures something with atMs @param {number} limit @param {number|null} now */
const stateOf = (figures, limit, now) => (!figures ? 'missing' : now && now - figures.atMs > limit ? 'stale' : 'live');

/** @param {any} figures @param {string} state @param {number|null} now */
const ageNote = (figures, state, now) => (state === 'stale' && now ? ` · ${duration(now - figures.atMs)} old` : '');

/** @param {any} shown @param {any} figures @param {(value: number) => string} text @param {number} limit @param {number|null} now */
function said(shown, figures, text, limit, now) {
  const state = stateOf(figures, limit, now);
  shown.set(figures ? text(figures.value) : '—', {
    state,
    note: figures ? `${figures.source}${ageNote(figures, state, now)}` : '',
    title: 'The source’s own figure; the monitor computes its own from blocks.',
  });
}

/** @param {any} rates */
const rateText = (rates) => [rates.fastestSatVb, rates.hourSatVb, rates.minimumSatVb].map((rate) => (known(rate) ? number(rate, 1) : '—')).join(' · ');
