/**
 * What is printed on standard output. It does not get ahead of whoever reads that, and knows when it could not be written.
 */
import type { Buffer } from "node:buffer"
import { once } from "node:events"
import { EXIT } from "./exit.js"
import { interrupted } from "./interrupt.js"

/** Writes; resolves when there is room for more. */
export async function writeOut(text: string | Buffer): Promise<void> {
  if (text.length > 0 && !process.stdout.write(text)) {
    await once(process.stdout, "drain", { signal: interrupted })
  }
}

let isOutlived = false

/** What is printed is not all that is done: whoever read it and has gone is no reason to end. */
export function outliveOutput(): void {
  isOutlived = true
}

/** From now on the process ends when standard output cannot be written; what standard error cannot take is lost. */
export function watchOutput(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (!isOutlived || error.code !== "EPIPE") endFor(error, EXIT.ok)
  })
  process.stderr.on("error", () => {})
}

/** Ends the process with this code, once all is written that was printed; with that of an error if it could not be. */
export function endWritten(code: number): void {
  const { stdout } = process
  const end = (): never =>
    stdout.errored === null
      ? process.exit(code)
      : endFor(stdout.errored, isOutlived ? code : EXIT.ok)
  // Nothing is written where nothing was printed: a full disk refuses even that.
  if (stdout.writableLength === 0) end()
  else stdout.write("", end)
}

/** Whoever read our output may have gone, such as `head`: then there is nobody to tell anything. @param code for then. */
function endFor(error: NodeJS.ErrnoException, code: number): never {
  if (error.code === "EPIPE") process.exit(code)
  process.stderr.write(`purezmq: standard output: ${error.message}\n`)
  process.exit(EXIT.error)
}
