/**
 * Frames out of a stream (RFC 23 and 37, "Framing"), with all that their headers say, right or wrong: nothing is refused
 * as long as it can be told where the next frame begins. Of long bodies only the first bytes are kept.
 * Knows headers. Does not know what bodies mean.
 */
import { Buffer, constants } from "node:buffer"
import { EMPTY } from "../message.js"
import { BodyBuffer } from "../zmtp/body-buffer.js"
import { COMMAND, LONG } from "../zmtp/encoder.js"

const LONGEST_HEADER = 9
/** As much of a command as any peer takes in a handshake. */
const KEPT_OF_COMMANDS = 64 * 1024

/** One frame, or what there was of it at the end. */
export interface Frame {
  readonly offset: number
  readonly header: Buffer
  /** What the header says: how long the body is. */
  readonly size: bigint
  /** Its first bytes. */
  readonly body: Buffer
  /** How many bytes of the body came. */
  readonly came: number
}

/** Reads one direction of a connection, from behind the greeting. */
export class FrameReader {
  /** A size came past which nothing can be found any more. */
  lost = false
  readonly #keep: number
  #offset: number
  readonly #header = Buffer.alloc(LONGEST_HEADER)
  #headerBytes = 0
  #body: BodyBuffer | null = null
  #size = 0n
  #kept = 0
  #came = 0

  /** @param offset where its first byte is in the stream. @param keep how much of a message's body is kept. */
  constructor(offset: number, keep: number) {
    this.#offset = offset
    this.#keep = keep
  }

  /** Takes bytes; answers the frames that are whole with them, and how many bytes it has taken: fewer once lost. */
  push(chunk: Buffer): { frames: Frame[]; taken: number } {
    const frames: Frame[] = []
    let at = 0
    while (at < chunk.length && !this.lost) {
      at +=
        this.#body === null ? this.#fillHeader(chunk, at) : this.#fillBody(this.#body, chunk, at)
      if (this.#body !== null && BigInt(this.#came) === this.#size) frames.push(this.#finish())
    }
    return { frames, taken: at }
  }

  /** What came of a frame that is not whole; null when the last one was. */
  get unfinished(): Frame | null {
    return this.#headerBytes === 0 ? null : this.#frame()
  }

  #fillHeader(chunk: Buffer, at: number): number {
    const needed = this.#headerBytes === 0 ? 1 : this.#headerSize
    const count = Math.min(needed - this.#headerBytes, chunk.length - at)
    chunk.copy(this.#header, this.#headerBytes, at, at + count)
    this.#headerBytes += count
    if (this.#headerBytes === this.#headerSize) this.#begin()
    return count
  }

  get #headerSize(): number {
    return (this.#header[0] & LONG) === 0 ? 2 : LONGEST_HEADER
  }

  #begin(): void {
    const isShort = this.#headerBytes === 2
    this.#size = isShort ? BigInt(this.#header[1]) : this.#header.readBigUInt64BE(1)
    this.#came = 0
    if (this.#size > BigInt(constants.MAX_LENGTH)) {
      this.lost = true
      return
    }
    const most =
      (this.#header[0] & COMMAND) === 0 ? this.#keep : Math.max(this.#keep, KEPT_OF_COMMANDS)
    this.#kept = Math.min(Number(this.#size), most)
    this.#body = new BodyBuffer(this.#kept)
  }

  #fillBody(body: BodyBuffer, chunk: Buffer, at: number): number {
    const count = Math.min(chunk.length - at, Number(this.#size) - this.#came)
    if (!body.isComplete) body.append(chunk.subarray(at, at + count), 0)
    this.#came += count
    return count
  }

  #finish(): Frame {
    const frame = this.#frame()
    this.#offset += this.#headerBytes + this.#came
    this.#headerBytes = 0
    this.#body = null
    return frame
  }

  #frame(): Frame {
    return {
      offset: this.#offset,
      header: Buffer.from(this.#header.subarray(0, this.#headerBytes)),
      size: this.#size,
      body: this.#body?.bytes.subarray(0, Math.min(this.#came, this.#kept)) ?? EMPTY,
      came: this.#body === null ? 0 : this.#came,
    }
  }
}
