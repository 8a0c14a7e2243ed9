// @ts-check
/** What the monitor takes in: names for people, and the exact command that connects each. Pure. */

/**
 * @typedef {{title: string, ids: string[], market?: string, about: string, command: string, curl: string}} Source
 */

/** @type {Record<string, string>} inputs of the sector */
const TITLES = {
  price: 'Price',
  support: 'Support level',
  liquidations: 'Liquidations, 24 h',
  'etf-flow': 'ETF flow, five reports',
  'fear-greed': 'Fear & Greed',
  difficulty: 'Difficulty',
  'block-height': 'Block height',
  supply: 'Circulating supply',
  fees: 'Fees per block, 7 d',
  'daily-history': 'Closed days',
  fit: 'Cost regression',
  'fleets-under-water': 'Fleets under water',
};

/** @param {string} id */
export const inputTitle = (id) => TITLES[id] ?? id.replace(/[-_]/g, ' ');

/** @type {Record<string, string>} */
const COMPONENTS = {
  cost_gap: 'Price / production cost C',
  network_margin: 'Price / cash cost K',
  miner_revenue: 'Miner revenue, 7 d / 365 d',
  hash_drawdown: 'Hashrate drawdown, 14 d',
  hash_ribbon: 'Hash ribbon, 30 d / 60 d',
  difficulty: 'Difficulty drawdown',
  liquidations: 'Liquidations / market cap',
  etf_flow: 'ETF flow, 5 reports',
  sentiment: 'Fear & Greed',
  support: 'Distance to support',
  fleet_underwater: 'Fleets under water',
  availability: 'Availability of inputs',
};

/** @param {string} id */
export const componentTitle = (id) => COMPONENTS[id] ?? id.replace(/_/g, ' ');

/** @param {any} sector @param {string} id @returns {import('./freshness.js').Reading|null} */
export const inputOf = (sector, id) => sector?.inputs?.find((/** @type {any} */ input) => input.id === id) ?? null;

/**
 * Everything that can be connected, with the command for this server.
 * @param {string} base address of the server, ending in a slash @param {string} world @returns {Source[]}
 */
export function sources(base, world) {
  const url = base.replace(/\/$/, '');
  const where = world === 'live' ? '' : `?world=${world}`;
  const post = (/** @type {string} */ path, /** @type {string} */ body, type = 'application/json') =>
    `curl -X POST '${url}${path}' -H "Authorization: Bearer $MINERMONITOR_KEY" -H 'Content-Type: ${type}' ${body}`;
  const observe = (/** @type {string} */ market, /** @type {string} */ json) =>
    post(`/api/v1/markets/${market}/observations${where}`, `-d '${json}'`);
  const tool = (/** @type {string} */ rest) => `miner-monitor ${rest} --url ${url} --key "$MINERMONITOR_KEY"`;
  return [
    {
      title: 'Bitcoin price',
      ids: ['price'],
      market: 'spot',
      about: 'Moves cost gap, margins and support with every tick.',
      command: tool('observe price --usd 70000 --venue desk'),
      curl: observe('spot', '{"priceUsd":70000,"venue":"desk"}'),
    },
    {
      title: 'Bitcoin chain',
      ids: ['block-height', 'difficulty'],
      market: 'network',
      about: 'Blocks give difficulty, epoch and the retarget forecast.',
      command: tool('observe block --height 935051 --difficulty 141668107417558'),
      curl: post(`/api/v1/network/observations${where}`, `-d '{"blockHeight":935051,"difficulty":141668107417558}'`),
    },
    {
      title: 'Daily history',
      ids: ['daily-history'],
      about: 'Closed days since 2015 give production cost, hashrate windows and miner revenue.',
      command: tool('import history btc_daily.csv'),
      curl: post(`/api/v1/worlds/${world}/history`, '--data-binary @btc_daily.csv', 'text/csv'),
    },
    {
      title: 'Liquidations',
      ids: ['liquidations'],
      market: 'liquidations',
      about: 'Forced closings of the last 24 hours.',
      command: tool('observe liquidations --venue desk --rolling-24h-usd 800000000'),
      curl: observe('liquidations', '{"venue":"desk","rolling24hUsd":800000000}'),
    },
    {
      title: 'ETF flows',
      ids: ['etf-flow'],
      market: 'etf',
      about: 'One net flow a trading day; the index needs five.',
      command: tool('observe etf --date 2026-02-03 --net-flow-usd-m=-272'),
      curl: observe('etf', '{"date":"2026-02-03","netFlowUsdM":-272}'),
    },
    {
      title: 'Fear & Greed',
      ids: ['fear-greed'],
      market: 'sentiment',
      about: 'One value a day, 0 to 100.',
      command: tool('observe fear-greed --date 2026-02-05 --value 11'),
      curl: observe('sentiment', '{"date":"2026-02-05","value":11}'),
    },
    {
      title: 'Miner treasuries',
      ids: [],
      market: 'treasury',
      about: 'What listed miners mine, sell and hold each month.',
      command: tool('observe treasury --ticker MARA --month 2026-01 --mined-btc 700 --sold-btc 500 --held-btc 53000'),
      curl: observe('treasury', '{"ticker":"MARA","month":"2026-01","minedBtc":700,"soldBtc":500,"heldBtc":53000}'),
    },
    {
      title: 'Miners to exchanges',
      ids: [],
      market: 'miner-flows',
      about: 'BTC that miners send to exchanges, by day.',
      command: tool('observe miner-flows --date 2026-02-04 --to-exchanges-btc 250'),
      curl: observe('miner-flows', '{"date":"2026-02-04","toExchangesBtc":250}'),
    },
  ];
}

/** How to report a fleet's treasury. @param {string} base @param {string} fleet */
export function treasurySource(base, fleet) {
  const url = base.replace(/\/$/, '');
  return {
    command: `miner-monitor fleet treasury add ${fleet} --date 2026-02-05 --mined-btc 0.4 --sold-btc 0.1 --held-btc 12.5 --url ${url} --key "$MINERMONITOR_KEY"`,
    curl:
      `curl -X POST '${url}/api/v1/fleets/${fleet}/treasury' -H "Authorization: Bearer $MINERMONITOR_KEY" -H 'Content-Type: application/json' ` +
      `-d '[{"date":"2026-02-05","minedBtc":0.4,"soldBtc":0.1,"heldBtc":12.5}]'`,
  };
}

/** How to connect a fleet. @param {string} base */
export function fleetSource(base) {
  const url = base.replace(/\/$/, '');
  return {
    command: `miner-monitor fleet add acme --url ${url} --key "$MINERMONITOR_KEY"`,
    curl:
      `curl -X POST '${url}/api/v1/fleets/acme/samples' -H "Authorization: Bearer $MINERMONITOR_KEY" -H 'Content-Type: application/json' ` +
      `-d '[{"miner":"r12-07","site":"north","hashrateThs":198.4,"powerW":3420}]'`,
  };
}
