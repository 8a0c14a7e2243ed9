// @ts-check
/** Controls of a replay. Play makes a private copy, since the shared replay belongs to everybody. */
import { request, segment } from '../api.js';
import { h, setAttribute, setText, show } from '../dom.js';
import { known, utcMinute } from '../format.js';

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
  const where = h('output', { class: 'small', testid: 'jump-text' });
  const fault = h('span', { class: 'flag flag-bad', role: 'alert', testid: 'replay-error', hidden: true });
  const root = h('div', { class: 'replay', testid: 'replay-control', hidden: true }, play, speed, jump, where, fault);
  let busy = false;
  let resumeSpeed = 600;

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

  async function jumpTo() {
    const to = chosen();
    if (to === null) return;
    if (info()?.controllable) await control({ jumpToMs: to });
    else await copy(to);
  }

  function preview() {
    jump.dragging = true;
    setText(where, `jump to ${utcMinute(chosen())}`);
  }

  return {
    root,
    /** @param {any} view */
    update({ world: name, worldInfo, now }) {
      show(root, name !== 'live' && Boolean(worldInfo));
      if (!worldInfo) return;
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
