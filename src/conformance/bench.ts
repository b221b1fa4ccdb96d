/**
 * What a case works at: it opens connections to the peer, shakes hands, and expects refusals.
 * Knows how the peer is reached and what was declared of it. Does not know what the case is about.
 */
import type { Buffer } from "node:buffer"
import type { CurveCrypto } from "../zmtp/mechanisms/curve-crypto.js"
import { shakeHands, type HandshakeOptions } from "./handshake.js"
import type { Random } from "./random.js"
import { Unreachable } from "./reach.js"
import type { Session } from "./session.js"
import type { Observed, Target } from "./target.js"
import type { Transcript } from "./transcript.js"
import { Deviation, Unimplemented } from "./verdict.js"
import type { Patience, Wire } from "./wire.js"

const TRIES_WITH_A_PAIR = 2

/** What a bench is made of. */
export interface BenchParts {
  readonly target: Target
  readonly observed: Observed
  readonly crypto: CurveCrypto | null
  readonly random: Random
  readonly transcript: Transcript
  readonly patience: Patience
  /** The next connection: made by us, or the peer's next one, within the usual time or this one. */
  readonly open: (withinMs?: number) => Promise<Wire>
}

/** The surroundings of one case. */
export class Bench {
  /** What was declared of the peer. */
  readonly target: Target
  /** What the first good connection showed of it. */
  readonly observed: Observed
  /** Chance that comes out the same with the same `--seed`. */
  readonly random: Random
  readonly #parts: BenchParts

  constructor(parts: BenchParts) {
    this.target = parts.target
    this.observed = parts.observed
    this.random = parts.random
    this.#parts = parts
  }

  /** CURVE's cryptography. */
  get crypto(): CurveCrypto {
    const { crypto } = this.#parts
    if (crypto === null) throw new Error("a case that uses CURVE has to say so in `applies`")
    return crypto
  }

  /** A new connection, nothing said yet. If the peer connects, it is the next it makes. */
  async open(): Promise<Wire> {
    return this.#parts.open()
  }

  /** Whether the peer, which connects, makes another connection within `--timeout`. */
  async returns(): Promise<boolean> {
    try {
      await this.#parts.open(this.#parts.patience.timeoutMs)
      return true
    } catch (error) {
      if (error instanceof Unreachable) return false
      throw error
    }
  }

  /** A new connection with a handshake. @throws Deviation when the peer does not go along. */
  async handshake(options: HandshakeOptions = {}): Promise<Session> {
    return this.continue(await this.open(), options)
  }

  /** A handshake over this connection. */
  async continue(wire: Wire, options: HandshakeOptions = {}): Promise<Session> {
    const { target, crypto } = this.#parts
    return shakeHands(wire, { target, crypto }, options)
  }

  /**
   * Shakes hands with something wrong in it; the peer has to close the connection, ERROR or not. @param why in the report: what is wrong.
   */
  async refuses(why: string, options: HandshakeOptions): Promise<void> {
    const wire = await this.open()
    try {
      await this.continue(wire, options)
    } catch (error) {
      // The peer not going along is what we wait for; how it shows depends on the mechanism.
      if (!(error instanceof Deviation)) throw error
    }
    await wire.expectClosed(why)
  }

  /** The peer goes along with this handshake, and the connection serves. It is closed then. */
  async accepts(options: HandshakeOptions): Promise<void> {
    const { socketType, role } = this.target
    // A PAIR has one peer at a time. That the last one is gone it may notice late, and leave the next one mute.
    const tries = socketType === "PAIR" && role === "binds" ? TRIES_WITH_A_PAIR : 1
    for (let left = tries; left > 0; left--) {
      const session = await this.handshake(options)
      try {
        await session.expectServed(this.observed)
        return
      } catch (error) {
        if (left === 1 || !(error instanceof Deviation)) throw error
      } finally {
        await session.wire.leave()
      }
    }
  }

  /** Sends these bytes right after a handshake; the peer has to close the connection. */
  async refusesAfterHandshake(why: string, bytes: (session: Session) => Buffer): Promise<void> {
    const session = await this.handshake()
    session.wire.send(bytes(session))
    await session.wire.expectClosed(why)
  }

  /** For a case that sends PING. @throws Unimplemented when the peer is of ZMTP 3.0, which has none, and does not answer. */
  needsPing(): void {
    const { version, answersPing } = this.observed
    if (answersPing || version[0] > 3 || version[1] > 0) return
    throw new Unimplemented("it announces 3.0, and does not answer PING")
  }

  /** A line for the transcript. */
  note(text: string): void {
    this.#parts.transcript.say(0, "note", text)
  }
}
