// @ts-check
/**
 * Two ways to the same frames. Each is an object with `open()`, `ask(topics, positions)` (a new question replaces the one before it) and
 * `close()`, and tells its handlers: `frame(frame)` for each frame of the present question, `finished(topics)` when the server has ended it,
 * `ended(error)` once, when the line is gone.
 */

/**
 * @typedef {import('./cursor.js').Frame} Frame
 * @typedef {{world: string, topic: string, mode: string}} Topic
 * @typedef {import('./cursor.js').Position} Position
 * @typedef {{frame: (frame: Frame) => void, finished: (topics: Topic[]) => void, ended: (error: Error) => void}} Handlers
 */

const RECORD_END = '\u001e';
/** The hub drops a client from which it hears nothing for 30 s. */
const PING_EVERY_MS = 10_000;

/** The hub `hub/v1`: SignalR's JSON protocol over one web socket, without negotiation. */
export class HubSocket {
  /** @param {{base: URL, key?: string, WebSocket: typeof WebSocket}} options @param {Handlers} handlers */
  constructor({ base, key, WebSocket }, handlers) {
    this.address = new URL('hub/v1', base);
    this.address.protocol = base.protocol === 'https:' ? 'wss:' : 'ws:';
    // A browser's web socket sends no header of ours; its cookie it sends by itself.
    if (key) this.address.searchParams.set('access_token', key);
    this.WebSocket = WebSocket;
    this.handlers = handlers;
    this.invocation = 0;
    /** @type {Topic[]} */
    this.topics = [];
    this.rest = '';
    this.sentAt = 0;
    this.done = false;
  }

  /** @returns {Promise<void>} settled when the hub has taken the protocol, or will not */
  open() {
    return new Promise((resolve, reject) => {
      const socket = new this.WebSocket(this.address.href);
      this.socket = socket;
      this.opened = resolve;
      socket.onopen = () => this.send({ protocol: 'json', version: 1 });
      socket.onmessage = (message) => this.receive(String(message.data));
      socket.onclose = (event) => {
        reject(new Error('The server cannot be reached.'));
        this.end(new Error(event.reason || 'The connection was lost.'));
      };
    });
  }

  /** @param {Topic[]} topics @param {Position[]} positions */
  ask(topics, positions) {
    if (this.invocation > 0) this.send({ type: 5, invocationId: String(this.invocation) });
    this.invocation += 1;
    this.topics = topics;
    this.send({ type: 4, invocationId: String(this.invocation), target: 'Watch', arguments: [topics, positions] });
  }

  close() {
    this.done = true;
    this.socket?.close();
  }

  /** @param {string} text */
  receive(text) {
    // Answered here and not by a timer: timers of a hidden page may rest for a minute.
    if (performance.now() - this.sentAt > PING_EVERY_MS) this.send({ type: 6 });
    const records = (this.rest + text).split(RECORD_END);
    this.rest = records.pop() ?? '';
    for (const record of records) this.take(JSON.parse(record));
  }

  /** @param {any} message */
  take(message) {
    if (this.done) return;
    if (this.opened) {
      const opened = this.opened;
      this.opened = undefined;
      if (message.error) this.end(new Error(message.error));
      else opened();
    } else if (message.type === 2) {
      if (message.invocationId === String(this.invocation)) this.handlers.frame(message.item);
    } else if (message.type === 3) {
      if (message.invocationId !== String(this.invocation)) return;
      if (message.error) this.end(new Error(message.error));
      else this.handlers.finished(this.topics);
    } else if (message.type === 7) {
      this.end(new Error(message.error ?? 'The server closes the connection.'));
    }
  }

  /** @param {any} message */
  send(message) {
    if (this.socket?.readyState !== this.WebSocket.OPEN) return;
    this.sentAt = performance.now();
    this.socket.send(JSON.stringify(message) + RECORD_END);
  }

  /** @param {Error} error */
  end(error) {
    if (this.done) return;
    this.close();
    this.handlers.ended(error);
  }
}

/** `api/v1/stream`: server-sent events, read with fetch, so that a key may go in a header and no web socket is needed. */
export class EventStream {
  /** @param {{base: URL, key?: string, fetch: typeof fetch}} options @param {Handlers} handlers */
  constructor({ base, key, fetch }, handlers) {
    this.address = new URL('api/v1/stream', base);
    this.headers = { Accept: 'text/event-stream', ...(key ? { Authorization: `Bearer ${key}` } : {}) };
    this.fetch = fetch;
    this.handlers = handlers;
    this.stop = new AbortController();
  }

  /** @returns {Promise<void>} */
  async open() {}

  /** One request has one world and one mode. @param {Topic[]} topics @param {Position[]} positions */
  ask(topics, positions) {
    this.stop.abort();
    this.stop = new AbortController();
    /** @type {Map<string, Topic[]>} */
    const groups = new Map();
    for (const topic of topics) {
      const group = `${topic.mode}/${topic.world}`;
      groups.set(group, [...(groups.get(group) ?? []), topic]);
    }
    for (const group of groups.values()) void this.read(group, positions, this.stop);
  }

  close() {
    this.stop.abort();
  }

  /** @param {Topic[]} topics @param {Position[]} positions @param {AbortController} stop */
  async read(topics, positions, stop) {
    const address = new URL(this.address);
    address.searchParams.set('world', topics[0].world);
    address.searchParams.set('mode', topics[0].mode);
    for (const { world, topic } of topics) {
      const at = positions.find((position) => position.world === world && position.topic === topic);
      address.searchParams.append('topic', topic);
      address.searchParams.append('after', at ? `${at.streamId}.${at.seq}` : '');
    }
    try {
      const { fetch } = this;
      const response = await fetch(address, { headers: this.headers, signal: stop.signal, cache: 'no-store' });
      if (!response.ok || response.body === null) throw new Error(await faultOf(response));
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const lines = (rest + part.value).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          // A frame is one line; positions are kept by number, so ids and blank lines say nothing new.
          if (line.startsWith('data: ') && !stop.signal.aborted) this.handlers.frame(JSON.parse(line.slice(6)));
        }
      }
      if (!stop.signal.aborted) this.handlers.finished(topics);
    } catch (error) {
      if (stop.signal.aborted) return;
      stop.abort();
      this.handlers.ended(/** @type {Error} */ (error));
    }
  }
}

/** @param {Response} response */
async function faultOf(response) {
  const problem = await response.json().catch(() => null);
  return problem?.code ? `${problem.code}: ${problem.detail}` : `The server answered ${response.status}.`;
}
