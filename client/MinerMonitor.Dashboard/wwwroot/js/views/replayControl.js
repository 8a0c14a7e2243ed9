// @ts-check
/** Controls of a replay. Play makes a private copy, since the shared replay belongs to everybody. */
import { request, segment } from '../api.js';
import { h, setAttribute, setText, show } from '../dom.js';
import { known, utcMinute, utcShort } from '../format.js';

const SPEEDS = [1, 60, 600, 3600];

/** @param {any} context */
export function replayControl(context) {
  const { store, router } = context;
  const play = h('button', { type: 'button', class: 'primary', testid: 'play', on: { click: () => act(playOrPause) } });
  const speed = h(
    'select',
    { 'aria-label': 'Speed of the replay', testid: 'speed', on: { change: () => act(setSpeed) } },
    ...SPEEDS.map((one) => h('option', { value: one, text: `${one}×` })),
  );
  speed.value = '600';
  const jump = h('input', {
    type: 'range',
    min: '0',
    max: '1000',
    step: '1',
    'aria-label': 'Moment of the replay',
    testid: 'jump',
    on: { change: () => act(jumpTo), input: preview },
  });
  const scenario = h('select', { 'aria-label': 'Scenario', testid: 'scenario', on: { change: () => router.go({ world: scenario.value, from: null, to: null, fleet: null, miner: null }) } });
  const moment = h('select', { 'aria-label': 'Jump to a moment of the story', testid: 'moments', on: { change: () => act(jumpToMoment) } });
  const marks = h('datalist', { id: 'replay-moments' });
  jump.setAttribute('list', 'replay-moments');
  const where = h('output', { class: 'small', testid: 'jump-text' });
  const fault = h('span', { class: 'flag flag-bad', role: 'alert', testid: 'replay-error', hidden: true });
  const root = h('div', { class: 'replay', testid: 'replay-control', hidden: true }, scenario, play, speed, jump, marks, where, moment, fault);
  context.playOrPause = () => act(playOrPause);
  let busy = false;
  let resumeSpeed = 600;
  let drawn = '';

  /** @param {() => Promise<void>} action */
  async function act(action) {
    if (busy) return;
    busy = true;
    setAttribute(root, 'aria-busy', 'true');
    try {
      await action();
      show(fault, false);
    } catch (error) {
      setText(fault, /** @type {Error} */ (error).message);
      show(fault, true);
    } finally {
      busy = false;
      setAttribute(root, 'aria-busy', null);
      jump.dragging = false;
      store.changed();
    }
  }

  const world = () => router.route.world;
  const info = () => (store.world?.world === world() ? store.world : null);

  /** @param {object} change */
  async function control(change) {
    const answer = await request(`api/v1/worlds/${segment(world())}`, { method: 'PATCH', body: change });
    store.world = answer ?? { ...store.world, ...change };
  }

  /** @param {number|null} fromMs */
  async function copy(fromMs) {
    const made = await request('api/v1/worlds', {
      method: 'POST',
      body: { scenario: world().split('~')[0], speed: Number(speed.value), ...(known(fromMs) ? { fromMs: Math.round(fromMs) } : {}) },
    });
    store.world = made;
    router.go({ world: made.world, fleet: null, miner: null });
  }

  async function playOrPause() {
    if (!info()?.controllable) return copy(store.worldNow(world(), performance.now()));
    if (info().speed > 0 && !info().ended) {
      resumeSpeed = info().speed;
      return control({ speed: 0 });
    }
    return control({ speed: Number(speed.value) || resumeSpeed });
  }

  async function setSpeed() {
    if (info()?.controllable && info().speed > 0) await control({ speed: Number(speed.value) });
  }

  const chosen = () => {
    const { startMs, endMs } = info() ?? {};
    return known(startMs) && known(endMs) ? Math.round(startMs + ((endMs - startMs) * Number(jump.value)) / 1000) : null;
  };

  async function jumpToMoment() {
    const to = Number(moment.value);
    moment.value = '';
    if (to > 0) await jumpBy(to);
  }

  async function jumpTo() {
    const to = chosen();
    if (to !== null) await jumpBy(to);
  }

  /** @param {number} to */
  async function jumpBy(to) {
    if (info()?.controllable) await control({ jumpToMs: to });
    else await copy(to);
  }

  function preview() {
    jump.dragging = true;
    setText(where, `jump to ${utcMinute(chosen())}`);
  }

  /** @param {any[]} scenarios @param {any} info_ @param {string} name */
  function drawChoices(scenarios, info_, name) {
    const key = JSON.stringify([scenarios.map((one) => one.world), info_.world, info_.moments?.length]);
    if (key === drawn) return;
    drawn = key;
    const all = scenarios.length ? scenarios : [{ world: name, title: info_.title }];
    scenario.replaceChildren(...all.map((one) => h('option', { value: one.world, text: one.title })));
    scenario.value = name;
    const { startMs, endMs, moments = [] } = info_;
    moment.replaceChildren(
      h('option', { value: '', text: 'Jump to …' }),
      ...moments.map((/** @type {any} */ one) => h('option', { value: one.atMs, text: `${utcShort(one.atMs)} · ${one.text}` })),
    );
    show(moment, moments.length > 0);
    marks.replaceChildren(...moments.map((/** @type {any} */ one) => h('option', { value: Math.round((1000 * (one.atMs - startMs)) / (endMs - startMs)), label: one.text })));
  }

  return {
    root,
    /** @param {any} view */
    update({ world: name, worldInfo, now, store: { scenarios } }) {
      show(root, name !== 'live' && Boolean(worldInfo));
      if (!worldInfo) return;
      drawChoices(scenarios ?? [], worldInfo, name.split('~')[0]);
      const playing = worldInfo.controllable && worldInfo.speed > 0 && !worldInfo.ended;
      setText(play, playing ? '❚❚ Pause' : worldInfo.controllable ? '▶ Play' : '▶ Play my own copy');
      play.disabled = busy || (worldInfo.controllable && worldInfo.ended);
      if (document.activeElement !== speed && worldInfo.controllable && worldInfo.speed > 0 && SPEEDS.includes(worldInfo.speed))
        speed.value = String(worldInfo.speed);
      const span = known(worldInfo.startMs) && known(worldInfo.endMs) ? worldInfo.endMs - worldInfo.startMs : 0;
      show(jump, span > 0);
      if (jump.dragging || !known(now) || span <= 0) return;
      const value = String(Math.round((1000 * (now - worldInfo.startMs)) / span));
      if (jump.value !== value) jump.value = value;
      setAttribute(jump, 'aria-valuetext', utcMinute(now));
      setText(where, `to ${utcMinute(worldInfo.endMs)}`);
    },
  };
}
