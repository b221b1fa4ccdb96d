/**
 * `purezmq tap`: accepts connections, makes one of its own for each, and tells what is said.
 */
import { once } from "node:events"
import { Conversation, type Side, type Utterance } from "../../inspect/conversation.js"
import { transcriptOf } from "../../inspect/transcript.js"
import type { ByteStream } from "../../transports/transport.js"
import type { TapFlags } from "../commands/tap.js"
import { jsonOf } from "../decode/item-json.js"
import { EXIT, Failure } from "../exit.js"
import { interrupted } from "../interrupt.js"
import { clock, tell, tellEndpoint } from "../telling.js"
import { assertConnectable, dial, listen } from "../wire/streams.js"
import { Capture, type CapturedConnection } from "./capture.js"
import { Relay, type RelayWitness } from "./relay.js"

const STANDARD_OUTPUT = "-"
const NO_LIMIT = 0
const MARKS: Readonly<Record<Side, string>> = { client: ">", server: "<" }
/** A timer as long as timers can be: streams alone do not keep the process alive. */
const LONG_MS = 2 ** 31 - 1

/** Listens until enough connections have ended, or Ctrl-C. */
export async function tap(flags: TapFlags): Promise<void> {
  assertConnectable(flags.connect)
  const { pcap, json = false, fields = false } = flags
  if (pcap === STANDARD_OUTPUT && (json || fields)) {
    throw new Failure(EXIT.usage, "--pcap - is in place of what is told: no --json, no --fields")
  }
  const capture = pcap === undefined ? null : new Capture(pcap)
  const tapping = new Tapping(flags, capture)
  const listening = await listen(flags.bind, {
    onAccept: (stream) => {
      tapping.accept(stream)
    },
    onError: (error) => {
      tell(`purezmq: ${flags.bind}: ${error.message}`)
    },
  })
  tellEndpoint(flags.bind, listening.endpoint)
  const alive = setInterval(() => {}, LONG_MS)
  try {
    await Promise.race([tapping.enough, once(interrupted, "abort")])
    interrupted.throwIfAborted()
  } finally {
    clearInterval(alive)
    listening.close()
    tapping.close()
    capture?.close()
  }
}

/** All connections there are. */
class Tapping {
  readonly enough: Promise<void>
  readonly #flags: TapFlags
  readonly #capture: Capture | null
  readonly #relays = new Set<Relay>()
  #accepted = 0
  #ended = 0
  #onEnough: () => void = () => {}

  constructor(flags: TapFlags, capture: Capture | null) {
    this.#flags = flags
    this.#capture = capture
    this.enough = new Promise((resolve) => (this.#onEnough = resolve))
  }

  accept(client: ByteStream): void {
    this.#accepted += 1
    const number = this.#accepted
    // Nothing is read before it is known whether there is somebody to pass it on to.
    client.handler = { onData: () => false, onDrain: () => {}, onClose: () => {} }
    client.pause()
    void this.#connect(client, number)
  }

  close(): void {
    for (const relay of this.#relays) relay.destroy()
  }

  async #connect(client: ByteStream, number: number): Promise<void> {
    let server: ByteStream
    try {
      server = await dial(this.#flags.connect, NO_LIMIT)
    } catch (error) {
      tell(
        `purezmq: connection ${String(number)}: ${error instanceof Error ? error.message : String(error)}`,
      )
      client.destroy()
      this.#connectionEnded()
      return
    }
    const { remoteEndpoint } = client
    const captured =
      this.#capture?.connection(remoteEndpoint, server.remoteEndpoint, number) ?? null
    const relay = new Relay(client, server, new Teller(this.#flags, number, captured), () => {
      this.#relays.delete(relay)
      this.#connectionEnded()
    })
    this.#relays.add(relay)
    client.resume()
  }

  #connectionEnded(): void {
    this.#ended += 1
    if (this.#ended >= (this.#flags.connections ?? Infinity)) this.#onEnough()
  }
}

/** Tells what is said on one connection. */
class Teller implements RelayWitness {
  readonly #flags: TapFlags
  readonly #number: number
  readonly #captured: CapturedConnection | null
  readonly #conversation = new Conversation()

  constructor(flags: TapFlags, number: number, captured: CapturedConnection | null) {
    this.#flags = flags
    this.#number = number
    this.#captured = captured
  }

  said(side: Side, bytes: Buffer): void {
    this.#captured?.said(side, bytes)
    this.#tell(this.#conversation.push(side, bytes))
  }

  ended(side: Side, error: Error | null): void {
    this.#captured?.ended(side, error !== null)
    this.#tell(this.#conversation.end(side))
    if (this.#flags.json !== true)
      this.#print(`${this.#prefix(side)}closed${error === null ? "" : `: ${error.message}`}`)
  }

  #tell(items: readonly Utterance[]): void {
    const { json = false, fields = false } = this.#flags
    for (const item of items) {
      const told = { connection: this.#number, time: new Date().toISOString() }
      if (json) this.#print(JSON.stringify({ ...told, ...jsonOf(item, item.side) }))
      else this.#print(transcriptOf(item, { fields, prefix: this.#prefix(item.side) }).join("\n"))
    }
  }

  #prefix(side: Side): string {
    return `${clock()} ${String(this.#number)} ${MARKS[side]} `
  }

  #print(text: string): void {
    if (this.#flags.pcap !== STANDARD_OUTPUT) process.stdout.write(`${text}\n`)
  }
}
