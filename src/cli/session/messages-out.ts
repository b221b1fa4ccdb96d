/**
 * Messages that came, on standard output. It does not get ahead of whoever reads that.
 * Knows formats and streams. Does not know sockets.
 */
import { Buffer } from "node:buffer"
import { once } from "node:events"
import type { Format } from "../formats/format.js"
import { interrupted } from "../interrupt.js"

/** How messages are printed. */
export interface Output {
  readonly format: Format
  readonly hasId: boolean
  readonly quiet: boolean
}

/** Prints messages; resolves when there is room for more. */
export async function print(
  messages: readonly (readonly Buffer[])[],
  { format, hasId, quiet }: Output,
): Promise<void> {
  if (quiet) return
  const printing = { forTerminal: process.stdout.isTTY, hasId }
  const text = Buffer.concat(messages.map((message) => format.print(message, printing)))
  if (text.length > 0 && !process.stdout.write(text)) {
    await once(process.stdout, "drain", { signal: interrupted })
  }
}
