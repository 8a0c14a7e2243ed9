// @ts-check
/** The server itself: does it take samples in, does the store keep them, do viewers get them, on which silos. */
import { request } from '../api.js';
import { cells, figure, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { duration, known, number, percent, utcMinute, utcTime } from '../format.js';
import { bytes } from '../units.js';

const EVERY_MS = 2_000;
/** Two answers missed: what is shown is not of now. */
const OLD_MS = 6_000;
const KEPT = 150;
const HEADS = ['Silo', 'State', 'Up for', 'Started', 'Processor', 'Managed memory', 'Grains'];

/** @param {any} context */
export function systemView({ store }) {
  const age = h('span', { class: 'tag', testid: 'system-age' });
  const version = figure('system-version', 'Version');
  const uptime = figure('system-uptime', 'Up for');
  const memory = figure('system-memory', 'Memory');
  const processors = figure('system-cpu', 'Processor');
  const clock = figure('system-clock', 'Server clock');
  const ready = figure('system-ready', 'Store');
  const rate = figure('system-rate', 'Samples a second');
  const viewers = figure('system-viewers', 'Viewers');
  const overview = panel(
    { id: 'system-panel', title: 'Server', aside: age },
    h('dl', { class: 'figures' }, ...[rate, ready, viewers, uptime, processors, memory, version, clock].map((one) => one.root)),
  );
  const fault = h('p', { class: 'fault', role: 'alert', testid: 'system-fault', hidden: true });

  const acknowledged = figure('intake-acknowledged', 'Acknowledged');
  const refused = figure('intake-refused', 'Refused');
  const skewed = figure('intake-skewed', 'Clock skewed');
  const applied = figure('fleets-applied', 'Applied');
  const merged = figure('fleets-merged', 'Merged');
  const stale = figure('fleets-stale', 'Stale');
  const spark = h('canvas', { class: 'spark', testid: 'system-spark', role: 'img', width: '600', height: '90' });
  const sparkNote = h('p', { class: 'small' });
  const intake = panel(
    { id: 'intake-panel', title: 'Intake of this silo' },
    spark,
    sparkNote,
    h('dl', { class: 'figures' }, acknowledged.root, refused.root, skewed.root),
    h('h3', { text: 'Samples of the fleets you may read, since they began' }),
    h('dl', { class: 'figures' }, applied.root, merged.root, stale.root),
  );

  const durability = h('p', { class: 'small', testid: 'store-durability' });
  const budget = meter('store-budget', 'Memory of its budget');
  const disk = meter('store-disk', 'Disk in use');
  const waiting = meter('journal-waiting', 'Waiting for the journal');
  const commit = figure('journal-commit', 'Last commit');
  const slowest = figure('journal-slowest', 'Slowest commit');
  const storePanel = panel(
    { id: 'store-panel', title: 'Store' },
    durability,
    budget.root,
    disk.root,
    waiting.root,
    h('dl', { class: 'figures' }, commit.root, slowest.root),
  );

  const topics = figure('live-topics', 'Topics relayed');
  const watching = figure('live-viewers', 'Watches open');
  const skipped = figure('live-skipped', 'Frames passed over');
  const slow = figure('live-slow', 'Cut for reading too slowly');
  const repairs = figure('live-repairs', 'Gaps repaired');
  const livePanel = panel(
    { id: 'live-panel', title: 'Live delivery of this silo' },
    h('dl', { class: 'figures' }, ...[watching, topics, skipped, slow, repairs].map((one) => one.root)),
  );
  const rows = table('silos-table', 'Silos of the cluster', HEADS);
  const silos = panel({ id: 'silos-panel', title: 'Silos' }, rows.root);
  const locked = h('p', { class: 'absent', testid: 'system-locked', hidden: true, text: 'Silos, journal and viewers are shown to those who sign in with a key.' });
  const root = h(
    'div',
    { class: 'view system-view' },
    h('h1', { class: 'sr-only', text: 'System' }),
    fault,
    overview,
    h('div', { class: 'system-grid' }, intake, storePanel, livePanel, silos),
    locked,
  );

  /** @type {any} */
  let system = null;
  let heardAt = -Infinity;
  let askedAt = -Infinity;
  let asking = false;
  let failed = '';
  /** @type {{at: number, value: number}[]} */
  let rates = [];
  /** @type {any} sums over fleets */
  let sums = null;
  const mine = new AbortController();

  async function ask() {
    asking = true;
    askedAt = performance.now();
    try {
      system = await request('api/v1/system', { signal: mine.signal });
      heardAt = performance.now();
      failed = '';
      rates = [...rates, { at: system.serverAtMs, value: system.intake.samplesPerSec }].slice(-KEPT);
    } catch (error) {
      if (mine.signal.aborted) return;
      failed = /** @type {Error} */ (error).message;
    }
    asking = false;
    store.changed();
  }

  /** Sums of the fleets' own counts: exact and durable, where the silo's begin anew with it. @param {any[]|null} fleets */
  async function sum(fleets) {
    sums = { key: keyOf(fleets), done: false, applied: 0, merged: 0, stale: 0, fleets: 0 };
    const adding = sums;
    for (const one of (fleets ?? []).slice(0, 50)) {
      try {
        const { samples } = await request(`api/v1/fleets/${encodeURIComponent(one.fleet)}`, { query: { world: one.world }, signal: mine.signal });
        adding.applied += samples.applied;
        adding.merged += samples.merged;
        adding.stale += samples.stale;
        adding.fleets += 1;
      } catch {
        if (mine.signal.aborted) return;
      }
    }
    adding.done = true;
    adding.at = performance.now();
    store.changed();
  }

  return {
    root,
    series: [],
    /** @param {any} view */
    update({ fleets, at }) {
      if (!asking && at - askedAt >= EVERY_MS) void ask();
      if (fleets && (sums?.key !== keyOf(fleets) || (sums.done && at - sums.at > 15_000))) void sum(fleets);
      const old = at - heardAt;
      const isOld = system !== null && old > OLD_MS;
      setText(age, system ? (isOld ? `not heard for ${duration(old)}` : `as of ${utcTime(system.serverAtMs)} UTC`) : failed || 'asking…');
      setAttribute(age, 'data-state', isOld || (!system && failed) ? 'stale' : 'live');
      setAttribute(root, 'data-old', isOld ? 'true' : null);
      if (!system) return;
      const state = isOld ? 'stale' : 'live';
      const set = (/** @type {ReturnType<typeof figure>} */ one, /** @type {string} */ text, note = '') =>
        one.set(text, { note, state: text === '—' ? 'missing' : state });
      const { store: kept, intake: taken, operations: inside } = system;
      const wrong = failed && isOld ? failed : (kept.fault ?? '');
      show(fault, Boolean(wrong));
      setText(fault, wrong);
      set(version, system.version.replace(/\+.*/, ''), system.version.includes('+') ? `commit ${system.version.split('+')[1].slice(0, 9)}` : '');
      set(uptime, duration(system.serverAtMs - system.startedAtMs), `since ${utcMinute(system.startedAtMs)}`);
      set(clock, utcTime(system.serverAtMs), 'UTC');
      set(ready, kept.ready ? 'ready' : 'not ready', `${kept.kind === 'redis' ? 'outside Redis' : 'embedded'}${kept.ready ? '' : ', intake is refused'}`);
      ready.value.dataset.sign = kept.ready ? 'good' : 'loss';
      set(rate, number(taken.samplesPerSec, taken.samplesPerSec < 10 ? 1 : 0), 'mean of 10 s');
      set(acknowledged, number(taken.acknowledged), 'durable, since start');
      set(refused, number(taken.refused), 'each with its reason');
      set(skewed, number(taken.clockSkewed), 'sender’s clock ahead');
      const counted = sums?.fleets > 0;
      set(applied, counted ? number(sums.applied) : '—', counted ? `${number(sums.fleets)} ${sums.fleets === 1 ? 'fleet' : 'fleets'}` : 'no fleet is visible to you');
      set(merged, counted ? number(sums.merged) : '—', 'came twice');
      set(stale, counted ? number(sums.stale) : '—', 'older than 48 h');
      setText(durability, kept.durability);
      budget.set(kept.usedBytes, kept.budgetBytes, 0.8, kept.kind === 'redis' ? 'Redis keeps its own' : 'intake is refused at 80 %, unless configured');
      const used = known(kept.diskTotalBytes) && known(kept.diskFreeBytes) ? kept.diskTotalBytes - kept.diskFreeBytes : null;
      disk.set(used, kept.diskTotalBytes, 0.9, kept.kind === 'redis' ? 'Redis keeps its own' : 'intake is refused at 90 %, unless configured');
      const own = inside?.silos.find((/** @type {any} */ one) => one.answers);
      set(memory, bytes(inside?.workingSetBytes), inside ? `of ${bytes(inside.memoryLimitBytes)}` : 'needs a key');
      set(processors, percent(own?.cpuFraction, 0), inside ? `of ${number(inside.processors)} processors` : 'needs a key');
      set(viewers, number(inside?.live.viewers), inside ? `${number(inside.live.topics)} topics` : 'needs a key');
      for (const one of [livePanel, silos]) show(one, Boolean(inside));
      for (const one of [waiting, commit, slowest]) show(one.root, Boolean(inside?.journal));
      show(locked, !inside);
      if (inside) {
        const { live, journal } = inside;
        set(watching, number(live.viewers));
        set(topics, number(live.topics));
        set(skipped, number(live.skipped), 'newer ones took their place');
        set(slow, number(live.slow));
        set(repairs, number(live.repairs));
        waiting.set(journal?.waitingBytes, journal?.limitBytes, 0.5, 'writes are refused beyond');
        set(commit, known(journal?.lastCommitMs) ? `${number(journal.lastCommitMs, 1)} ms` : '—', 'until durable');
        set(slowest, known(journal?.slowestCommitMs) ? `${number(journal.slowestCommitMs, 1)} ms` : '—', 'of the last minute or two');
        reconcile(
          rows.body,
          inside.silos,
          (/** @type {any} */ one) => one.address,
          () => h('tr', {}, h('th', { scope: 'row' }), ...HEADS.slice(1).map(() => h('td'))),
          (row, one) => {
            const active = one.status === 'active';
            setAttribute(row, 'data-state', active ? 'live' : 'missing');
            setAttribute(row.cells[0], 'title', one.address);
            cells(row, [
              `${one.name}${one.answers ? ' · answers this page' : ''}`,
              one.status,
              active ? duration(system.serverAtMs - one.startedAtMs) : '—',
              utcMinute(one.startedAtMs),
              percent(one.cpuFraction, 0),
              bytes(one.memoryBytes),
              number(one.grains),
            ]);
          },
        );
      }
      draw(spark, rates);
      const most = Math.max(0, ...rates.map((one) => one.value));
      setText(sparkNote, rates.length > 1 ? `Samples a second of the last ${duration(rates.at(-1).at - rates[0].at)} on this page; at most ${number(most)}.` : 'Samples a second; gathered while this page is open.');
      setAttribute(spark, 'aria-label', `${sparkNote.textContent} Now ${number(taken.samplesPerSec)}.`);
    },
    dispose() {
      mine.abort();
    },
  };
}

/** @param {any[]|null} fleets */
const keyOf = (fleets) => (fleets ?? []).map((one) => one.fleet).join('\n');

/** A share of something limited, as a bar. @param {string} testid @param {string} label */
function meter(testid, label) {
  const text = h('span', { class: 'meter-text', testid });
  const fill = h('span', { class: 'bar-fill' });
  const note = h('span', { class: 'small' });
  const root = h('div', { class: 'meter' }, h('span', { class: 'label', text: label }), text, h('span', { class: 'bar', 'aria-hidden': 'true' }, fill), note);
  return {
    root,
    /** @param {number|null|undefined} used @param {number|null|undefined} limit @param {number} alarm @param {string} about */
    set(used, limit, alarm, about) {
      const there = known(used) && known(limit) && limit > 0;
      setText(text, there ? `${bytes(used)} of ${bytes(limit)}, ${percent(used / limit, used / limit < 0.1 ? 1 : 0)}` : '—');
      fill.style.width = there ? `${Math.min(100, (used / limit) * 100)}%` : '0';
      setAttribute(root, 'data-alarm', there && used / limit >= alarm ? 'true' : null);
      setText(note, about);
    },
  };
}

/** @param {any} canvas @param {{at: number, value: number}[]} points */
function draw(canvas, points) {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
  if (!width || points.length < 2) return;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext('2d');
  const style = getComputedStyle(canvas);
  pen.clearRect(0, 0, width, height);
  const top = Math.max(1, ...points.map((one) => one.value)) * 1.1;
  const [first, end] = [Math.min(points[0].at, points.at(-1)?.at ?? 0), Math.max(points.at(-1)?.at ?? 0, points[0].at + KEPT * EVERY_MS)];
  const place = (/** @type {{at: number, value: number}} */ one) => [((one.at - first) / (end - first)) * width, height - (one.value / top) * (height - 4) - 2];
  pen.beginPath();
  points.forEach((one, index) => pen[index ? 'lineTo' : 'moveTo'](.../** @type {[number, number]} */ (place(one))));
  pen.strokeStyle = style.color;
  pen.lineWidth = 2 * ratio;
  pen.lineJoin = 'round';
  pen.stroke();
  pen.lineTo(place(/** @type {any} */ (points.at(-1)))[0], height);
  pen.lineTo(place(points[0])[0], height);
  pen.globalAlpha = 0.15;
  pen.fillStyle = style.color;
  pen.fill();
  pen.globalAlpha = 1;
}
