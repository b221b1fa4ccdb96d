/**
 * What is printed on standard output. It does not get ahead of whoever reads that.
 */
import type { Buffer } from "node:buffer"
import { once } from "node:events"
import { interrupted } from "./interrupt.js"

/** Writes; resolves when there is room for more. */
export async function writeOut(text: string | Buffer): Promise<void> {
  if (text.length > 0 && !process.stdout.write(text)) {
    await once(process.stdout, "drain", { signal: interrupted })
  }
}
