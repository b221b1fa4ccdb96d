/**
 * Sockets of npm `zeromq` 5 in the shape of those of version 6, as far as the peers' program needs it.
 */
import { EventEmitter } from "node:events"
import type { Part, PeerOptions, PeerSocket } from "../../../helpers/interop.js"

type Value = Buffer | number

/** A socket of version 5. */
interface OldSocket extends EventEmitter {
  readonly type: string
  linger: number
  bind(endpoint: string, done: (error?: Error) => void): void
  connect(endpoint: string): void
  subscribe(prefix: Part): void
  send(message: Part[], flags: number, done: (error?: Error) => void): void
  close(): void
  getsockopt(option: number): Value
  setsockopt(option: number, value: Value): void
}

/** As much of version 5 as is needed. */
export interface OldLibrary {
  readonly version: string
  socket(type: string): OldSocket
  proxy(front: OldSocket, back: OldSocket): void
}

const TYPES = {
  Push: "push",
  Pull: "pull",
  Publisher: "pub",
  Subscriber: "sub",
  XPublisher: "xpub",
  XSubscriber: "xsub",
  Request: "req",
  Reply: "rep",
  Dealer: "dealer",
  Router: "router",
  Pair: "pair",
}

/** Options by their numbers, which are libzmq's. */
const OPTIONS: Readonly<Record<string, number>> = {
  routingId: 5,
  linger: 17,
  reconnectInterval: 18,
  sendHighWaterMark: 23,
  receiveHighWaterMark: 24,
  plainServer: 44,
  plainUsername: 45,
  plainPassword: 46,
  curveServer: 47,
  curvePublicKey: 48,
  curveSecretKey: 49,
  curveServerKey: 50,
}
const LAST_ENDPOINT = 32

class AdaptedSocket {
  readonly old: OldSocket
  readonly events = new EventEmitter()
  closed = false
  readonly #arrived: Buffer[][] = []
  #wake: (() => void) | null = null

  constructor(library: OldLibrary, type: string, options: PeerOptions) {
    this.old = library.socket(type)
    for (const [name, value] of Object.entries(options)) {
      if (!(name in OPTIONS)) throw new Error(`npm zeromq 5 has no ${name}`)
      this.old.setsockopt(
        OPTIONS[name],
        typeof value === "string" ? Buffer.from(value) : Number(value),
      )
    }
    this.old.on("message", (...frames: Buffer[]) => {
      this.#arrived.push(frames)
      this.#wake?.()
    })
  }

  get lastEndpoint(): string {
    return String(this.old.getsockopt(LAST_ENDPOINT)).replace(/\0+$/, "")
  }

  bind(endpoint: string): Promise<void> {
    return settled((done) => this.old.bind(endpoint, done))
  }

  connect(endpoint: string): void {
    this.old.connect(endpoint)
  }

  subscribe(prefix: Part): void {
    this.old.subscribe(prefix)
  }

  send(message: Part | Part[]): Promise<void> {
    const parts = Array.isArray(message) ? message : [message]
    return settled((done) => this.old.send(parts, 0, done))
  }

  async receive(): Promise<Buffer[]> {
    while (this.#arrived.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#arrived.shift()!
  }

  close(): void {
    this.closed = true
    this.old.close()
  }
}

function settled(act: (done: (error?: Error) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    act((error) => {
      if (error === undefined) resolve()
      else reject(error)
    })
  })
}

/** Version 5 as a library of version 6. */
export function adapted(library: OldLibrary): Record<string, unknown> {
  const sockets = Object.entries(TYPES).map(([name, type]) => {
    const construct = class extends AdaptedSocket {
      constructor(options: PeerOptions = {}) {
        super(library, type, options)
      }
    }
    return [name, construct as unknown as new () => PeerSocket] as const
  })
  class Proxy {
    readonly #ends: AdaptedSocket[]
    #finish: () => void = () => {}

    constructor(...ends: AdaptedSocket[]) {
      this.#ends = ends
    }

    run(): Promise<void> {
      const [front, back] = this.#ends.map(({ old }) => old)
      // It wants its XPUB first, and passes messages both ways.
      if (front.type === "xsub") library.proxy(back, front)
      else library.proxy(front, back)
      return new Promise((resolve) => {
        this.#finish = resolve
      })
    }

    terminate(): void {
      for (const end of this.#ends) end.close()
      this.#finish()
    }
  }
  return { ...Object.fromEntries(sockets), Proxy, version: library.version }
}
