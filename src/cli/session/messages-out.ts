/**
 * Messages that came, on standard output.
 * Knows formats. Does not know sockets.
 */
import { Buffer } from "node:buffer"
import type { Format } from "../formats/format.js"
import { writeOut } from "../output.js"

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
  await writeOut(Buffer.concat(messages.map((message) => format.print(message, printing))))
}
