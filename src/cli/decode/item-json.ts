/**
 * What was said on a connection as plain data, for other programs.
 */
import type { Side } from "../../inspect/conversation.js"
import type { Item } from "../../inspect/item.js"

/** An item as JSON has it: bytes in hexadecimal, but for those that are secret. */
export function jsonOf(item: Item, side: Side): object {
  const { kind, offset, size, summary, fields, violations, remarks, bytes } = item
  return {
    side,
    kind,
    offset,
    size,
    summary,
    fields: fields.map(({ at, size: count, text, isSecret = false }) => ({
      offset: offset + at,
      size: count,
      text,
      ...(!isSecret && { hex: bytes.toString("hex", at, at + count) }),
    })),
    violations,
    remarks,
  }
}
