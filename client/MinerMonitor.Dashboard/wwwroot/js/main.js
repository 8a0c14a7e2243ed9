// @ts-check
/** Wiring: URL → topics → store → screen. */
import { readAccess } from './access.js';
import { ApiError, request, segment } from './api.js';
import { onPick, redrawCharts } from './charts.js';
import { readEvents } from './eventsBefore.js';
import { SILENCE_LIMIT_MS } from './freshness.js';
import { pricedIn } from './hashprice.js';
import { History } from './history.js';
import { Keyboard } from './keyboard.js';
import { Kiosk } from './kiosk.js';
import { notify } from './notice.js';
import { Router } from './router.js';
import { Store, keyOf } from './store.js';
import { MonitorStream, isEventTopic } from './stream/minerMonitor.js';
import { topicsOf } from './topics.js';
import { connectView } from './views/connectView.js';
import { feedsView } from './views/feedsView.js';
import { fleetView } from './views/fleetView.js';
import { header } from './views/header.js';
import { minerView } from './views/minerView.js';
import { operatorView } from './views/operatorView.js';
import { sectorView } from './views/sectorView.js';
import { systemView } from './views/systemView.js';
import { whatIfView } from './views/whatIfView.js';

/** Event topics whose earlier events were asked for. @type {Set<string>} */
const eventsRead = new Set();
const TITLES = {
  sector: 'Sector',
  'what-if': 'What if',
  connect: 'Connect',
  feeds: 'Feeds',
  fleet: 'Fleets',
  miner: 'Miner',
  operator: 'Operator',
  system: 'System',
};
const VIEWS = {
  sector: sectorView,
  'what-if': whatIfView,
  connect: connectView,
  feeds: feedsView,
  fleet: fleetView,
  miner: minerView,
  operator: operatorView,
  system: systemView,
};
/** A key may end while its page is open. */
const ACCESS_EVERY_MS = 300_000;

const store = new Store();
const history = new History(store);
const router = new Router(routeChanged);
const connection = new MonitorStream({
  url: document.baseURI,
  onFrame: (frame) => {
    store.apply(frame, performance.now());
    if (isEventTopic(frame.topic) && frame.kind !== 'error') void readEvents(store, eventsRead, frame);
  },
  onState: (phase, retryAt, reason) => {
    if (phase === 'live') {
      void readWorld();
      void askAccess();
    }
    store.link = { ...store.link, phase, retryAt, reason };
    store.changed();
  },
});
const kiosk = new Kiosk(router);
/** @type {any} What views and controls share. */
const context = { store, router, connection, world: router.route.world, accessChanged, notify, follow, kiosk };
context.keyboard = new Keyboard(context);
const top_ = header(context);
/** @type {any} */
let shown = null;
let shownKey = '';
let frameAsked = false;
let accessAskedAt = -Infinity;
let painted = false;
/** @type {ReturnType<typeof setInterval>|undefined} */
let clock;

document.getElementById('top')?.append(top_.root);
store.subscribe(askFrame);
document.addEventListener('visibilitychange', visibilityChanged);
matchMedia('(prefers-color-scheme: light)').addEventListener('change', applyTheme);
onPick((from, to) => router.go({ from, to }));
context.keyboard.listen();
visibilityChanged();
routeChanged();
connection.start();
void readWorld();
void readFleets();
void askAccess();

function routeChanged() {
  const { route } = router;
  applyTheme();
  document.documentElement.toggleAttribute('data-kiosk', route.kiosk);
  document.documentElement.toggleAttribute('data-big', route.big);
  kiosk.routeChanged();
  if (context.world !== route.world) {
    context.world = route.world;
    store.fleets = null;
    store.series.clear();
    if (store.world?.world !== route.world) store.world = null;
    void readWorld();
    void readFleets();
  }
  const key = JSON.stringify([
    route.view,
    route.big,
    route.world,
    route.view === 'fleet' || route.view === 'miner' ? route.fleet : '',
    route.miner,
    route.operator,
  ]);
  if (key !== shownKey) {
    shownKey = key;
    shown?.dispose();
    shown = VIEWS[route.view](context);
    document.getElementById('main')?.replaceChildren(shown.root);
    document.title = `${route.miner ?? route.fleet ?? route.operator ?? TITLES[route.view]} · Miner Stress Monitor`;
  }
  const topics = topicsOf(route);
  store.keepOnly(topics);
  for (const key of eventsRead) if (!topics.some(({ world, topic }) => keyOf(world, topic) === key)) eventsRead.delete(key);
  connection.watch(topics);
  askFrame();
}

/** Draws at most once a frame, and not at all while nobody can see it. */
function askFrame() {
  if (frameAsked || document.hidden) return;
  frameAsked = true;
  requestAnimationFrame(() => {
    frameAsked = false;
    draw();
  });
}

