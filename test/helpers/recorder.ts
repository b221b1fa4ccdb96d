/**
 * One side of a ZMTP connection whose every event is written down as text.
 */
import type { Message } from "../../src/message.js"
import type { MessageRun } from "../../src/message-queue.js"
import type { PeerInfo } from "../../src/peer.js"
import { Connection, type ConnectionHandler } from "../../src/zmtp/connection.js"
import type { ConnectionOptions } from "../../src/zmtp/connection-options.js"
import { ProtocolError } from "../../src/zmtp/errors.js"
import type { Credentials, Mechanism, Verdict } from "../../src/zmtp/mechanisms/mechanism.js"
import { NullMechanism } from "../../src/zmtp/mechanisms/null.js"
import { WriteBatch } from "../../src/zmtp/write-batch.js"
import { greeting, ready } from "./raw-peer.js"

/** The parts of a message as one line of hex; an empty part is `-`. */
export function line(message: readonly Buffer[]): string {
  return message.map((part) => (part.length === 0 ? "-" : part.toString("hex"))).join(" ")
}

/** What a recorder may be told. */
export interface RecorderOptions extends Partial<ConnectionOptions> {
  readonly mechanism?: Mechanism
  /** The answer to whoever asks to be let in; without it nobody is answered. */
  readonly verdict?: Verdict | null
  /** Stops decoding after the messages this is true for. */
  readonly stopAfter?: (message: Message) => boolean
  /** Messages it takes as a run; none when it may have to stop after one of them. */
  readonly room?: number
}

/**
 * Logs `ready TYPE name=value`, `message HEX HEX`, `ping TTL`, `out HEX` (neighbouring output is one entry), and
 * `refused CODE` for a ProtocolError. Any other error goes on up.
 */
export class Recorder implements ConnectionHandler {
  readonly log: string[] = []
  readonly messages: Message[] = []
  readonly connection: Connection
  peer: PeerInfo | null = null
  error: ProtocolError | null = null
  readonly #batch = new WriteBatch()
  readonly #stopAfter: (message: Message) => boolean
  readonly #verdict: Verdict | null
  readonly #room: number
  #out = Buffer.alloc(0)
  #lastWasOut = false

  constructor({
    mechanism = new NullMechanism(),
    verdict = null,
    stopAfter,
    room = stopAfter === undefined ? Infinity : 0,
    ...options
  }: RecorderOptions = {}) {
    this.#verdict = verdict
    this.#stopAfter = stopAfter ?? (() => false)
    this.#room = room
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
    this.connection = new Connection({ ...defaults, ...options }, mechanism, this, this.#batch)
  }

  /** A connection whose greeting and READY are done, and forgotten by the log. */
  static afterHandshake(peerType: string, options: RecorderOptions = {}, minor = 1): Recorder {
    const recorder = new Recorder(options)
    recorder.connection.start()
    recorder.receive(greeting(minor), ready(peerType))
    if (recorder.peer === null) throw new Error(`no handshake: ${recorder.log.join("; ")}`)
    recorder.forget()
    return recorder
  }

  /** Feeds chunks until the peer is refused. */
  receive(...chunks: Buffer[]): this {
    return this.feed(chunks)
  }

  /** The same, for any number of chunks. */
  feed(chunks: readonly Buffer[]): this {
    for (const chunk of chunks) this.run(() => this.connection.receive(chunk))
    return this
  }

  /** Calls the connection, and logs what comes of it. */
  run(act: () => void): this {
    if (this.error !== null) return this
    try {
      act()
      while (this.connection.isTired) this.connection.resume()
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.error = error
    }
    this.#collect()
    if (this.error !== null) this.#note(`refused ${this.error.code}`)
    return this
  }

  /** What the connection said since this was last asked. */
  said(): Buffer {
    this.#collect()
    const out = this.#out
    this.#out = Buffer.alloc(0)
    return out
  }

  forget(): void {
    this.said()
    this.log.length = 0
    this.messages.length = 0
    this.#lastWasOut = false
  }

  onReady(peer: PeerInfo): void {
    this.peer = peer
    const others = [...peer.properties].filter(([name]) => name !== "socket-type")
    const properties = others.map(([name, value]) => `${name}=${value}`)
    this.#note(["ready", peer.socketType ?? "?", ...properties].join(" "))
  }

  onAuthenticate({ mechanism, values }: Credentials): void {
    this.#note(
      ["authenticate", mechanism, ...values.map((value) => value.toString("hex"))].join(" "),
    )
    if (this.#verdict !== null) this.connection.judged(this.#verdict)
  }

  onMessage(message: Message): boolean {
    this.messages.push(message)
    this.#note(`message ${line(message)}`)
    return !this.#stopAfter(message)
  }

  roomForRun(): number {
    return this.#room
  }

  onRun(run: MessageRun): boolean {
    if (run.left > this.#room) throw new Error(`a run of ${String(run.left)}`)
    while (run.left > 0) this.onMessage(run.next())
    return true
  }

  onPing(ttlMs: number): void {
    this.#note(`ping ${String(ttlMs)}`)
  }

  #note(entry: string): void {
    this.#collect()
    this.#lastWasOut = false
    this.log.push(entry)
  }

  #collect(): void {
    const bytes = Buffer.concat(this.#batch.seal())
    this.#batch.clear(true)
    if (bytes.length === 0) return
    this.#out = Buffer.concat([this.#out, bytes])
    const hex = bytes.toString("hex")
    if (this.#lastWasOut) this.log[this.log.length - 1] += hex
    else this.log.push(`out ${hex}`)
    this.#lastWasOut = true
  }
}
