// @ts-check
/** The wallboard of the sector. */
import { h, setText, show } from '../dom.js';
import { belowCostPanel } from './sector/belowCost.js';
import { chainPanel } from './sector/chain.js';
import { contributionsPanel } from './sector/contributions.js';
import { COST_SERIES, costPanel } from './sector/cost.js';
import { eventsPanel, ticker } from './sector/events.js';
import { etfPanel } from './sector/etf.js';
import { liquidationsPanel } from './sector/liquidations.js';
import { sentimentPanel } from './sector/sentiment.js';
import { STRESS_SERIES, historyPanel } from './sector/history.js';
import { inputsPanel } from './sector/inputs.js';
import { NETWORK_SERIES, networkPanel } from './sector/network.js';
import { minerFlowsPanel, treasuryPanel } from './sector/reserves.js';
import { retargetPanel, supportPanel } from './sector/retarget.js';
import { stressPanel } from './sector/stress.js';
import { shortPanel } from './sector/short.js';
import { supplyPanel } from './sector/supply.js';
import { bigBoard } from './sector/bigBoard.js';
import { checklist } from './connectView.js';

export const SECTOR_SERIES = [...STRESS_SERIES, ...COST_SERIES, ...NETWORK_SERIES];

/** True while nothing is connected to a world. @param {any} view */
export const nothingConnected = ({ sector, fleets, world }) =>
  world === 'live' &&
  Boolean(sector) &&
  typeof sector.stress !== 'number' &&
  (fleets?.length ?? 0) === 0 &&
  !(sector.inputs ?? []).some((/** @type {any} */ one) => one.state === 'live' && one.origin !== 'derived');

/** @param {any} context @param {string} world */
const panelsOf = (context, world) => [
  stressPanel(),
  costPanel(),
  networkPanel(context),
  contributionsPanel(),
  retargetPanel(),
  supportPanel(),
  liquidationsPanel(),
  etfPanel(context, world),
  sentimentPanel(),
  historyPanel(context),
  supplyPanel(context),
  eventsPanel(),
  treasuryPanel(world),
  minerFlowsPanel(world),
  chainPanel(),
  belowCostPanel(world),
  shortPanel(world),
  inputsPanel(),
];

/** @param {any} context */
export function sectorView(context) {
  const { router, world } = context;
  const panels = router.route.big ? [bigBoard(context)] : panelsOf(context, world);
  const board = h('div', { class: router.route.big ? 'board-big' : 'board', testid: 'wallboard' }, ...panels.map((one) => one.root));
  const strip = ticker();
  const wait = h('p', { class: 'wait', testid: 'waiting', role: 'status' });
  const list = checklist(context);
  const root = h('div', { class: 'view view-sector' }, h('h1', { class: 'sr-only', text: 'Sector' }), wait, list.root, board, strip.root);
  return {
    root,
    series: router.route.big ? [] : SECTOR_SERIES,
    /** @param {any} view */
    update(view) {
      const empty = nothingConnected(view);
      board.dataset.sheet = view.route.sheet;
      show(wait, !view.sector);
      setText(wait, view.store.link.phase === 'live' ? 'Waiting for the first values of this world…' : 'Connecting to the server…');
      show(list.root, Boolean(view.sector) && empty);
      show(board, Boolean(view.sector) && !empty);
      if (!view.sector) return;
      if (empty) list.update(view);
      else for (const one of panels) one.update(view);
      strip.update(view);
    },
    dispose() {
      for (const one of panels) one.dispose();
    },
  };
}
