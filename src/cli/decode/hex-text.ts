/**
 * Bytes as people write them: hexadecimal digits, text in double quotes, comments.
 * Knows the notation. Does not know what the bytes are.
 */
import { Buffer } from "node:buffer"

/** Bytes of one side. */
export interface Piece {
  /** `>`: of who connected; `<`: of the other side; empty: it is not said. */
  readonly mark: ">" | "<" | ""
  readonly bytes: Buffer
}

const TOKEN = /\s+|#.*|0x|"([^"]*)"|([0-9a-f]{2})/iy

/** Reads lines. @throws SyntaxError that says where something else stands. */
export function parseHexText(text: string): Piece[] {
  return text.split("\n").flatMap((line, i) => {
    const marked = /^\s*([<>])/.exec(line)
    const from = marked?.[0].length ?? 0
    const bytes = parseLine(line, from, i + 1)
    return bytes.length === 0 ? [] : [{ mark: (marked?.[1] ?? "") as Piece["mark"], bytes }]
  })
}

function parseLine(line: string, from: number, number: number): Buffer {
  const pieces: Buffer[] = []
  for (let at = from; at < line.length;) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(line) as (string | undefined)[] | null
    if (found === null) {
      const where = `line ${String(number)}, column ${String(at + 1)}`
      throw new SyntaxError(
        `${where}: two hexadecimal digits, or a text in quotes, should stand here`,
      )
    }
    const [token = "", quoted, digits] = found
    if (quoted !== undefined) pieces.push(Buffer.from(quoted))
    else if (digits !== undefined) pieces.push(Buffer.from(digits, "hex"))
    at += token.length
  }
  return Buffer.concat(pieces)
}