function draw() {
  const { route } = router;
  const { world } = route;
  const at = performance.now();
  if (at - accessAskedAt > ACCESS_EVERY_MS) void askAccess();
  const now = store.worldNow(world, at);
  const info = store.world?.world === world ? store.world : null;
  const worldInfo = info && { ...info, ended: info.ended || Boolean(info.endMs && now !== null && now >= info.endMs) };
  history.ensure(world, shown.series, route, now, at, worldInfo);
  const window_ = history.shown(route, now, worldInfo);
  const silence = store.silenceMs(at);
  const trusted = silence === null ? store.link.phase === 'live' : silence <= SILENCE_LIMIT_MS;
  document.documentElement.dataset.trust = trusted ? 'yes' : 'no';
  document.documentElement.dataset.link = store.link.phase;
  const markets = Object.fromEntries((store.payload(world, 'markets')?.items ?? []).map((/** @type {any} */ one) => [one.market, one]));
  const fleetTopic = store.topic(world, `fleet/${route.fleet}`);
  const minerTopic = store.topic(world, `miner/${route.fleet}/${route.miner}`);
  const events = ['events/sector', 'blocks', `events/${route.fleet}`]
    .flatMap((topic) => store.topic(world, topic)?.events ?? [])
    .sort((a, b) => b.atMs - a.atMs || b.seq - a.seq);
  const view = {
    store,
    route,
    world,
    at,
    now,
    trusted,
    events,
    markets,
    watched: topicsOf(route),
    sector: store.payload(world, 'sector'),
    priced: pricedIn(route.hashprice, store.payload(world, 'sector')?.priceUsd),
    network: store.payload(world, 'network'),
    feeds: store.payload(world, 'feeds'),
    fleets: store.fleets,
    fleet: fleetTopic?.payload ?? null,
    fleetError: fleetTopic?.error?.text,
    fleetErrorCode: fleetTopic?.error?.code,
    miner: minerTopic?.payload ?? null,
    minerError: minerTopic?.error?.text,
    worldInfo,
    series: store.series,
    seriesVersion: history.version,
    annotations: history.annotations,
    window: window_,
    rangeFrom: window_.from,
    rangeTo: window_.to,
    lastHeardMs: silence === null || store.serverNow(at) === null ? null : /** @type {number} */ (store.serverNow(at)) - silence,
  };
  top_.update(view);
  shown.update(view);
  kiosk.update(at);
  if (view.sector && !painted) {
    painted = true;
    performance.mark('first-values');
  }
}

/** Holds the window of the charts still, or lets it follow the present again. */
function follow() {
  const { route } = router;
  if (route.from !== null) return router.go({ from: null, to: null }, true);
  const info = store.world?.world === route.world ? store.world : null;
  const { from, to } = history.shown(route, store.worldNow(route.world, performance.now()), info);
  if (from !== null && to !== null) router.go({ from, to }, true);
}

/** Ages move on even when nothing arrives; in a hidden tab nothing runs. */
function visibilityChanged() {
  clearInterval(clock);
  clock = document.hidden ? undefined : setInterval(askFrame, 1000);
  askFrame();
}

function applyTheme() {
  const asked = router.route.theme ?? 'dark';
  if (document.documentElement.dataset.theme === asked) return;
  document.documentElement.dataset.theme = asked;
  redrawCharts();
}

/** The world shown: its kind, speed and bounds. */
async function readWorld() {
  const { world } = router.route;
  try {
    const listed = (await request('api/v1/worlds')).items ?? [];
    store.scenarios = listed.filter((/** @type {any} */ one) => one.kind === 'replay');
    const found =
      listed.find((/** @type {any} */ one) => one.world === world) ??
      (world.includes('~') ? await request(`api/v1/worlds/${segment(world)}`) : null);
    if (router.route.world === world && found) store.world = found;
    // Until the first heartbeat, the live world's own time is the server's clock.
    const live = listed.find((/** @type {any} */ one) => one.world === 'live');
    if (live && store.serverClock === null) store.serverClock = { serverAtMs: live.atMs, at: performance.now() };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404)
      notify(`The world ${world} is gone. Private copies end when nobody looks at them.`);
    else if (!(error instanceof ApiError)) throw error;
  }
  store.changed();
}

async function readFleets() {
  const { world } = router.route;
  try {
    const { items } = await request('api/v1/fleets', { query: { world } });
    if (router.route.world === world) store.fleets = items ?? [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    // Without a key no fleet is visible; a replay names those that anybody may see.
    if (router.route.world === world && (error.status === 401 || error.status === 403))
      store.fleets = (store.world?.fleets ?? []).map((/** @type {string} */ fleet) => ({ fleet, world }));
    if (error.status === 401 && store.access.signedIn) void askAccess();
  }
  store.changed();
}

function askAccess() {
  accessAskedAt = performance.now();
  return readAccess(store);
}

/** Somebody signed in or out: everything is asked anew. */
function accessChanged() {
  store.fleets = null;
  connection.restart();
  void readFleets();
  void askAccess();
  store.changed();
}
