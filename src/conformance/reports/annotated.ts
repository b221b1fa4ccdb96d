/**
 * A case's transcript with the meaning of its bytes: what was said in each direction of each connection, frame by frame.
 * Knows transcripts and inspectors. Does not know how it is shown.
 */
import { Buffer } from "node:buffer"
import { Inspector } from "../../inspect/inspector.js"
import type { Item } from "../../inspect/item.js"
import type { ReportEntry } from "./report.js"

/** What is shown of one thing that happened. */
export interface Line {
  readonly at: number
  readonly connection: number
  readonly kind: ReportEntry["kind"]
  /** In one line: what was said, or what happened. */
  readonly text: string
  /** The bytes of what was said, and what they mean. */
  readonly fields: readonly LineField[]
  /** How it breaks the protocol. */
  readonly violations: readonly string[]
}

/** Some bytes with one meaning. */
export interface LineField {
  /** Where they are in what this side said on this connection. */
  readonly offset: number
  readonly hex: string
  readonly text: string
}

const SHOWN_BYTES = 48

/** The lines of a transcript. */
export function annotate(entries: readonly ReportEntry[]): Line[] {
  const reader = new Reader()
  const lines = entries.flatMap((entry) => reader.read(entry))
  return [...lines, ...reader.rest(entries.at(-1)?.at ?? 0)]
}

interface Direction {
  readonly connection: number
  readonly kind: "sent" | "received"
  readonly inspector: Inspector
  /** Bytes are missing: what follows cannot be understood. */
  isLost: boolean
  offset: number
}

class Reader {
  readonly #directions = new Map<string, Direction>()

  read(entry: ReportEntry): Line[] {
    const { at, connection, kind } = entry
    if (kind !== "sent" && kind !== "received") {
      const text = entry.text ?? ""
      return [{ at, connection, kind, text, fields: [], violations: [] }]
    }
    const direction = this.#directionOf(connection, kind)
    const bytes = Buffer.from(entry.hex ?? "", "hex")
    const size = entry.size ?? bytes.length
    const lines = direction.isLost
      ? [rawLine(at, direction, bytes, size)]
      : direction.inspector.push(bytes).map((item) => lineOf(at, direction, item))
    direction.offset += size
    if (size > bytes.length && !direction.isLost) {
      direction.isLost = true
      lines.push(rawLine(at, direction, Buffer.alloc(0), size - bytes.length))
    }
    return lines
  }

  /** What was begun and never became whole. */
  rest(at: number): Line[] {
    return [...this.#directions.values()]
      .filter(({ isLost }) => !isLost)
      .flatMap((direction) =>
        direction.inspector
          .end()
          // That the end is missing may be our own doing.
          .map((item) => ({ ...lineOf(at, direction, item), violations: [] })),
      )
  }

  #directionOf(connection: number, kind: "sent" | "received"): Direction {
    const key = `${String(connection)} ${kind}`
    const known = this.#directions.get(key)
    if (known !== undefined) return known
    const direction = { connection, kind, inspector: new Inspector(), isLost: false, offset: 0 }
    this.#directions.set(key, direction)
    return direction
  }
}

function lineOf(at: number, { connection, kind }: Direction, item: Item): Line {
  const fields = item.fields.map(({ at: from, size, text, isSecret }) => {
    const bytes = item.bytes.subarray(from, from + size)
    return {
      offset: item.offset + from,
      hex: isSecret === true ? ".." : hexOf(bytes, size),
      text,
    }
  })
  return { at, connection, kind, text: item.summary, fields, violations: item.violations }
}

/** Bytes whose meaning is not known. */
function rawLine(at: number, direction: Direction, bytes: Buffer, size: number): Line {
  const { connection, kind, offset } = direction
  const hex = hexOf(bytes, size)
  const fields = bytes.length === 0 ? [] : [{ offset, hex, text: "" }]
  const kept = bytes.length < size ? ", not all of them kept" : ""
  return { at, connection, kind, text: `${String(size)} bytes${kept}`, fields, violations: [] }
}

function hexOf(bytes: Buffer, size: number): string {
  if (size > 4 && bytes.length === size && bytes.every((byte) => byte === 0)) {
    return `00 x ${String(size)}`
  }
  const shown = bytes
    .subarray(0, SHOWN_BYTES)
    .toString("hex")
    .replace(/..(?=.)/g, "$& ")
  return size > SHOWN_BYTES ? `${shown} ... ${String(size)} bytes` : shown
}
