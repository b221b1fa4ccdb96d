/**
 * Messages of several parts that carry metadata: a document too large for one message is sent in pieces, each with a first
 * part that says what it is. The receiver puts them together again, and gives up a document whose rest does not come.
 * (One message needs none of this: ZeroMQ delivers all its parts or none.)
 *
 *     npx tsx examples/multipart.ts
 *
 * Prints, in any order:
 *
 *     report-1: 2560 bytes of text/plain in 3 pieces, sent at <time>, complete and unchanged
 *     report-2: given up, 1 of 3 pieces came within 300 ms
 */
import { Pull, Push } from "purezmq"

/** The first part of each piece, as JSON. */
interface Metadata {
  id: string
  /** Which piece this is, from 0 on, and how many there are. */
  index: number
  total: number
  contentType: string
  sentAt: string
}

const PIECE_BYTES = 1024
const MOST_PIECES = 1000
const TIMEOUT_MS = 300

function pieces(id: string, content: Buffer): [string, Buffer][] {
  const total = Math.ceil(content.length / PIECE_BYTES)
  return Array.from({ length: total }, (_, index) => {
    const metadata: Metadata = {
      id,
      index,
      total,
      contentType: "text/plain",
      sentAt: new Date().toISOString(),
    }
    const start = index * PIECE_BYTES
    return [JSON.stringify(metadata), content.subarray(start, start + PIECE_BYTES)]
  })
}

interface Unfinished {
  readonly pieces: Map<number, Buffer>
  readonly timer: NodeJS.Timeout
}

/** Puts documents together. Several may be on their way at the same time: the id keeps their pieces apart. */
class Assembler {
  readonly #unfinished = new Map<string, Unfinished>()

  /** @param onTimeout is told what is given up. */
  constructor(readonly onTimeout: (id: string, came: number, total: number) => void) {}

  /** Answers the document when this was its last piece. */
  add(metadata: Metadata, piece: Buffer): Buffer | null {
    const { id, index, total } = metadata
    if (total > MOST_PIECES || index >= total) return null // a sender that cannot count
    const document = this.#unfinished.get(id) ?? this.#begin(id, total)
    document.pieces.set(index, piece)
    if (document.pieces.size < total) return null
    clearTimeout(document.timer)
    this.#unfinished.delete(id)
    return Buffer.concat(Array.from({ length: total }, (_, i) => document.pieces.get(i)!))
  }

  #begin(id: string, total: number): Unfinished {
    const pieces = new Map<number, Buffer>()
    const timer = setTimeout(() => {
      this.#unfinished.delete(id)
      this.onTimeout(id, pieces.size, total)
    }, TIMEOUT_MS)
    const begun = { pieces, timer }
    this.#unfinished.set(id, begun)
    return begun
  }
}

const receiver = new Pull()
await receiver.bind("tcp://127.0.0.1:*")
const sender = new Push()
sender.connect(receiver.lastEndpoint ?? "")

const text = Buffer.from("ten bytes\n".repeat(256))
const [lonely] = pieces("report-2", text)
await sender.send(lonely) // and its sender does not come to send the rest
for (const piece of pieces("report-1", text)) await sender.send(piece)

const assembler = new Assembler((id, came, total) => {
  console.log(`${id}: given up, ${came} of ${total} pieces came within ${TIMEOUT_MS} ms`)
  receiver.close() // it is the last that this example waits for
})
for await (const [first, piece] of receiver) {
  const metadata = JSON.parse(String(first)) as Metadata
  const content = assembler.add(metadata, piece)
  if (content === null) continue
  const { id, total, contentType, sentAt } = metadata
  const unchanged = content.equals(text) ? "complete and unchanged" : "not what was sent"
  console.log(
    `${id}: ${content.length} bytes of ${contentType} in ${total} pieces, sent at ${sentAt}, ${unchanged}`,
  )
}
sender.close()
