/**
 * A peer of a pattern with nothing behind it: what a pattern does is seen without sockets.
 */
import type { Pattern } from "../../src/patterns/pattern.js"
import { Lane } from "../../src/lane.js"
import { Pipe } from "../../src/pipe.js"

/** What a fake peer may be told. */
export interface FakePeerOptions {
  /** High-water mark of both lanes. */
  readonly highWaterMark?: number
  readonly identity?: string
  readonly routingId?: string
  readonly socketType?: string
  /** Leave the handshake for later. */
  readonly dialing?: boolean
}

/** A pipe in which both lanes have the same high-water mark. */
export function fakePipe(highWaterMark = 1000): Pipe {
  return new Pipe(new Lane(highWaterMark, false), new Lane(highWaterMark, false))
}

/** One peer of a pattern, attached and connected. */
export class FakePeer {
  readonly pipe: Pipe
  terminated = 0
  readonly #pattern: Pattern
  readonly #options: FakePeerOptions

  constructor(pattern: Pattern, options: FakePeerOptions = {}) {
    this.#pattern = pattern
    this.#options = options
    this.pipe = fakePipe(options.highWaterMark)
    if (options.routingId !== undefined) this.pipe.routingId = Buffer.from(options.routingId)
    this.pipe.owner = {
      onReadable: (pipe) => {
        pattern.readable(pipe)
      },
      onWritable: (pipe) => {
        pattern.writable(pipe)
      },
    }
    this.pipe.link = { terminate: () => (this.terminated += 1) }
    pattern.attach(this.pipe)
    if (options.dialing !== true) this.connect()
  }

  /** The handshake is done. */
  connect(): void {
    const { identity = "", socketType = null } = this.#options
    this.pipe.peer = { socketType, identity: Buffer.from(identity), properties: new Map() }
    this.pipe.connected = true
    this.#pattern.connected(this.pipe)
  }

  /** The connection is lost; the peer is dialled again. */
  lose(): void {
    this.pipe.connected = false
    this.#pattern.disconnected(this.pipe)
  }

  /** The peer is gone for good. */
  leave(dropUnread = false): void {
    this.pipe.closed = true
    this.pipe.incoming.ended = true
    this.#pattern.detach(this.pipe, dropUnread)
    this.pipe.connected = false
  }

  /** The peer sends a message. */
  say(...parts: (string | Buffer)[]): void {
    this.pipe.incoming.deliver(parts.map((part) => Buffer.from(part)))
  }

  /** The next message for the peer; null when there is none. */
  hear(): string[] | null {
    return this.pipe.outgoing.read()?.map(String) ?? null
  }

  /** All that waits for the peer. */
  hearAll(): string[][] {
    const heard: string[][] = []
    for (let next = this.hear(); next !== null; next = this.hear()) heard.push(next)
    return heard
  }
}

/** A message for a pattern to send. */
export function parts(...texts: (string | Buffer)[]): Buffer[] {
  return texts.map((text) => Buffer.from(text))
}

/** The next message of a pattern as text; null when there is none. */
export function take(pattern: Pattern): string[] | null {
  return pattern.receive()?.map(String) ?? null
}

/** All that a pattern has. */
export function takeAll(pattern: Pattern): string[][] {
  const taken: string[][] = []
  for (let next = take(pattern); next !== null; next = take(pattern)) taken.push(next)
  return taken
}
