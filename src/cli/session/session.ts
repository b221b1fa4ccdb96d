/**
 * What the commands of all socket types do with their socket: wait for peers, send, receive, end.
 * Knows one socket and what the user wants of it. Does not know patterns.
 */
import type { Buffer } from "node:buffer"
import { setTimeout as sleep } from "node:timers/promises"
import { Publisher, XPublisher, type CallOptions, type Socket } from "../../index.js"
import type { SessionFlags } from "../commands/sockets.js"
import type { SocketKind } from "../commands/socket-kinds.js"
import { EXIT, Failure } from "../exit.js"
import { formatOf } from "../formats/format.js"
import { interrupted } from "../interrupt.js"
import type { Source } from "./messages-in.js"
import { print, type Output } from "./messages-out.js"
import { receiving, sending } from "./open.js"
import { somebody, tellingOfWaiting } from "./partner.js"
import { inTime, isTimeout, patienceOf } from "./patience.js"
import { troubleOf } from "./trouble.js"

/** How often it is looked whether somebody has subscribed: no event tells. */
const LOOK_MS = 5
const MS = 1000

/** One socket at work. */
export class Session {
  readonly kind: SocketKind
  readonly socket: Socket
  readonly flags: SessionFlags
  readonly source: Source
  readonly #output: Output
  /** What comes by TCP, without the name of who said it. */
  readonly #printsBytes: boolean
  #isAwaited = false

  constructor(kind: SocketKind, socket: Socket, flags: SessionFlags, words: readonly string[]) {
    this.kind = kind
    this.socket = socket
    this.flags = flags
    const format = formatOf(flags.format)
    // Whoever is told to whom to send says no id, and bytes of TCP are printed without.
    const hasId = kind.hasId === true && flags.target === undefined && kind.name !== "stream"
    const printsId = kind.hasId === true
    this.#printsBytes = kind.name === "stream" && flags.format === "raw"
    this.source = { words, file: flags.file, format, hasId }
    this.#output = { format, hasId: printsId, quiet: flags.quiet === true }
  }

  /** What every call waits for at most. */
  get patience(): CallOptions {
    return patienceOf(this.flags.timeout)
  }

  /** Before the first message there has to be somebody to get it. */
  async ready(): Promise<void> {
    if (this.#isAwaited) return
    this.#isAwaited = true
    if (this.flags.wait) {
      const { socket } = this
      const { connect, timeout, quiet } = this.flags
      await somebody(socket, { connect: connect?.join(", "), timeout, quiet })
      if (socket instanceof Publisher || socket instanceof XPublisher)
        await this.#subscribed(socket)
    }
    if (this.flags.delay !== undefined)
      await sleep(this.flags.delay, undefined, { signal: interrupted })
  }

  async send(messages: readonly (readonly Buffer[])[]): Promise<void> {
    await this.ready()
    const sent = sending(this.socket).sendMany(messages, this.patience)
    await this.during(sent, "nobody has taken a message")
  }

  async receive(most: number): Promise<Buffer[][]> {
    const received = receiving(this.socket).receiveMany({ most, ...this.patience })
    return this.during(received, "no message has come")
  }

  async print(messages: readonly (readonly Buffer[])[]): Promise<void> {
    await print(this.#printsBytes ? messages.map(([, bytes]) => [bytes]) : messages, this.#output)
  }

  /** Waits for the time between two messages. */
  async pause(): Promise<void> {
    const { interval } = this.flags
    if (interval !== undefined) await sleep(interval, undefined, { signal: interrupted })
  }

  /** Waits until all is sent: for as long as `--linger` says, and as long as some is sent within `--timeout`. */
  async drained(): Promise<void> {
    const { linger = Infinity, timeout = Infinity } = this.flags
    const end = performance.now() + linger
    let { unsent } = this.socket.statistics()
    for (;;) {
      const rest = Math.max(Math.min(timeout, end - performance.now()), 0)
      try {
        await this.socket.drained(patienceOf(rest === Infinity ? undefined : rest))
        return
      } catch (error) {
        if (!isTimeout(error)) throw error
      }
      const left = this.socket.statistics().unsent
      if (left === unsent || performance.now() >= end) {
        throw new Failure(EXIT.timeout, `${String(left)} messages were not sent`)
      }
      unsent = left
    }
  }

  /** @throws Failure with the code for timeouts when the time for this is over. */
  during<T>(call: Promise<T>, what: string): Promise<T> {
    return inTime(call, what, this.flags.timeout, () => troubleOf(this.socket))
  }

  #subscribed(publisher: Publisher | XPublisher): Promise<void> {
    const subscribed = this.#haveSubscribed(publisher)
    if (this.flags.quiet === true) return subscribed
    return tellingOfWaiting(subscribed, () => "a subscription")
  }

  async #haveSubscribed(publisher: Publisher | XPublisher): Promise<void> {
    const { timeout = Infinity } = this.flags
    const until = performance.now() + timeout
    while (publisher.topicsCount === 0) {
      if (performance.now() > until) {
        throw new Failure(EXIT.timeout, `nobody has subscribed for ${String(timeout / MS)} s`)
      }
      await sleep(LOOK_MS, undefined, { signal: interrupted })
    }
  }
}
