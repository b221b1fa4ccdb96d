/**
 * Items out of what was noted of a frame.
 */
import { Buffer } from "node:buffer"
import type { Frame } from "./frame-reader.js"
import type { Item, Notes } from "./item.js"

/** The item of a frame, as far as it came. */
export function itemOf(kind: Item["kind"], frame: Frame, summary: string, notes: Notes): Item {
  const { fields, violations, remarks } = notes
  const bytes = Buffer.concat([frame.header, frame.body])
  const size = frame.header.length + frame.came
  return { kind, offset: frame.offset, size, bytes, summary, fields, violations, remarks }
}
