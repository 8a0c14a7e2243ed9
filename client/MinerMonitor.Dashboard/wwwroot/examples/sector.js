// @ts-check
import { MonitorStream } from '../js/stream/minerMonitor.js';

const show = (/** @type {string} */ id, /** @type {unknown} */ value) => (/** @type {HTMLElement} */ (document.getElementById(id)).textContent = String(value));
const world = new URLSearchParams(location.search).get('world') ?? 'live';
new MonitorStream({
  url: new URL('..', import.meta.url),
  topics: [{ world, topic: 'sector' }],
  onFrame: ({ kind, reason, payload }) => {
    if (kind === 'error') show('regime', `${reason}: ${payload}`);
    else if (kind !== 'heartbeat') {
      show('stress', payload.stress ?? 'unknown');
      show('regime', payload.regime ?? 'unknown');
    }
  },
  onState: (phase) => show('line', phase),
}).start();
