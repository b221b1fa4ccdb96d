/**
 * One ZMTP connection (RFC 37): greeting, handshake, traffic. Bytes in, calls of a handler out; what it has
 * to say is appended to a batch that its caller owns.
 * Knows the protocol. Does not know streams, timers or what messages are for.
 */
import { Buffer } from "node:buffer"
import type { Message } from "../message.js"
import type { MessageRun } from "../message-queue.js"
import type { PeerInfo } from "../peer.js"
import type { ConnectionOptions } from "./connection-options.js"
import { decodeCommand, decodePing, encodeError, encodePing, type Command } from "./command.js"
import { Decoder, tooLong, type FrameSink } from "./decoder.js"
import { commandBody, COMMAND, encodeCommand, encodeMessage, MORE } from "./encoder.js"
import { printable, ProtocolError } from "./errors.js"
import { checkGreetingStart, decodeGreeting, encodeGreeting, GREETING_BYTES } from "./greeting.js"
import type { Cipher, Credentials, Mechanism, Verdict } from "./mechanisms/mechanism.js"
import type { Properties } from "./metadata.js"
import { announcesIdentity, isCompatible, publishes, subscribes } from "./socket-type.js"
import type { WriteBatch } from "./write-batch.js"

/** Most handshake commands; NULL takes one, CURVE two. */
const HANDSHAKE_COMMANDS = 4
const LARGEST_IDENTITY = 255
/** What only we can know of a peer; one that announces these itself is not believed. */
const OURS_TO_SAY = new Set(["user-id", "peer-address"])

/** What happens on a connection. Calls come while `receive` or `resume` runs. */
export interface ConnectionHandler {
  /** The handshake is done. */
  onReady(peer: PeerInfo): void
  /** A server's mechanism asks whether this client may come in; `judged` answers. */
  onAuthenticate(credentials: Credentials): void
  /** A whole message, or a subscription in its message form: 01 topic, 00 topic. False: stop decoding. */
  onMessage(message: Message): boolean
  /** How many messages it would take as a run now; less than two: none. */
  roomForRun(): number
  /** Several whole messages, no more than there was room for. False: stop decoding. */
  onRun(run: MessageRun): boolean
  /** A PING came and its PONG is in the batch. The peer asks to be given up after `ttlMs`; 0: never. */
  onPing(ttlMs: number): void
}

/** One side of one connection. */
export class Connection implements FrameSink {
  state: "greeting" | "handshake" | "ready" | "closed" = "greeting"
  /** The peer has answered a PING, or announces 3.1, which obliges it to. */
  answersPings = false
  readonly #options: ConnectionOptions
  readonly #mechanism: Mechanism
  readonly #handler: ConnectionHandler
  readonly #out: WriteBatch
  readonly #decoder: Decoder
  readonly #greeting = Buffer.alloc(GREETING_BYTES)
  #greetingBytes = 0
  #handshakeCommands = 0
  /** What its commands may still have together. */
  #handshakeBytes: number
  /** Subscriptions leave as commands: we subscribe, and the peer speaks 3.1. */
  #sendsCommands = false
  /** Protects what is sent and received; null: nothing does. */
  #cipher: Cipher | null = null
  /** Opened parts of a message that has begun. */
  #parts: Message = []
  #partBytes = 0
  #verdict: Verdict | null = null
  /** Somebody was asked whether the peer may come in. */
  #isAsked = false

  constructor(
    options: ConnectionOptions,
    mechanism: Mechanism,
    handler: ConnectionHandler,
    out: WriteBatch,
  ) {
    this.#options = options
    this.#mechanism = mechanism
    this.#handler = handler
    this.#out = out
    this.#handshakeBytes = options.maxHandshakeBytes
    const limit = Math.min(options.maxHandshakeBytes, options.maxMessageBytes)
    this.#decoder = new Decoder(this, limit, options.maxParts)
    this.#decoder.maxMultipartBytes = options.maxMultipartBytes
  }

  /** The whole of the peer's greeting has come. */
  get isGreeted(): boolean {
    return this.#greetingBytes === GREETING_BYTES
  }

  /** The handler said stop: bytes are kept until `resume`. */
  get stopped(): boolean {
    return this.#decoder.stopped
  }

  /** It is stopped only to let others have their turn. */
  get isTired(): boolean {
    return this.#decoder.isTired
  }

  /** Says our greeting, all of it: a peer that waits for its eleventh byte must not wait for ever. */
  start(): void {
    this.#out.copy(encodeGreeting(this.#mechanism.name, this.#mechanism.asServer))
  }

  /**
   * Takes the next bytes of the peer. Unless `mayKeep`, their memory is the caller's again when this returns.
   * Answers whether some of it is kept, or would be.
   * @throws ProtocolError, and nothing else; the connection is closed then.
   */
  receive(chunk: Buffer, mayKeep = false): boolean {
    // hot
    if (this.state === "closed") return false
    try {
      if (this.state !== "greeting") return this.#decoder.receive(chunk, mayKeep)
      this.#receiveGreeting(chunk)
    } catch (error) {
      this.#fail(error)
    }
    return false
  }

