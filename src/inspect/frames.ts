/**
 * What the frames of one direction mean, one after the other.
 * Knows frames, and what has gone before. Does not know the other side, nor the bytes of a stream.
 */
import { COMMAND, LONG, MORE } from "../zmtp/encoder.js"
import { describeData, describeName, type Description } from "./command-fields.js"
import { describeCurve } from "./curve-fields.js"
import { describeHeader } from "./frame-fields.js"
import type { Frame } from "./frame-reader.js"
import { Notes, type GreetingFacts, type Item } from "./item.js"
import { Sequence } from "./sequence.js"
import { countOf, shownBytes, shownText } from "./shown.js"
import { itemOf } from "./whole.js"

/** Reads the meaning of frames. */
export class Frames {
  readonly #mechanism: string
  readonly #isOld: boolean
  readonly #sequence: Sequence
  /** Parts of a message that has begun. */
  #parts = 0
  #isFirst = true
  #nonce = 0n

  constructor(greeting: GreetingFacts) {
    this.#mechanism = greeting.mechanism
    this.#isOld = greeting.major < 3
    this.#sequence = new Sequence(greeting)
  }

  /** What the next frame is. */
  next(frame: Frame): Item {
    const notes = new Notes()
    describeHeader(frame, this.#isOld, notes)
    const isFirst = this.#isFirst
    this.#isFirst = false
    if (this.#isOld) return isFirst ? identity(frame, notes) : this.#part(frame, notes)
    if (this.#mechanism === "CURVE" && this.#sequence.isDone) return this.#sealed(frame, notes)
    return (frame.header[0] & COMMAND) !== 0
      ? this.#command(frame, notes)
      : this.#part(frame, notes)
  }

  #command(frame: Frame, notes: Notes): Item {
    if (this.#parts > 0)
      notes.remarks.push("a command between two parts of a message; libzmq does that, too")
    const named = describeName(frame.body, notes)
    if (named === null) return itemOf("command", frame, "a command without a name", notes)
    const { name, data } = named
    const { violation, remark } = this.#sequence.command(name)
    const description = this.#describe(name, data, frame, notes)
    if (violation !== undefined) notes.violations.push(violation)
    if (remark !== undefined) notes.remarks.push(remark)
    const properties = description.properties ?? null
    const type = properties?.get("socket-type")
    if (type !== undefined) this.#sequence.socketType = type.toString("latin1")
    const summary = [shownText(name), description.summary].filter(Boolean).join(" ")
    return { ...itemOf("command", frame, summary, notes), command: { name, data, properties } }
  }

  #describe(name: string, data: Buffer, frame: Frame, notes: Notes): Description {
    const size = frame.came - (frame.body.length - data.length)
    const curve = this.#mechanism === "CURVE" ? describeCurve(name, data, size, notes) : null
    if (curve === null) return describeData(name, data, this.#mechanism === "PLAIN", notes)
    this.#count(curve.nonce, notes)
    return curve
  }

  #part(frame: Frame, notes: Notes): Item {
    const more = (frame.header[0] & MORE) !== 0
    const { violation } = this.#sequence.part()
    if (violation !== undefined) notes.violations.push(violation)
    this.#parts += 1
    const number = this.#parts
    if (!more) this.#parts = 0
    notes.field(frame.came, frame.came === 0 ? "" : `body ${shownBytes(frame.body, frame.came)}`)
    const isSubscription = this.#sequence.subscribes && frame.came > 0 && frame.body[0] <= 1
    const summary = isSubscription ? subscription(frame) : summaryOfPart(frame, number, more)
    const part = { number, more, size: frame.came, body: frame.body }
    return { ...itemOf("part", frame, summary, notes), part }
  }

  /** RFC 26 calls MESSAGE a command, libzmq and all others send it as a message. */
  #sealed(frame: Frame, notes: Notes): Item {
    const flags = frame.header[0]
    if ((flags & COMMAND) !== 0)
      notes.remarks.push("MESSAGE as a command, as RFC 26 has it; libzmq sends a message")
    if ((flags & ~(COMMAND | LONG)) !== 0)
      notes.violations.push("a sealed frame has the flag MORE in the open")
    const named = describeName(frame.body, notes)
    if (named?.name !== "MESSAGE") {
      notes.field(frame.came - (notes.at - frame.header.length), "in the open")
      notes.violations.push(
        "something else than MESSAGE: after its handshake CURVE says nothing in the open",
      )
      return itemOf("sealed", frame, "a frame in the open", notes)
    }
    const size = frame.came - (frame.body.length - named.data.length)
    const curve = describeCurve("MESSAGE", named.data, size, notes)
    this.#count(curve?.nonce ?? null, notes)
    return itemOf("sealed", frame, `MESSAGE ${curve?.summary ?? ""}`, notes)
  }

  #count(nonce: bigint | null, notes: Notes): void {
    if (nonce === null) return
    if (nonce <= this.#nonce) {
      notes.violations.push(
        `nonce ${String(nonce)} after ${String(this.#nonce)}: it has to increase`,
      )
    }
    this.#nonce = nonce
  }
}

/** ZMTP 2.0: the first frame names its sender. */
function identity(frame: Frame, notes: Notes): Item {
  notes.field(frame.came, `identity ${shownBytes(frame.body, frame.came)}`)
  return itemOf("part", frame, `identity ${shownBytes(frame.body, frame.came)}`, notes)
}

function summaryOfPart(frame: Frame, number: number, more: boolean): string {
  const place = more
    ? `part ${String(number)}`
    : number === 1
      ? "message"
      : `part ${String(number)}, the last`
  return `${place}: ${shownBytes(frame.body, frame.came)}, ${countOf(frame.came)}`
}

function subscription({ body, came }: Frame): string {
  const what = body[0] === 1 ? "subscribe" : "cancel"
  return `message: ${what} ${shownBytes(body.subarray(1), came - 1)}, as in ZMTP 3.0`
}
