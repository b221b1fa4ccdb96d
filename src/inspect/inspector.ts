/**
 * One direction of a connection as a list of what was said: greeting, commands, frames of messages, each with its
 * meaning byte by byte, and what is wrong with it. However the bytes are cut, the list is the same.
 * Knows what this side says. Does not know the other side, streams or time. It takes any bytes, and throws at none.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"
import { GREETING_BYTES } from "../zmtp/greeting.js"
import { nameOfProtocol } from "./foreign.js"
import { describeHeader } from "./frame-fields.js"
import { FrameReader } from "./frame-reader.js"
import { Frames } from "./frames.js"
import {
  describeGreeting,
  describeStart,
  greetingSize,
  summaryOfGreeting,
} from "./greeting-fields.js"
import { Notes, type Item } from "./item.js"
import { countOf, shownBytes } from "./shown.js"
import { itemOf } from "./whole.js"

/** So much of what is not ZMTP is waited for before it is told. */
const FOREIGN_BYTES = 256
/** So much of a message's body is kept unless told otherwise, and so much in any case: a frame may be a command in it. */
const KEPT_BYTES = 256
const LEAST_KEPT_BYTES = 64

/** What may be different. */
export interface InspectorOptions {
  /** Most bytes of a message's body to keep. Default 256. */
  readonly keep?: number
}

/** Reads what one side says. */
export class Inspector {
  readonly #keep: number
  /** The first bytes of the stream, until it is known what they are. */
  #start: Buffer = Buffer.alloc(0)
  #reader: FrameReader | null = null
  #frames: Frames | null = null
  /** Another protocol's bytes were told, or nobody can tell any more what comes: this many have come since. */
  #unread: number | null = null
  #unreadFrom = 0

  constructor({ keep = KEPT_BYTES }: InspectorOptions = {}) {
    this.#keep = Math.max(LEAST_KEPT_BYTES, keep)
  }

  /** Takes the next bytes; answers what is whole with them. The bytes are the caller's again. */
  push(chunk: Buffer): Item[] {
    if (this.#unread !== null) {
      this.#unread += chunk.length
      return []
    }
    return this.#reader === null ? this.#pushStart(chunk) : this.#pushFrames(this.#reader, chunk)
  }

  /** The stream has ended: answers what is left, which is not whole. */
  end(): Item[] {
    if (this.#unread !== null) return this.#unread > 0 ? [this.#rest(this.#unread)] : []
    if (this.#reader !== null) return this.#cutFrame(this.#reader)
    if (this.#start.length === 0) return []
    return greetingSize(this.#start) === null ? [this.#foreign()] : [this.#cutGreeting()]
  }

  #pushStart(chunk: Buffer): Item[] {
    const before = this.#start.length
    const most = this.#isForeign ? FOREIGN_BYTES : GREETING_BYTES
    this.#start = Buffer.concat([this.#start, chunk.subarray(0, most - before)])
    const size = greetingSize(this.#start)
    if (size === null) return this.#pushForeign(chunk.subarray(this.#start.length - before))
    if (this.#start.length < size) return []
    const greeting = this.#greeting(this.#start.subarray(0, size))
    const rest = Buffer.concat([
      this.#start.subarray(size),
      chunk.subarray(this.#start.length - before),
    ])
    this.#start = EMPTY
    return [greeting, ...this.push(rest)]
  }

  get #isForeign(): boolean {
    return greetingSize(this.#start) === null
  }

  #pushForeign(chunk: Buffer): Item[] {
    const count = Math.min(chunk.length, FOREIGN_BYTES - this.#start.length)
    this.#start = Buffer.concat([this.#start, chunk.subarray(0, count)])
    if (this.#start.length < FOREIGN_BYTES) return []
    const item = this.#foreign()
    this.#giveUp(FOREIGN_BYTES, chunk.length - count)
    return [item]
  }

  #pushFrames(reader: FrameReader, chunk: Buffer): Item[] {
    const { frames, taken } = reader.push(chunk)
    const items = frames.map((frame) => this.#next(frame))
    const last = reader.unfinished
    if (!reader.lost || last === null) return items
    const notes = new Notes()
    describeHeader(last, false, notes)
    notes.violations.push(
      `a frame of ${String(last.size)} bytes: nobody can take it, and what follows is lost`,
    )
    this.#giveUp(last.offset + last.header.length, chunk.length - taken)
    return [
      ...items,
      itemOf("lost", last, `the header of a frame of ${String(last.size)} bytes`, notes),
    ]
  }

  #next(frame: Parameters<Frames["next"]>[0]): Item {
    if (this.#frames === null) throw new TypeError("frames before a greeting")
    return this.#frames.next(frame)
  }

  #giveUp(offset: number, more: number): void {
    this.#unreadFrom = offset
    this.#unread = more
  }

  #greeting(bytes: Buffer): Item {
    const notes = new Notes()
    const greeting = describeGreeting(bytes, notes)
    this.#reader = new FrameReader(bytes.length, this.#keep)
    this.#frames = new Frames(greeting)
    const { fields, violations, remarks } = notes
    const summary = `greeting: ${summaryOfGreeting(greeting)}`
    const size = bytes.length
    return {
      kind: "greeting",
      offset: 0,
      size,
      bytes,
      summary,
      fields,
      violations,
      remarks,
      greeting,
    }
  }

  #cutGreeting(): Item {
    const notes = new Notes()
    describeStart(this.#start, notes)
    notes.violations.push(`the greeting ends after ${countOf(this.#start.length)}`)
    const { fields, violations, remarks } = notes
    const bytes = this.#start
    return {
      kind: "cut",
      offset: 0,
      size: bytes.length,
      bytes,
      summary: "greeting, cut short",
      fields,
      violations,
      remarks,
    }
  }

  #foreign(): Item {
    const bytes = this.#start
    const name = nameOfProtocol(bytes)
    const summary = name === null ? "not ZMTP" : `not ZMTP 2 or 3: it looks like ${name}`
    return {
      kind: "foreign",
      offset: 0,
      size: bytes.length,
      bytes,
      summary,
      fields: [{ at: 0, size: bytes.length, text: shownBytes(bytes) }],
      violations: ["a greeting begins with ff, and the lowest bit of its tenth byte is set"],
      remarks: [],
    }
  }

  #cutFrame(reader: FrameReader): Item[] {
    const frame = reader.unfinished
    if (frame === null) return []
    const notes = new Notes()
    describeHeader(frame, false, notes)
    notes.field(frame.came, `body, ${countOf(frame.came)} of it`)
    const needed = (frame.header[0] & 2) === 0 ? 2 : 9
    const missing =
      frame.header.length < needed ? "in its header" : `after ${countOf(frame.came)} of its body`
    notes.violations.push(`the frame ends ${missing}`)
    return [itemOf("cut", frame, "a frame, cut short", notes)]
  }

  #rest(size: number): Item {
    return {
      kind: "lost",
      offset: this.#unreadFrom,
      size,
      bytes: EMPTY,
      summary: `${countOf(size)} that nobody can read`,
      fields: [],
      violations: [],
      remarks: [],
    }
  }
}