  /** Goes on with the bytes kept since the handler said stop. @throws ProtocolError, as `receive`. */
  resume(): void {
    if (this.state === "closed") return
    try {
      this.#decoder.resume()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Decodes all that was kept, though the handler says stop: no more will come. @throws ProtocolError. */
  drain(): void {
    while (this.state !== "closed" && this.#decoder.stopped) this.resume()
  }

  /**
   * Appends a message. A subscription in its message form leaves in the form this peer takes.
   * @throws ProtocolError when it cannot be protected; the connection is closed then.
   */
  send(message: Message): void {
    // hot
    if (this.#sendsCommands && message.length === 1) this.#sendSubscription(message)
    else if (this.#cipher === null) encodeMessage(message, this.#out)
    else this.#seal(message, this.#cipher)
  }

  /** The answer to `onAuthenticate`. @throws ProtocolError when the client is refused; the connection is closed then. */
  judged(verdict: Verdict): void {
    if (this.state !== "handshake") return
    this.#verdict = verdict
    try {
      this.#mechanism.judged(verdict)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** The connection is over: keys are wiped. */
  destroy(): void {
    this.state = "closed"
    this.#mechanism.destroy()
  }

  /** Appends a PING that asks to be given up after `ttlMs` without a sign of us; 0: never. */
  ping(ttlMs: number): void {
    this.#command("PING", encodePing(ttlMs))
  }

  /** Called by the decoder. */
  roomForRun(): number {
    return this.#cipher === null ? this.#handler.roomForRun() : 0
  }

  /** Called by the decoder. */
  onRun(run: MessageRun): boolean {
    return this.#handler.onRun(run)
  }

  /** Called by the decoder. */
  onMessage(message: Message): boolean {
    // hot
    return this.#handler.onMessage(message)
  }

  /** Called by the decoder. */
  onCommand(body: Buffer): void {
    const command = decodeCommand(body)
    if (this.state === "handshake") this.#receiveHandshake(command, body.length)
    else this.#receiveCommand(command)
  }

  /** Called by the decoder. RFC 26 calls MESSAGE a command, libzmq sends it as a message: either is taken. */
  onSealed(bytes: Buffer, from: number, to: number): void {
    // hot
    const cipher = this.#cipher
    if (cipher === null) return
    const body = cipher.open(bytes, from, to)
    const flags = cipher.openedFlags
    if ((flags & COMMAND) !== 0) {
      this.#receiveCommand(decodeCommand(body))
      return
    }
    const parts = this.#parts
    parts.push(body)
    this.#partBytes += body.length
    if (this.#partBytes > this.#options.maxMultipartBytes) throw tooLong(this.#partBytes)
    if ((flags & MORE) === 0) {
      this.#parts = []
      this.#partBytes = 0
      if (!this.#handler.onMessage(parts)) this.#decoder.stopped = true
    } else if (parts.length >= this.#options.maxParts) throw tooManyParts(parts.length)
  }

  #seal(message: Message, cipher: Cipher): void {
    // hot
    const last = message.length - 1
    try {
      for (let i = 0; i < last; i++) cipher.seal(MORE, message[i], this.#out)
      cipher.seal(0, message[last], this.#out)
    } catch (error) {
      this.#fail(error)
    }
  }

  #command(name: string, data: Buffer): void {
    if (this.#cipher === null) encodeCommand(name, data, this.#out)
    else this.#cipher.seal(COMMAND, commandBody(name, data), this.#out)
  }

  #receiveGreeting(chunk: Buffer): void {
    const taken = Math.min(chunk.length, GREETING_BYTES - this.#greetingBytes)
    chunk.copy(this.#greeting, this.#greetingBytes, 0, taken)
    this.#greetingBytes += taken
    checkGreetingStart(this.#greeting, this.#greetingBytes)
    if (this.#greetingBytes < GREETING_BYTES) return
    const greeting = decodeGreeting(this.#greeting, this.#mechanism.name)
    this.answersPings = greeting.hasCommands
    this.#sendsCommands = greeting.hasCommands && subscribes(this.#options.socketType)
    this.state = "handshake"
    this.#mechanism.start({
      properties: this.#properties(),
      maxProperties: this.#options.maxProperties,
      write: (name, data) => {
        encodeCommand(name, data, this.#out)
      },
      authenticate: (credentials) => {
        this.#isAsked = true
        this.#handler.onAuthenticate(credentials)
      },
      complete: (properties) => {
        this.#complete(properties)
      },
    })
    if (taken < chunk.length) this.#decoder.receive(chunk.subarray(taken))
  }

  #properties(): Properties {
    const { socketType, identity, properties } = this.#options
    const type = ["Socket-Type", Buffer.from(socketType)] as const
    if (!announcesIdentity(socketType)) return [type, ...properties]
    return [type, ["Identity", identity] as const, ...properties]
  }

  #receiveHandshake(command: Command, size: number): void {
    this.#handshakeCommands += 1
    this.#handshakeBytes -= size
    this.#decoder.maxFrameBytes = Math.min(this.#decoder.maxFrameBytes, this.#handshakeBytes)
    if (this.#handshakeCommands > HANDSHAKE_COMMANDS) {
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", "the handshake does not end")
    }
    this.#mechanism.receive(command)
  }

  #complete(properties: ReadonlyMap<string, Buffer>): void {
    this.#assertLetIn()
    const peer = this.#check(properties)
    const cipher = (this.#cipher = this.#mechanism.cipher)
    this.state = "ready"
    this.#decoder.commandsOnly = false
    this.#decoder.sealed = cipher !== null
    this.#decoder.maxFrameBytes = this.#options.maxMessageBytes + (cipher?.overhead ?? 0)
    this.#handler.onReady(peer)
  }

  /** Whatever a mechanism thinks: nobody comes to a server of PLAIN or CURVE, or past a question, without a yes. */
  #assertLetIn(): void {
    if (!this.#isAsked && !this.#mechanism.asServer) return
    if (this.#verdict?.status === 200) return
    throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", "the peer was not let in")
  }

  #check(properties: ReadonlyMap<string, Buffer>): PeerInfo {
    const own = this.#options.socketType
    // RFC 37 only says a peer SHOULD announce its type; libzmq accepts one that does not.
    const socketType = properties.get("socket-type")?.toString("latin1") ?? null
    if (socketType !== null && !isCompatible(own, socketType)) {
      // The ERROR also keeps libzmq from trying again; RFC 37 has no spaces in its reason. Once frames are protected none
      // can be said in the open.
      if (this.#mechanism.cipher === null) {
        encodeCommand("ERROR", encodeError(`wrong-socket-type-for-${own}`), this.#out)
      }
      throw new ProtocolError(
        "ERR_ZMTP_INVALID_METADATA",
        `a ${own} socket does not talk to a "${printable(socketType)}" socket`,
        "give up",
      )
    }
    const identity = properties.get("identity") ?? Buffer.alloc(0)
    // RFC 37: at most 255 octets, and the first SHALL NOT be zero; those are the ids a ROUTER makes up.
    if (identity.length > LARGEST_IDENTITY || identity[0] === 0) {
      throw new ProtocolError("ERR_ZMTP_INVALID_METADATA", "the peer's Identity is not allowed")
    }
    const texts = new Map<string, string>()
    for (const [name, value] of properties) {
      if (!OURS_TO_SAY.has(name)) texts.set(name, value.toString())
    }
    if (this.#verdict !== null) {
      for (const [name, value] of this.#verdict.metadata) texts.set(name, value)
      if (this.#verdict.userId !== "") texts.set("user-id", this.#verdict.userId)
    }
    return { socketType, identity, properties: texts }
  }

  #receiveCommand({ name, data }: Command): void {
    if (name === "PING") {
      const { ttlMs, context } = decodePing(data)
      this.#command("PONG", context)
      this.#handler.onPing(ttlMs)
    } else if (name === "PONG") {
      this.answersPings = true
    } else if (name === "SUBSCRIBE" || name === "CANCEL") {
      if (publishes(this.#options.socketType)) this.#receiveSubscription(name === "SUBSCRIBE", data)
    } else if (name === "ERROR") {
      throw new ProtocolError("ERR_ZMTP_UNEXPECTED_COMMAND", "ERROR after the handshake")
    }
    // Other commands are of later versions: RFC 37 leaves room for them, libzmq ignores them.
  }

  #receiveSubscription(add: boolean, topic: Buffer): void {
    const form = Buffer.allocUnsafe(1 + topic.length)
    form[0] = add ? 1 : 0
    form.set(topic, 1)
    if (!this.#handler.onMessage([form])) this.#decoder.stopped = true
  }

  #sendSubscription(message: Message): void {
    const first = message[0]
    if (first.length > 0 && first[0] <= 1) {
      this.#command(first[0] === 1 ? "SUBSCRIBE" : "CANCEL", first.subarray(1))
    } else if (this.#cipher === null) encodeMessage(message, this.#out)
    else this.#seal(message, this.#cipher)
  }

  #fail(error: unknown): never {
    this.state = "closed"
    // A frame that passed the limits may still be more memory than there is.
    if (error instanceof RangeError) throw new ProtocolError("ERR_ZMTP_UNSPECIFIED", error.message)
    throw error
  }
}

function tooManyParts(count: number): ProtocolError {
  const text = `message has more than ${String(count)} parts`
  return new ProtocolError("ERR_ZMTP_MALFORMED_COMMAND_MESSAGE", text)
}
