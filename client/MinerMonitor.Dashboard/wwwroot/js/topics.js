// @ts-check
/** What a screen watches. Pure. */

/** @param {import('./router.js').Route} route @returns {{world: string, topic: string, mode: string}[]} */
export function topicsOf(route) {
  const { world } = route;
  const sector = ['sector', 'network', 'markets', 'feeds', 'blocks', 'events/sector'];
  const fleet = route.fleet ? [`fleet/${route.fleet}`, `events/${route.fleet}`] : [];
  const miner = route.fleet && route.miner ? [`miner/${route.fleet}/${route.miner}`] : [];
  const operator = route.operator ? [`operator/${route.operator}`] : [];
  const byView = {
    sector,
    'what-if': sector,
    connect: sector,
    feeds: ['sector', 'markets', 'feeds'],
    fleet: ['sector', ...fleet],
    miner: ['sector', ...fleet.slice(0, 1), ...miner],
    operator: ['sector', ...operator],
    system: ['sector', 'feeds'],
  };
  const names = byView[route.view];
  return names.map((topic) => ({ world, topic, mode: 'latest' }));
}
