/**
 * How connections to the peer come about: we connect to it, or listen for it.
 * Knows transports. Does not know what is said on a connection, nor what starts the peer.
 */
import { parseEndpoint } from "../transports/endpoint.js"
import { transportOf } from "../transports/registry.js"
import {
  STREAM_DEFAULTS,
  type ByteStream,
  type Listening,
  type StreamOptions,
} from "../transports/transport.js"

/** How a peer that was run for a case came to its end before the case was over. */
export interface Fall {
  readonly text: string
  /** It ended by itself, with a status that says that it could not go on; false: a signal did, such as that of an abort. */
  readonly isOwnWill: boolean
}

/** Where the connections of one case come from. */
export interface Place {
  /** The next connection. Rejects with `Unreachable` when there is none within this time. */
  open(timeoutMs: number): Promise<ByteStream>
  /** How the peer came to its end; null while it is there, or when that cannot be told. */
  fallen(): Promise<Fall | null>
  /** The case is over. */
  end(): Promise<void>
}

/** How the peer is reached, for a whole run. */
export interface Reach {
  /** For people: `tcp://127.0.0.1:5555`, or the command. */
  readonly description: string
  /** Each case has a peer of its own: what happens to one does not matter to the next. */
  readonly isFresh: boolean
  /** Somebody else runs the peer, and it connects: one that does not come back cannot be asked why. */
  readonly isAwaited: boolean
  begin(): Promise<Place>
  close(): Promise<void>
}

/** There is no connection to be had. */
export class Unreachable extends Error {
  override readonly name = "Unreachable"
}

/** Either family of addresses, and room for floods of connections. */
const STREAM: StreamOptions = { ...STREAM_DEFAULTS, ipv6: true, backlog: 511 }

/** We connect to a peer that is bound. @throws ZmqError when that cannot be an endpoint. */
export function connecting(endpoint: string): Reach {
  const { scheme, address } = parseEndpoint(endpoint)
  const transport = transportOf(scheme)
  transport.checkConnect(address, STREAM)
  const place: Place = {
    open: (timeoutMs) =>
      new Promise((resolve, reject) => {
        const dial = transport.dial(address, STREAM, {
          onConnect: (stream) => {
            clearTimeout(timer)
            resolve(stream)
          },
          onFail: (error) => {
            clearTimeout(timer)
            reject(new Unreachable(`no connection to ${endpoint}: ${error.message}`))
          },
        })
        const timer = setTimeout(() => {
          dial.abort()
          reject(new Unreachable(`no connection to ${endpoint} within ${String(timeoutMs)} ms`))
        }, timeoutMs)
      }),
    fallen: () => Promise.resolve(null),
    end: () => Promise.resolve(),
  }
  return {
    description: endpoint,
    isFresh: false,
    isAwaited: false,
    begin: () => Promise.resolve(place),
    close: () => Promise.resolve(),
  }
}

/** A bound endpoint that keeps the connections that come until somebody wants them. */
export class Gate {
  readonly #listening: Listening
  readonly #streams: ByteStream[]
  readonly #wake: { now: () => void }

  private constructor(listening: Listening, streams: ByteStream[], wake: { now: () => void }) {
    this.#listening = listening
    this.#streams = streams
    this.#wake = wake
  }

  /** Binds. Rejects with a ZmqError. */
  static async open(endpoint: string): Promise<Gate> {
    const { scheme, address } = parseEndpoint(endpoint)
    const streams: ByteStream[] = []
    const wake = { now: () => {} }
    const listening = await transportOf(scheme).bind(address, STREAM, {
      onAccept: (stream) => {
        streams.push(stream)
        wake.now()
      },
      // One connection failed to come about; whoever waits for one will say so in time.
      onError: () => {},
    })
    return new Gate(listening, streams, wake)
  }

  get endpoint(): string {
    return this.#listening.endpoint
  }

  /** The next connection the peer makes. Rejects with `Unreachable`. */
  async next(timeoutMs: number): Promise<ByteStream> {
    const since = performance.now()
    if (this.#streams.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs)
        this.#wake.now = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const stream = this.#streams.shift()
    if (stream !== undefined) return stream
    const ms = Math.min(timeoutMs, Math.ceil(performance.now() - since))
    throw new Unreachable(`nobody connected to ${this.endpoint} within ${String(ms)} ms`)
  }

  /** There will be no more connections: nobody need wait for one. */
  giveUp(): void {
    this.#wake.now()
  }

  /** Whoever waits for a connection is told that there is none. */
  close(): void {
    this.#listening.close()
    this.#wake.now()
    for (const stream of this.#streams.splice(0)) stream.destroy()
  }
}

/** We listen, and the peer, which somebody else runs, connects again and again. */
export async function listening(endpoint: string): Promise<Reach> {
  const gate = await Gate.open(endpoint)
  const place: Place = {
    open: (timeoutMs) => gate.next(timeoutMs),
    fallen: () => Promise.resolve(null),
    end: () => Promise.resolve(),
  }
  return {
    description: gate.endpoint,
    isFresh: false,
    isAwaited: true,
    begin: () => Promise.resolve(place),
    close: () => {
      gate.close()
      return Promise.resolve()
    },
  }
}
