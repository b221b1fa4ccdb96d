/**
 * Messages to send, from where the user has them: the command line, a file, standard input.
 * Knows formats and lines. Does not know sockets.
 */
import { Buffer } from "node:buffer"
import { EXIT, Failure } from "../exit.js"
import type { Format, Parts } from "../formats/format.js"
import { chunksOf, wholeInput } from "../input.js"

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Where messages come from. */
export interface Source {
  /** The words of the command line; none: the others count. */
  readonly words: readonly string[]
  readonly file: string | undefined
  readonly format: Format
  readonly hasId: boolean
}

/** The message of the command line; null: it has none. @throws Failure for what is none. */
export function messageOfWords({ words, format, hasId }: Source): Parts | null {
  if (words.length === 0) return null
  return orUsage(() => format.parseWords(words, hasId))
}

/** The messages of a file or of standard input, as many at a time as one read has. */
export async function* messagesOfInput({ file, format, hasId }: Source): AsyncGenerator<Parts[]> {
  if (!format.isLines) {
    yield [format.parse(await wholeInput(file), hasId)]
    return
  }
  let number = 0
  for await (const lines of linesOf(file)) {
    const messages: Parts[] = []
    for (const line of lines) {
      number += 1
      const message = orFailure(`line ${String(number)}`, () => format.parse(line, hasId))
      if (message.length > 0) messages.push(message)
    }
    if (messages.length > 0) yield messages
  }
}

async function* linesOf(file: string | undefined): AsyncGenerator<Buffer[]> {
  let begun: Buffer[] = []
  for await (const chunk of chunksOf(file)) {
    const lines: Buffer[] = []
    let from = 0
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      lines.push(withoutReturn(Buffer.concat([...begun, chunk.subarray(from, at)])))
      begun = []
      from = at + 1
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
    if (lines.length > 0) yield lines
  }
  if (begun.length > 0) yield [withoutReturn(Buffer.concat(begun))]
}

function withoutReturn(line: Buffer): Buffer {
  return line.at(-1) === RETURN ? line.subarray(0, -1) : line
}

function orUsage<T>(read: () => T): T {
  return orFailure("the data", read, EXIT.usage)
}

function orFailure<T>(
  where: string,
  read: () => T,
  code: typeof EXIT.error | typeof EXIT.usage = EXIT.error,
): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure(code, `${where}: ${error.message}`)
    throw error
  }
}
