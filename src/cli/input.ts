/**
 * What is read: files and standard input, until their end or Ctrl-C.
 * Knows streams. Does not know what is in them.
 */
import { Buffer } from "node:buffer"
import { createReadStream } from "node:fs"
import { EXIT, Failure } from "./exit.js"
import { interrupted } from "./interrupt.js"

/** All bytes of a file, or of standard input when there is no path. @throws Failure when it cannot be read. */
export async function wholeInput(path: string | undefined): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of chunksOf(path)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The bytes of a file, or of standard input, as they come. @throws Failure when it cannot be read. */
export async function* chunksOf(path: string | undefined): AsyncGenerator<Buffer> {
  const input = path === undefined ? process.stdin : createReadStream(path)
  const stop = (): void => {
    input.destroy()
  }
  interrupted.addEventListener("abort", stop)
  try {
    for await (const chunk of input) yield chunk as Buffer
  } catch (error) {
    interrupted.throwIfAborted()
    throw new Failure(EXIT.error, error instanceof Error ? error.message : String(error))
  } finally {
    interrupted.removeEventListener("abort", stop)
  }
}
