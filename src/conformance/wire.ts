/**
 * One raw connection to the peer: every byte that goes out is the case's, every byte that comes in is kept, and both are
 * in the transcript.
 * Knows streams and waiting. Of ZMTP it knows where greetings and frames end.
 */
import { Buffer } from "node:buffer"
import type { ByteStream } from "../transports/transport.js"
import { LONG } from "./build.js"
import { GREETING_BYTES, nameOf, readGreeting, type Frame, type Greeting } from "./read.js"
import type { Transcript } from "./transcript.js"
import { Deviation, Ended, Silence } from "./verdict.js"

/** A frame that says it is larger is not waited for. */
const LARGEST_FRAME = 256 * 1024 * 1024
/** Between two pieces, for the peer to read the first by itself. */
const PIECE_MS = 1
/** How long a peer may take to notice that we have closed. */
const LEAVING_MS = 500

/** How long to wait. */
export interface Patience {
  /** For what has to come. */
  readonly timeoutMs: number
  /** For what must not come. */
  readonly quietMs: number
}

/** One connection. */
export class Wire {
  readonly patience: Patience
  readonly #stream: ByteStream
  readonly #transcript: Transcript
  readonly #number: number
  #chunks: Buffer[] = []
  #size = 0
  #unsent: Buffer[] = []
  #mayWrite = true
  #end: string | null = null
  #isLeft = false
  #wake: (() => void)[] = []

  /** @param number counts the case's connections from 1. */
  constructor(stream: ByteStream, transcript: Transcript, number: number, patience: Patience) {
    this.#stream = stream
    this.#transcript = transcript
    this.#number = number
    this.patience = patience
    transcript.say(number, "opened", `${stream.localEndpoint} to ${stream.remoteEndpoint}`)
    stream.handler = {
      onData: (chunk) => {
        this.#take(Buffer.from(chunk))
        return false
      },
      onDrain: () => {
        this.#mayWrite = true
        this.#write()
        this.#notify()
      },
      onClose: (error) => {
        this.#closed(error === null ? "the peer closed it" : `it broke: ${error.message}`)
      },
    }
  }

  /** It is over, by whichever side. */
  get isClosed(): boolean {
    return this.#end !== null
  }

  /** Bytes that have come and were not taken. */
  get waiting(): number {
    return this.#size
  }

  /** Sends all of it in one write. */
  send(...bytes: readonly Buffer[]): void {
    const all = bytes.length === 1 ? bytes[0] : Buffer.concat(bytes)
    if (this.isClosed || all.length === 0) return
    this.#transcript.add(this.#number, "sent", all)
    this.#unsent.push(all)
    this.#write()
  }

  /** Sends it in pieces of these sizes, each in a write of its own; what is left goes last. */
  async sendInPieces(bytes: Buffer, sizes: readonly number[] | number): Promise<void> {
    let at = 0
    for (let i = 0; at < bytes.length && !this.isClosed; i++) {
      const size = typeof sizes === "number" ? sizes : i < sizes.length ? sizes[i] : bytes.length
      this.send(bytes.subarray(at, at + size))
      at += size
      await this.sent()
      await new Promise((resolve) => setTimeout(resolve, PIECE_MS))
    }
  }

  /** Resolves when the system has taken all that was sent, or the connection is over; false: neither, in time. */
  async sent(ms = this.patience.timeoutMs): Promise<boolean> {
    return this.#until(() => this.isClosed || (this.#mayWrite && this.#unsent.length === 0), ms)
  }

