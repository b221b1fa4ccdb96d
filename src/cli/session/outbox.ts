/**
 * To whom a message goes: the socket knows, or one peer of a ROUTER or STREAM is meant.
 * Knows sessions. Does not know where messages come from.
 */
import type { Buffer } from "node:buffer"
import { setTimeout as sleep } from "node:timers/promises"
import { EXIT, Failure } from "../exit.js"
import { shownId } from "../formats/routing-id.js"
import { interrupted } from "../interrupt.js"
import { sending } from "./open.js"
import type { Session } from "./session.js"
import { tell } from "../telling.js"

/** How often it is tried whether a peer is there: no event tells of its name. */
const LOOK_MS = 20

/** Where messages go to be sent. */
export interface Outbox {
  send(messages: readonly (readonly Buffer[])[]): Promise<void>
}

/** The outbox of a session. */
export function createOutbox(session: Session): Outbox {
  if (session.kind.name === "stream") return new StreamOutbox(session)
  return session.kind.hasId === true ? new RouterOutbox(session) : session
}

/** Puts `--target` in front of messages; without it, their first part names the peer. */
class RouterOutbox implements Outbox {
  readonly #session: Session
  readonly #target: Buffer | null
  readonly #sender: PeerSender

  constructor(session: Session) {
    this.#session = session
    this.#target = session.flags.target ?? null
    this.#sender = new PeerSender(session)
  }

  async send(messages: readonly (readonly Buffer[])[]): Promise<void> {
    await this.#session.ready()
    const target = this.#target
    for (const message of messages) {
      await this.#sender.send(target === null ? message : [target, ...message])
    }
  }
}

/** Sends bytes to `--target`; without it, to the peer that has connected or spoken last. */
export class StreamOutbox implements Outbox {
  /** That peer; null: there was none yet. */
  last: Buffer | null = null
  readonly #session: Session
  readonly #target: Buffer | null
  readonly #sender: PeerSender

  constructor(session: Session) {
    this.#session = session
    this.#target = session.flags.target ?? null
    this.#sender = new PeerSender(session)
  }

  async send(messages: readonly (readonly Buffer[])[]): Promise<void> {
    await this.#session.ready()
    for (const message of messages) {
      if (message.length !== 1) {
        throw new Failure(EXIT.usage, "a stream sends bytes, not messages of several parts")
      }
      await this.#sender.send([this.#target ?? (await this.#awaitLast()), ...message])
    }
  }

  async #awaitLast(): Promise<Buffer> {
    const deadline = new Deadline(this.#session)
    while (this.last === null) await deadline.wait("nobody has connected")
    return this.last
  }
}

/** Sends messages that name their peer, the first as soon as that is there. */
class PeerSender {
  readonly #session: Session
  #hasSent = false

  constructor(session: Session) {
    this.#session = session
  }

  async send(message: readonly Buffer[]): Promise<void> {
    const { socket, patience } = this.#session
    const deadline = new Deadline(this.#session)
    for (;;) {
      try {
        const sent = sending(socket).send([...message], patience)
        await this.#session.during(sent, "nobody has taken a message")
        this.#hasSent = true
        return
      } catch (error) {
        if (!isUnknown(error)) throw error
      }
      // Peers that have gone are no reason to stop; the first one may be yet to come.
      if (this.#hasSent) {
        tell(`purezmq: nobody is called ${shownId(message[0])}: a message was dropped`)
        return
      }
      await deadline.wait(`nobody is called ${shownId(message[0])}`)
    }
  }
}

/** Waits a little, again and again, until `--timeout` is over. */
class Deadline {
  readonly #until: number

  constructor({ flags }: Session) {
    this.#until = performance.now() + (flags.timeout ?? Infinity)
  }

  async wait(what: string): Promise<void> {
    if (performance.now() > this.#until) throw new Failure(EXIT.timeout, what)
    await sleep(LOOK_MS, undefined, { signal: interrupted })
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EHOSTUNREACH"
}
