// @ts-check
/** The only module that knows SignalR: one connection, one Watch stream, reconnect with jitter, resume. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** Each topic sends a heartbeat every 5 s; three missed ones mean a dead connection that has not noticed. */
const DEAD_AFTER_MS = 15_000;
/** Never ask for a resume more often than this. */
const RESUME_SPACING_MS = 1_000;

/** @typedef {{world: string, topic: string, mode?: string}} TopicRequest */

export class Connection {
  /**
   * @param {{signalR: any, url: string, onFrame: (frame: any) => 'applied'|'ignored'|'gap',
   *   onPhase: (phase: 'connecting'|'live'|'reconnecting'|'disconnected', retryAt: number|null, reason: string) => void,
   *   positions: (topics: TopicRequest[]) => any[], random?: () => number}} options
   */
  constructor(options) {
    this.options = options;
    this.random = options.random ?? Math.random;
    /** @type {TopicRequest[]} */
    this.topics = [];
    this.stopped = true;
    this.attempt = 0;
    /** @type {any} */
    this.hub = null;
    /** @type {any} */
    this.subscription = null;
    this.generation = 0;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.retryTimer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.deadTimer = undefined;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.resumeTimer = undefined;
    this.resumedAt = -Infinity;
  }

  start() {
    this.stopped = false;
    void this.connect();
  }

  /** Closes for good. */
  stop() {
    this.stopped = true;
    this.clearTimers();
    void this.hub?.stop();
    this.options.onPhase('disconnected', null, 'closed');
  }

  /** Connects anew with the present cookie. */
  restart() {
    this.clearTimers();
    this.attempt = 0;
    const old = this.hub;
    this.hub = null;
    this.stopped = false;
    void old?.stop();
    void this.connect();
  }

  /** Watches these topics from now on, resuming those that are watched already. @param {TopicRequest[]} topics */
  watch(topics) {
    const same = JSON.stringify(topics) === JSON.stringify(this.topics);
    this.topics = topics;
    if (!same && this.isOpen()) this.openStream();
  }

  isOpen() {
    return this.hub?.state === this.options.signalR.HubConnectionState.Connected;
  }

  async connect() {
    if (this.stopped) return;
    clearTimeout(this.retryTimer);
    this.options.onPhase('connecting', null, '');
    const { signalR, url } = this.options;
    const hub = new signalR.HubConnectionBuilder().withUrl(url).configureLogging(signalR.LogLevel.None).build();
    this.hub = hub;
    hub.onclose((/** @type {Error|undefined} */ error) => {
      if (this.hub === hub) this.retry(error);
    });
    try {
      await hub.start();
      if (this.hub !== hub) return void hub.stop();
      this.openStream();
      this.armDeadTimer();
    } catch (error) {
      if (this.hub === hub) this.retry(/** @type {Error} */ (error));
    }
  }

  openStream() {
    const generation = ++this.generation;
    this.subscription?.dispose();
    this.subscription = null;
    if (this.topics.length === 0) return;
    const resume = this.options.positions(this.topics);
    this.resumedAt = performance.now();
    this.subscription = this.hub.stream('Watch', this.topics, resume).subscribe({
      next: (/** @type {any} */ frame) => {
        if (generation !== this.generation) return;
        this.attempt = 0;
        this.armDeadTimer();
        const outcome = this.options.onFrame(frame);
        this.options.onPhase('live', null, '');
        if (outcome === 'gap') this.resumeSoon();
      },
      error: (/** @type {Error} */ error) => this.streamEnded(generation, error),
      complete: () => this.streamEnded(generation, new Error('The server ended the stream.')),
    });
  }

  /** @param {number} generation @param {Error} error */
  streamEnded(generation, error) {
    if (generation !== this.generation || !this.isOpen()) return;
    const hub = this.hub;
    this.hub = null;
    void hub.stop();
    this.retry(error);
  }

  resumeSoon() {
    if (this.resumeTimer !== undefined) return;
    const wait = Math.max(0, this.resumedAt + RESUME_SPACING_MS - performance.now());
    this.resumeTimer = setTimeout(() => {
      this.resumeTimer = undefined;
      if (this.isOpen()) this.openStream();
    }, wait);
  }

  /** @param {Error|undefined} error */
  retry(error) {
    clearTimeout(this.deadTimer);
    if (this.stopped) return;
    const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.attempt);
    const wait = ceiling * (0.5 + this.random() / 2);
    this.attempt += 1;
    this.options.onPhase('reconnecting', performance.now() + wait, error?.message ?? '');
    clearTimeout(this.retryTimer);
    this.retryTimer = setTimeout(() => void this.connect(), wait);
  }

  armDeadTimer() {
    clearTimeout(this.deadTimer);
    this.deadTimer = setTimeout(() => {
      const hub = this.hub;
      this.hub = null;
      void hub?.stop();
      this.retry(new Error('The server went silent.'));
    }, DEAD_AFTER_MS);
  }

  clearTimers() {
    clearTimeout(this.retryTimer);
    clearTimeout(this.deadTimer);
    clearTimeout(this.resumeTimer);
    this.resumeTimer = undefined;
  }
}
