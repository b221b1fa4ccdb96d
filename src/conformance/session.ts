/**
 * A connection whose handshake is done, or as far as a case wants it: messages and commands both ways, sealed where the
 * mechanism seals.
 * Knows traffic. Does not know how the handshake went.
 */
import { Buffer } from "node:buffer"
import { bytesOf, COMMAND, commandBody, frame, MORE, pingData, type Bytes } from "./build.js"
import type { CurveClientSide, CurveServerSide, CurveTraffic, SealFields } from "./curve.js"
import { hasMore, isCommand, nameOf, readCommand, shown } from "./read.js"
import type { Command, Frame, Greeting, Property } from "./read.js"
import { envelopeTo, isAnswer, type Observed, type Target } from "./target.js"
import { Deviation } from "./verdict.js"
import type { Wire } from "./wire.js"

/** Steps of a handshake, by what is said. */
export type Step = "greeting" | "HELLO" | "WELCOME" | "INITIATE" | "READY"

/** One connection, once greetings are exchanged. */
export class Session {
  /** The peer's commands of the handshake, in the frames they came in. */
  readonly heard = new Map<Step, Frame>()
  /** What the peer announced. */
  properties: readonly Property[] = []
  /** CURVE: our side of the handshake. */
  curve: CurveClientSide | CurveServerSide | null = null
  /** CURVE: what seals; null: nothing does, or not yet. */
  traffic: CurveTraffic | null = null
  /** PINGs are answered on the way, and not seen. */
  answersPing = true
  readonly #target: Target
  readonly #messages: Buffer[][] = []
  readonly #commands: Command[] = []
  #parts: Buffer[] = []

  constructor(
    readonly wire: Wire,
    target: Target,
    /** The peer's. */
    readonly greeting: Greeting,
  ) {
    this.#target = target
  }

  /** The bytes of a frame as it goes over this connection: to be cut, joined or changed. */
  pack(flags: number, body: Bytes, fields: SealFields & { readonly long?: boolean } = {}): Buffer {
    const bytes = bytesOf(body)
    const long = fields.long === undefined ? {} : { long: fields.long }
    if (this.traffic === null) return frame(bytes, { flags, ...long })
    this.wire.note(`seals flags ${String(flags)}, ${shown(bytes)}`)
    return frame(this.traffic.seal(flags, bytes, fields), long)
  }

  /** The bytes of a message. */
  packMessage(...parts: readonly Bytes[]): Buffer {
    const last = parts.length - 1
    return Buffer.concat(parts.map((part, i) => this.pack(i < last ? MORE : 0, part)))
  }

  /** The bytes of a command. */
  packCommand(name: string, data: Bytes = ""): Buffer {
    return this.pack(COMMAND, commandBody(name, data))
  }

  sendMessage(...parts: readonly Bytes[]): void {
    this.wire.send(this.packMessage(...parts))
  }

  sendCommand(name: string, data: Bytes = ""): void {
    this.wire.send(this.packCommand(name, data))
  }

  /** The next frame, opened. By itself PING is answered on the way, and not seen. */
  async receive(what = "a frame"): Promise<Frame> {
    for (;;) {
      const sealed = await this.wire.receiveFrame(what)
      const frame = this.traffic === null ? sealed : this.#open(sealed, this.traffic)
      const command = isCommand(frame) ? readCommand(frame.body) : null
      if (command?.name !== "PING" || !this.answersPing) return frame
      this.sendCommand("PONG", command.data.subarray(2))
    }
  }

  /** The next whole message. Commands on the way are kept for `receiveCommand`. */
  async receiveMessage(what = "a message"): Promise<Buffer[]> {
    for (;;) {
      const message = this.#messages.shift()
      if (message !== undefined) return message
      this.#keep(await this.receive(what))
    }
  }

  /** Drops the messages that have come so far. */
  async forget(): Promise<void> {
    while (this.wire.waiting > 0) this.#keep(await this.receive())
    this.#messages.length = 0
  }

  /** The next command with one of these names. Messages on the way are kept for `receiveMessage`. */
  async receiveCommand(...names: readonly string[]): Promise<Command> {
    for (;;) {
      const at = this.#commands.findIndex(({ name }) => names.includes(name))
      if (at !== -1) return this.#commands.splice(at, 1)[0]
      this.#keep(await this.receive(`a command ${names.join(" or ")}`))
    }
  }

  /** Sends a PING and takes its PONG. */
  async ping(context: Bytes = ""): Promise<Command> {
    this.sendCommand("PING", pingData(0, context))
    return this.receiveCommand("PONG")
  }

  /**
   * For a peer that `answers`: sends a message, with the envelope its socket type wants, and takes the answer.
   * Answers what came, without that envelope.
   */
  async exchange(...parts: readonly Bytes[]): Promise<Buffer[]> {
    this.sendMessage(...envelopeTo(this.#target.socketType), ...parts)
    return this.expectAnswer(...parts)
  }

  /** For a peer that `answers`: takes the answer to a message that was sent. */
  async expectAnswer(...parts: readonly Bytes[]): Promise<Buffer[]> {
    const message = parts.map(bytesOf)
    const what = `an answer to ${String(parts.length)} part(s) "${shown(message[0])}"`
    const reply = await this.receiveMessage(what)
    const envelope = envelopeTo(this.#target.socketType).length
    const body = reply.slice(envelope)
    if (reply.slice(0, envelope).every((part) => part.length === 0) && isAnswer(body, message)) {
      return body
    }
    throw new Deviation(what, messageText(reply))
  }

  /**
   * The connection is alive and well. That is shown by what the peer is known to do: answer messages, answer PING, or
   * at least let it be for a little while.
   */
  async expectServed(observed: Observed, why = "the connection works"): Promise<void> {
    if (this.#target.habits.has("answers"))
      await this.exchange(`served ${String(performance.now())}`)
    else if (observed.answersPing) await this.ping()
    else await this.wire.expectOpen(why)
  }

  /** No message may come for a little while; commands may. */
  async expectNoMessage(why: string): Promise<void> {
    const deadline = performance.now() + this.wire.patience.quietMs
    for (let left = 1; left > 0; left = deadline - performance.now()) {
      if (this.#messages.length > 0 || this.#parts.length > 0) {
        throw new Deviation(
          `sends no message: ${why}`,
          messageText(this.#messages[0] ?? this.#parts),
        )
      }
      if (!(await this.wire.hears(left))) break
      this.#keep(await this.receive())
    }
    if (this.wire.isClosed) throw new Deviation(`keeps the connection: ${why}`, "it is closed")
  }

  #open(sealed: Frame, traffic: CurveTraffic): Frame {
    const frame = traffic.open(sealed)
    if (frame === null) throw new Deviation("a MESSAGE whose box opens", nameOf(sealed))
    this.wire.note(`opened: flags ${String(frame.flags)}, ${shown(frame.body)}`)
    return frame
  }

  #keep(frame: Frame): void {
    if (isCommand(frame)) {
      const command = readCommand(frame.body)
      if (command === null) throw new Deviation("a command with a whole name", nameOf(frame))
      this.#commands.push(command)
      return
    }
    this.#parts.push(frame.body)
    if (hasMore(frame)) return
    this.#messages.push(this.#parts)
    this.#parts = []
  }
}

/** A message for people: `2 parts: "a", "b"`. */
export function messageText(parts: readonly Buffer[]): string {
  const texts = parts.slice(0, 8).map((part) => `"${shown(part)}"`)
  return `a message of ${String(parts.length)} part(s): ${texts.join(", ")}`
}
