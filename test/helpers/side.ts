/**
 * One side of a ZMTP connection that watches over its peer: what nobody may see happen is an error at once. Cheaper
 * than a `Recorder`, for very many short connections, and needs no test runner.
 */
import type { Message } from "../../src/message.js"
import type { MessageRun } from "../../src/message-queue.js"
import type { PeerInfo } from "../../src/peer.js"
import { Connection, type ConnectionHandler } from "../../src/zmtp/connection.js"
import type { ConnectionOptions } from "../../src/zmtp/connection-options.js"
import { ProtocolError } from "../../src/zmtp/errors.js"
import type { Mechanism, Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import type { WireSocketType } from "../../src/zmtp/socket-type.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { ACCEPTED, PEER_TYPES, type Role } from "./roles.js"

/** What a side may be told. */
export interface SideOptions extends Partial<ConnectionOptions> {
  readonly mechanism: Mechanism
  /** The answer to a client; null: it does not come. */
  readonly verdict?: Verdict | null
  /** Sent as soon as the handshake is done. */
  readonly greets?: readonly Message[]
  /** Stops decoding after every message, and goes on. */
  readonly stops?: boolean
  /** Messages it takes as a run. */
  readonly room?: number
}

/** A connection and what came of it. */
export class Side implements ConnectionHandler {
  readonly connection: Connection
  readonly messages: Message[] = []
  /** What happened, in order, as text. */
  readonly events: string[] = []
  peer: PeerInfo | null = null
  /** The peer was refused. */
  error: ProtocolError | null = null
  readonly #options: SideOptions
  /** Somebody was asked about the peer, and this is what was answered. */
  #isAsked = false
  #verdict: Verdict | null = null
  readonly #batch = new WriteBatch()
  readonly #maxBytes: number
  readonly #maxParts: number

  constructor(options: SideOptions) {
    const defaults: ConnectionOptions = {
      socketType: "DEALER",
      identity: Buffer.alloc(0),
      properties: [],
      maxMessageBytes: Infinity,
      maxParts: 65_536,
      maxMultipartBytes: Infinity,
      maxHandshakeBytes: 64 * 1024,
      maxProperties: 256,
    }
    const complete = { ...defaults, ...options }
    this.#options = options
    this.#maxBytes = complete.maxMessageBytes
    this.#maxParts = complete.maxParts
    this.connection = new Connection(complete, options.mechanism, this, this.#batch)
    this.connection.start()
  }

  /** Takes bytes of the peer. What is not a ProtocolError goes on up. */
  receive(chunk: Buffer, mayKeep = false): void {
    this.#watch(() => {
      this.connection.receive(chunk, mayKeep)
      if (this.connection.stopped) this.connection.drain()
    })
  }

  /** Answers a client whose verdict was left out. */
  judge(verdict: Verdict): void {
    this.#verdict = verdict
    this.#watch(() => {
      this.connection.judged(verdict)
    })
  }

  #watch(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      if (this.error !== null) throw new Error("refused twice")
      if (this.connection.state !== "closed") throw new Error("refused, and not closed")
      this.error = error
      this.events.push(`refused ${error.code}: ${error.message}`)
    }
  }

  /** What was said since this was last asked. */
  said(): Buffer {
    const bytes = Buffer.concat(this.#batch.seal())
    this.#batch.clear(true)
    return bytes
  }

  onReady(peer: PeerInfo): void {
    if (this.peer !== null) throw new Error("ready twice")
    if (this.error !== null) throw new Error("ready after the peer was refused")
    if (this.#isAsked && this.#verdict?.status !== 200) throw new Error("ready without a yes")
    this.peer = peer
    const properties = [...peer.properties].map((pair) => pair.join("="))
    this.events.push(`ready ${String(peer.socketType)} ${properties.join(" ")}`)
    for (const message of this.#options.greets ?? []) this.connection.send(message)
  }

  onAuthenticate(): void {
    if (this.peer !== null) throw new Error("asked for a verdict after the handshake")
    this.events.push("authenticate")
    this.#isAsked = true
    const { verdict = ACCEPTED } = this.#options
    if (verdict === null) return
    this.#verdict = verdict
    this.connection.judged(verdict)
  }

  onMessage(message: Message): boolean {
    if (this.peer === null) throw new Error("message before the handshake is done")
    if (this.error !== null) throw new Error("message after the peer was refused")
    if (message.length === 0 || message.length > this.#maxParts) {
      throw new Error(`message of ${String(message.length)} parts`)
    }
    for (const { length } of message) {
      // A subscription is shown with one byte more than its topic has.
      if (length > this.#maxBytes + 1) throw new Error(`part of ${String(length)} bytes`)
    }
    this.messages.push(message)
    this.events.push(`message ${textOf(message)}`)
    return this.#options.stops !== true
  }

  roomForRun(): number {
    return this.#options.room ?? Infinity
  }

  onRun(run: MessageRun): boolean {
    if (run.left > this.roomForRun()) throw new Error(`a run of ${String(run.left)}`)
    let goOn = true
    while (run.left > 0) goOn = this.onMessage(run.next())
    return goOn
  }

  onPing(ttlMs: number): void {
    if (this.peer === null) throw new Error("PING before the handshake is done")
    this.events.push(`ping ${String(ttlMs)}`)
  }
}

/** Parts with their lengths, so that no two messages look the same. */
export function textOf(message: Message): string {
  return message.map((part) => `${String(part.length)}:${part.toString("latin1")}`).join(" ")
}

/**
 * Lets both sides talk until neither has more to say. What the peer says goes through `change`, which gets it piece
 * by piece.
 */
export function converse(side: Side, peer: Side, change = (bytes: Buffer) => bytes): void {
  for (;;) {
    const theirs = peer.said()
    const changed = theirs.length === 0 ? theirs : change(theirs)
    if (changed.length > 0) side.receive(changed)
    const ours = side.said()
    if (ours.length > 0) peer.receive(ours)
    if (theirs.length === 0 && ours.length === 0) return
  }
}

/** All that an honest peer says to this side, messages and all. */
export function recordPeer(
  role: Role,
  socketType: WireSocketType,
  greets: readonly Message[],
): Buffer {
  const pieces: Buffer[] = []
  const side = new Side({ mechanism: role.create(), socketType })
  const peer = new Side({
    mechanism: role.createPeer(),
    socketType: PEER_TYPES[socketType],
    greets,
  })
  converse(side, peer, (bytes) => {
    pieces.push(bytes)
    return bytes
  })
  if (side.peer === null) throw new Error(`no handshake: ${side.events.join("; ")}`)
  return Buffer.concat(pieces)
}
