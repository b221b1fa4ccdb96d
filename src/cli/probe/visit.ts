/**
 * One connection to a stranger: says a greeting, perhaps a READY, and keeps what comes, and when.
 * Knows the beginning of ZMTP. Does not know what to make of the answers.
 */
import { Buffer } from "node:buffer"
import { Inspector } from "../../inspect/inspector.js"
import type { Item } from "../../inspect/item.js"
import type { ByteStream } from "../../transports/transport.js"
import { commandBody, COMMAND } from "../../zmtp/encoder.js"
import { encodeGreeting } from "../../zmtp/greeting.js"
import { encodeMetadata } from "../../zmtp/metadata.js"
import type { WireSocketType } from "../../zmtp/socket-type.js"
import { interrupted } from "../interrupt.js"
import { dial } from "../wire/streams.js"

/** So long is waited for more of what is not ZMTP, and for a READY from somebody who may wait for ours. */
const SETTLE_MS = 500

/**
 * Signature and version are said first, the rest when the other side has greeted, or has not for so long: libzmq closes
 * at once when it does not like the mechanism, before its own has gone out.
 */
const FIRST_BYTES = 11
const HOLD_MS = 200
/** Whoever reads lines, as a web server, says nothing before one ends. */
const END_OF_LINES = Buffer.from("\r\n\r\n")

/** What to do there. */
export interface Plan {
  readonly timeoutMs: number
  /** The mechanism to greet with. */
  readonly mechanism: string
  /** The socket type to announce; null: none is said. */
  readonly socketType: WireSocketType | null
}

/** When things happened, in milliseconds since the beginning; null: they did not. */
export interface Times {
  readonly connected: number
  readonly firstByte: number | null
  readonly greeting: number | null
  readonly ready: number | null
}

/** What was found. */
export interface Visit {
  readonly items: readonly Item[]
  readonly times: Times
  /** The other side has closed the connection. */
  readonly isClosed: boolean
}

/** Goes there. @throws Failure when nobody is there. */
export async function visit(endpoint: string, plan: Plan): Promise<Visit> {
  const began = performance.now()
  const stream = await dial(endpoint, plan.timeoutMs)
  return new Visitor(stream, plan, began).stay()
}

class Visitor {
  readonly #stream: ByteStream
  readonly #plan: Plan
  readonly #began: number
  readonly #inspector = new Inspector()
  readonly #items: Item[] = []
  readonly #times: { -readonly [K in keyof Times]: Times[K] }
  #leave: (isClosed: boolean) => void = () => {}
  /** What is still to be said. */
  #unsaid: Buffer
  #hold: NodeJS.Timeout | null = null
  #nudge: NodeJS.Timeout | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(stream: ByteStream, plan: Plan, began: number) {
    this.#stream = stream
    this.#plan = plan
    this.#began = began
    this.#unsaid = greetingOf(plan)
    this.#times = { connected: this.#now(), firstByte: null, greeting: null, ready: null }
  }

  async stay(): Promise<Visit> {
    const left = new Promise<boolean>((resolve) => (this.#leave = resolve))
    const stop = (): void => {
      this.#leave(false)
    }
    interrupted.addEventListener("abort", stop)
    this.#stream.handler = {
      onData: (chunk) => {
        this.#hear(chunk)
        return false
      },
      onDrain: () => {},
      onClose: () => {
        this.#leave(true)
      },
    }
    this.#say(FIRST_BYTES)
    this.#hold = setTimeout(() => {
      this.#say()
    }, HOLD_MS)
    const { timeoutMs, socketType } = this.#plan
    if (socketType === null) this.#nudge = setTimeout(() => this.#endLines(), timeoutMs / 2)
    this.#wait(timeoutMs)
    const isClosed = await left
    interrupted.removeEventListener("abort", stop)
    for (const timer of [this.#timer, this.#hold, this.#nudge])
      if (timer !== null) clearTimeout(timer)
    this.#stream.destroy()
    interrupted.throwIfAborted()
    this.#items.push(...this.#inspector.end())
    return { items: this.#items, times: this.#times, isClosed }
  }

  #say(count = this.#unsaid.length): void {
    if (this.#unsaid.length > 0) this.#stream.write([this.#unsaid.subarray(0, count)])
    this.#unsaid = this.#unsaid.subarray(count)
  }

  /** For whoever has said nothing to a greeting. */
  #endLines(): void {
    if (this.#times.firstByte === null) this.#stream.write([END_OF_LINES])
  }

  #hear(chunk: Buffer): void {
    this.#times.firstByte ??= this.#now()
    const items = this.#inspector.push(chunk)
    this.#items.push(...items)
    const greeting = items.find((item) => item.greeting !== undefined)?.greeting
    if (greeting !== undefined) this.#greeted(greeting.mechanism)
    const command = items.find((item) => item.command !== undefined)?.command
    if (command?.name === "READY") this.#times.ready ??= this.#now()
    // Whoever has said so much has said all there is to know.
    if (command !== undefined) this.#leave(false)
    else if (this.#plan.socketType === null || this.#times.greeting === null) this.#wait(SETTLE_MS)
  }

  #greeted(mechanism: string): void {
    this.#times.greeting = this.#now()
    // With another mechanism there is nothing more to say to each other.
    if (mechanism !== "" && mechanism !== this.#plan.mechanism) this.#leave(false)
    else this.#say()
  }

  #wait(ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#leave(false)
    }, ms)
  }

  #now(): number {
    return performance.now() - this.#began
  }
}

function greetingOf({ mechanism, socketType }: Plan): Buffer {
  const greeting = encodeGreeting(mechanism, false)
  if (socketType === null) return greeting
  const metadata = encodeMetadata([["Socket-Type", Buffer.from(socketType)]])
  const body = commandBody("READY", metadata)
  return Buffer.concat([greeting, Buffer.from([COMMAND, body.length]), body])
}