  /** The next so many bytes. @param what is expected, for the report. */
  async receive(count: number, what: string): Promise<Buffer> {
    await this.#until(() => this.#size >= count || this.isClosed)
    if (this.#size >= count) return this.#cut(count)
    const seen = `${String(this.#size)} of ${String(count)} bytes`
    if (this.#end !== null) throw new Ended(what, `${seen}, then ${this.#end}`)
    throw new Silence(what, `${seen} within ${String(this.patience.timeoutMs)} ms`)
  }

  /** The peer's greeting. */
  async receiveGreeting(): Promise<Greeting> {
    return readGreeting(await this.receive(GREETING_BYTES, "a greeting of 64 bytes"))
  }

  /** The next frame. @param what is expected, for the report. */
  async receiveFrame(what = "a frame"): Promise<Frame> {
    const [flags] = await this.receive(1, what)
    const isLong = (flags & LONG) !== 0
    const sizeBytes = await this.receive(isLong ? 8 : 1, `${what}: its size`)
    const size = isLong ? sizeBytes.readBigUInt64BE() : BigInt(sizeBytes[0])
    if (size > LARGEST_FRAME) throw new Deviation(what, `a frame that says ${String(size)} bytes`)
    const body = await this.receive(Number(size), `${what}: its body`)
    return { flags, body }
  }

  /** Whether bytes come within this time. */
  async hears(ms = this.patience.quietMs): Promise<boolean> {
    await this.#until(() => this.#size > 0 || this.isClosed, ms)
    return this.#size > 0
  }

  /** Whether it is over within this time. What comes meanwhile stays to be received. */
  async closes(ms = this.patience.timeoutMs): Promise<boolean> {
    return this.#until(() => this.isClosed, ms)
  }

  /** The peer has to close. @param why in the report: `closes the connection: <why>`. */
  async expectClosed(why: string): Promise<void> {
    if (await this.closes()) return
    const ms = String(this.patience.timeoutMs)
    throw new Deviation(`closes the connection: ${why}`, `it is still open after ${ms} ms`)
  }

  /** The peer has to let the connection be, for a little while. */
  async expectOpen(why: string): Promise<void> {
    if (!(await this.closes(this.patience.quietMs))) return
    throw new Deviation(`keeps the connection: ${why}`, this.#end ?? "")
  }

  /** Nothing may come for a little while, and the connection has to stay. */
  async expectNothing(why: string): Promise<void> {
    if (await this.hears()) {
      const frame = await this.receiveFrame()
      throw new Deviation(`sends nothing: ${why}`, nameOf(frame))
    }
    await this.expectOpen(why)
  }

  /** The peer's input goes unread from now on, until `read`. */
  stopReading(): void {
    this.#stream.pause()
  }

  read(): void {
    this.#stream.resume()
  }

  /** A line for the transcript. */
  note(text: string): void {
    this.#transcript.say(this.#number, "note", text)
  }

  /** Closes our side, and waits until the peer has closed its own: then it knows. What it still says is not heard. */
  async leave(): Promise<void> {
    if (this.isClosed) return
    this.#isLeft = true
    this.#transcript.say(this.#number, "closed", "we close it")
    this.#stream.end()
    // A peer that does not close is left without a farewell.
    if (!(await this.closes(LEAVING_MS))) this.destroy()
  }

  /** Ends at once: what is unsent is lost, and so may be what was sent last. */
  destroy(): void {
    this.#stream.destroy()
    this.#closed("we broke it")
  }

  #write(): void {
    if (!this.#mayWrite || this.#unsent.length === 0) return
    const bytes = this.#unsent
    this.#unsent = []
    this.#mayWrite = this.#stream.write(bytes)
  }

  #take(chunk: Buffer): void {
    if (this.isClosed) return
    this.#transcript.add(this.#number, "received", chunk)
    this.#chunks.push(chunk)
    this.#size += chunk.length
    this.#notify()
  }

  #cut(count: number): Buffer {
    const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks)
    this.#chunks = all.length > count ? [all.subarray(count)] : []
    this.#size -= count
    return all.subarray(0, count)
  }

  #closed(how: string): void {
    if (this.isClosed) return
    this.#end = how
    if (!this.#isLeft) this.#transcript.say(this.#number, "closed", how)
    this.#notify()
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }

  async #until(isSo: () => boolean, ms = this.patience.timeoutMs): Promise<boolean> {
    const deadline = performance.now() + ms
    for (let left = ms; !isSo() && left > 0; left = deadline - performance.now()) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve)
        timer = setTimeout(resolve, left)
      })
      clearTimeout(timer)
    }
    return isSo()
  }
}
