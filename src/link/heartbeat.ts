/**
 * Whether a peer is still there (RFC 37, "Connection Heartbeating"): when to send a PING, and when silence
 * has lasted too long. Any bytes count as a sign of life.
 * Knows time. Does not know bytes or peers.
 */

/** Milliseconds each. */
export interface HeartbeatOptions {
  /** Between two PINGs; 0: none are sent. */
  readonly intervalMs: number
  /** Silence after a PING that ends the connection; 0: none does, -1: as long as the interval. */
  readonly timeoutMs: number
  /** The silence after which the peer should give us up; 0: not said. */
  readonly ttlMs: number
}

/** What a heartbeat does to its connection. */
export interface HeartbeatActions {
  ping(ttlMs: number): void
  /** Whether silence is the peer's doing: we do read, and it knows PING. */
  mayJudge(): boolean
  /** The silence has lasted too long. */
  giveUp(): void
}

/** The heartbeat of one connection, from its handshake to its end. Its timers keep no process alive. */
export class Heartbeat {
  readonly #options: HeartbeatOptions
  readonly #actions: HeartbeatActions
  readonly #timeoutMs: number
  #heardAt = 0
  /** When the first PING was sent that nothing has come after. */
  #askedAt = 0
  #pings: NodeJS.Timeout | null = null
  #timeout: NodeJS.Timeout | null = null
  #ttl: NodeJS.Timeout | null = null

  constructor(options: HeartbeatOptions, actions: HeartbeatActions) {
    this.#options = options
    this.#actions = actions
    this.#timeoutMs = options.timeoutMs === -1 ? options.intervalMs : options.timeoutMs
  }

  start(): void {
    if (this.#options.intervalMs === 0) return
    this.#pings = setInterval(() => {
      this.#ping()
    }, this.#options.intervalMs).unref()
  }

  /** Bytes came. */
  heard(): void {
    if (this.#pings !== null || this.#ttl !== null) this.#heardAt = performance.now()
  }

  /** A PING came that asks us to give the peer up after so much silence. */
  peerTtl(ttlMs: number): void {
    this.#heardAt = performance.now()
    if (this.#ttl !== null) clearTimeout(this.#ttl)
    this.#ttl =
      ttlMs === 0 ? null : this.#watch(this.#heardAt, ttlMs, (timer) => (this.#ttl = timer))
  }

  stop(): void {
    if (this.#pings !== null) clearInterval(this.#pings)
    if (this.#timeout !== null) clearTimeout(this.#timeout)
    if (this.#ttl !== null) clearTimeout(this.#ttl)
    this.#pings = this.#timeout = this.#ttl = null
  }

  #ping(): void {
    this.#actions.ping(this.#options.ttlMs)
    if (this.#timeoutMs === 0) return
    if (this.#heardAt >= this.#askedAt) this.#askedAt = performance.now()
    this.#timeout ??= this.#awaitAnswer(this.#timeoutMs)
  }

  #awaitAnswer(delayMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      afterInput(() => {
        if (this.#timeout === null) return // stopped meanwhile
        this.#timeout = null
        if (this.#heardAt >= this.#askedAt) return
        const left = this.#askedAt + this.#timeoutMs - performance.now()
        if (left > 0) this.#timeout = this.#awaitAnswer(left)
        else if (this.#actions.mayJudge()) this.#actions.giveUp()
      })
    }, delayMs).unref()
  }

  /** Gives up when `limitMs` pass without a sign of life; each sign begins them anew. */
  #watch(from: number, limitMs: number, set: (timer: NodeJS.Timeout) => void): NodeJS.Timeout {
    const left = Math.max(1, limitMs - (performance.now() - from))
    const timer = setTimeout(() => {
      afterInput(() => {
        // Meanwhile the peer may have asked for another time, or be gone.
        if (this.#ttl === timer) this.#judge(limitMs, set)
      })
    }, left).unref()
    return timer
  }

  #judge(limitMs: number, set: (timer: NodeJS.Timeout) => void): void {
    const silence = performance.now() - this.#heardAt
    if (silence < limitMs) set(this.#watch(this.#heardAt, limitMs, set))
    else if (this.#actions.mayJudge()) this.#actions.giveUp()
    else set(this.#watch(performance.now(), limitMs, set))
  }
}

/** When the event loop was kept busy, what came meanwhile is not read yet as a timer fires: that comes first. */
function afterInput(act: () => void): void {
  setImmediate(act)
}
