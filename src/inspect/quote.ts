/**
 * Bytes as text in quotes, from which every byte can be read back: valid UTF-8 that has a shape on the screen stands
 * for itself, all else is escaped.
 */
import { Buffer } from "node:buffer"

const ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
}
/** Controls, what turns the direction of text or has no shape, spaces but the plain one, and what is not valid. */
const SPECIAL = /["\\]|[\p{C}\p{Z}\ufffd]/gu

/** The bytes in double quotes. */
export function quoted(bytes: Buffer): string {
  return `"${escaped(bytes)}"`
}

/** The bytes without quotes around them. */
export function escaped(bytes: Buffer): string {
  const text = bytes.toString()
  if (!text.includes("\ufffd") || Buffer.from(text).equals(bytes)) return escapeText(text)
  return piecesOf(bytes)
    .map(([piece, isText]) => (isText ? escapeText(piece.toString()) : hexOf(piece)))
    .join("")
}

function escapeText(text: string): string {
  return text.replace(SPECIAL, (char) =>
    char === " " ? char : (ESCAPES[char] ?? hexOf(Buffer.from(char))),
  )
}

function hexOf(bytes: Buffer): string {
  return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")
}

/** Runs of valid UTF-8, and single bytes between them that are none. */
function piecesOf(bytes: Buffer): [piece: Buffer, isText: boolean][] {
  const pieces: [Buffer, boolean][] = []
  let from = 0
  for (let at = 0; at < bytes.length;) {
    const size = characterAt(bytes, at)
    if (size > 0) {
      at += size
      continue
    }
    if (at > from) pieces.push([bytes.subarray(from, at), true])
    pieces.push([bytes.subarray(at, at + 1), false])
    from = at += 1
  }
  if (from < bytes.length) pieces.push([bytes.subarray(from), true])
  return pieces
}

/** How many bytes the character here has; 0: it is none. */
function characterAt(bytes: Buffer, at: number): number {
  const first = bytes[at]
  const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const piece = bytes.subarray(at, at + size)
  return piece.length === size && Buffer.from(piece.toString()).equals(piece) ? size : 0
}
