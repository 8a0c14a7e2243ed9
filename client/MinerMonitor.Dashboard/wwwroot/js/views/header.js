// @ts-check
/** The top of every screen: where one is, which world it is, whether what one sees is live. */
import { h, reconcile, setAttribute, setText, show } from '../dom.js';
import { SILENCE_LIMIT_MS } from '../freshness.js';
import { duration, utcMinute, utcTime } from '../format.js';
import { pageLinks } from './pageLinks.js';
import { replayControl } from './replayControl.js';
import { signIn } from './signIn.js';

/** @param {any} context */
export function header(context) {
  const { router } = context;
  const nav = pageLinks(router);
  const link = h('span', { class: 'link-state', testid: 'connection' });
  // Says a change of state once; the countdown beside it is for the eye.
  const spoken = h('span', { class: 'sr-only', role: 'status', testid: 'connection-said' });
  const retry = h('button', {
    type: 'button',
    class: 'plain-button',
    testid: 'retry-now',
    text: 'Retry now',
    hidden: true,
    on: { click: () => context.connection.restart() },
  });
  const clock = h('time', { class: 'clock', testid: 'server-clock', title: 'Clock of the server' });
  const theme = h('button', {
    type: 'button',
    class: 'plain-button',
    testid: 'theme',
    on: { click: () => router.go({ theme: document.documentElement.dataset.theme === 'light' ? 'dark' : 'light' }, true) },
  });
  const big = h('a', { class: 'plain-button hide-phone', testid: 'big', title: 'Readable across a room (b)' });
  const kiosk = h('a', { class: 'plain-button hide-phone', testid: 'kiosk', title: 'The whole story without controls (k)' });
  const keys = h('button', { type: 'button', class: 'plain-button hide-phone', testid: 'keys', text: '?', 'aria-label': 'Keys', on: { click: () => context.keyboard.open() } });
  const turn = h('span', { class: 'turn', testid: 'turn', hidden: true });
  const access = signIn(context);
  const worldName = h('strong', { class: 'world-name', testid: 'world-name' });
  const worldText = h('span', { class: 'world-text', testid: 'world-text' });
  const back = h('a', { class: 'plain-button', testid: 'to-live', text: 'Back to live' });
  const control = replayControl(context);
  const banner = h('div', { class: 'world', testid: 'world-banner' }, worldName, worldText, control.root, back);
  const stale = h('div', { class: 'not-live', testid: 'not-live', hidden: true });
  const faults = h('ul', { class: 'faults', testid: 'topic-errors', hidden: true });
  const root = h(
    'div',
    { class: 'header' },
    h(
      'div',
      { class: 'bar-top' },
      h(
        'a',
        { class: 'brand', href: router.href({ view: 'sector' }), 'aria-label': 'Miner Stress Monitor, sector' },
        brandMark(),
        h('span', { class: 'hide-phone', text: 'Miner Stress Monitor' }),
      ),
      nav.root,
      h('div', { class: 'bar-right' }, turn, clock, link, spoken, retry, big, kiosk, theme, keys, access.root),
    ),
    banner,
    stale,
    faults,
  );

  return {
    root,
    /** @param {any} view */
    update(view) {
      const { store, route, at, world, now } = view;
      const here = route.view === 'miner' || route.view === 'operator' ? 'fleet' : route.view;
      nav.update(here);
      setAttribute(kiosk, 'href', router.href({ kiosk: !route.kiosk }));
      setText(kiosk, route.kiosk ? 'Leave kiosk' : 'Kiosk');
      setAttribute(big, 'href', router.href({ big: !route.big, view: 'sector' }));
      setText(big, route.big ? 'Normal type' : 'Big type');
      turn_();
      const light = document.documentElement.dataset.theme === 'light';
      setText(theme, light ? '☾' : '☀');
      setAttribute(theme, 'aria-label', light ? 'Dark theme' : 'Light theme');
      const serverNow = store.serverNow(at);
      setText(clock, serverNow ? `${utcTime(serverNow)} UTC` : '');
      link_(store, at);
      world_(view, world, now);
      const silence = store.silenceMs(at);
      const lost = store.link.phase !== 'live' && silence !== null ? true : silence !== null && silence > SILENCE_LIMIT_MS;
      show(stale, lost);
      if (lost)
        setText(
          stale,
          `Not live: last heard ${duration(silence)} ago${view.lastHeardMs ? `, at ${utcTime(view.lastHeardMs)} UTC` : ''}. Nothing below is current until the connection is back.`,
        );
      const broken = view.watched
        .map((/** @type {any} */ one) => ({ topic: one.topic, error: store.topic(one.world, one.topic)?.error }))
        .filter((/** @type {any} */ one) => one.error);
      show(faults, broken.length > 0);
      reconcile(
        faults,
        broken,
        (/** @type {any} */ one) => one.topic,
        () => h('li'),
        (item, one) => setText(item, `${one.topic}: ${one.error.text || one.error.code} (${one.error.code})`),
      );
      control.update(view);
      access.update(view);
    },
  };

  function turn_() {
    const now = context.kiosk.turn;
    show(turn, Boolean(now));
    if (now) setText(turn, `${now.page} ${now.index}/${now.count} · ${now.paused ? 'paused' : `${now.leftSec} s`}`);
  }

  /** @param {any} store @param {number} at */
  function link_(store, at) {
    const { phase, retryAt, reason } = store.link;
    const wait = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - at) / 1000));
    const words = { connecting: 'connecting', live: 'live', reconnecting: `reconnecting in ${wait} s`, disconnected: 'disconnected' };
    const silence = store.silenceMs(at);
    const silent = phase === 'live' && silence !== null && silence > SILENCE_LIMIT_MS;
    setText(link, silent ? `silent for ${duration(silence)}` : words[/** @type {keyof typeof words} */ (phase)]);
    setText(spoken, silent ? 'Connection silent' : `Connection ${phase}`);
    setAttribute(link, 'data-phase', silent ? 'silent' : phase);
    setAttribute(link, 'title', reason || null);
    show(retry, phase === 'reconnecting' || phase === 'disconnected');
  }

  /** @param {any} view @param {string} world @param {number|null} now */
  function world_(view, world, now) {
    const info = view.worldInfo;
    const replay = world !== 'live';
    setAttribute(banner, 'data-kind', replay ? 'replay' : 'live');
    setText(worldName, replay ? `REPLAY ${world}` : 'LIVE');
    const speed = !info ? '' : info.ended ? 'ended' : info.speed === 0 ? 'paused' : `${info.speed}× speed`;
    setText(
      worldText,
      replay
        ? [`at ${utcMinute(now)}`, speed, 'not the present; fleets are simulated'].filter(Boolean).join(' · ')
        : now
          ? `world of the present · ${utcMinute(now)}`
          : 'world of the present',
    );
    show(back, replay);
    setAttribute(back, 'href', router.href({ world: 'live', view: 'sector', fleet: null, miner: null }));
  }
}

function brandMark() {
  return h('img', { src: 'favicon.svg', alt: '', width: '26', height: '26' });
}
