/**
 * A man in the middle: passes the bytes of one connection on to another, both ways, and shows them to a witness. Neither
 * side gets ahead of the other.
 * Knows streams. Does not know what the bytes mean.
 */
import { Buffer } from "node:buffer"
import type { ByteStream, StreamHandler } from "../../transports/transport.js"
import type { Side } from "../../inspect/conversation.js"

/** Who is shown what passes. */
export interface RelayWitness {
  /** The bytes are only valid during the call. */
  said(side: Side, bytes: Buffer): void
  /** This side has closed its connection, or lost it. */
  ended(side: Side, error: Error | null): void
}

/** Passes all bytes on until one side closes, and the other then. */
export class Relay {
  readonly #halves: Readonly<Record<Side, Half>>
  readonly #over: () => void
  #left = 2

  /** @param over called when both connections are closed. */
  constructor(client: ByteStream, server: ByteStream, witness: RelayWitness, over: () => void) {
    this.#over = over
    const ended = (): void => {
      this.#ended()
    }
    this.#halves = {
      client: new Half("client", client, server, witness, ended),
      server: new Half("server", server, client, witness, ended),
    }
    this.#halves.client.other = this.#halves.server
    this.#halves.server.other = this.#halves.client
  }

  /** Closes both sides at once. */
  destroy(): void {
    this.#halves.client.destroy()
    this.#halves.server.destroy()
  }

  #ended(): void {
    this.#left -= 1
    if (this.#left === 0) this.#over()
  }
}

/** One direction: what this side says goes to the other. */
class Half implements StreamHandler {
  other: Half | null = null
  readonly #side: Side
  readonly #from: ByteStream
  readonly #to: ByteStream
  readonly #witness: RelayWitness
  readonly #ended: () => void
  /** What came while the other side had not taken all. */
  readonly #waiting: Buffer[] = []
  #isStalled = false
  #isEnding = false
  #isAbandoned = false
  #isOver = false

  constructor(
    side: Side,
    from: ByteStream,
    to: ByteStream,
    witness: RelayWitness,
    ended: () => void,
  ) {
    this.#side = side
    this.#from = from
    this.#to = to
    this.#witness = witness
    this.#ended = ended
    from.handler = this
  }

  onData(chunk: Buffer): boolean {
    this.#witness.said(this.#side, chunk)
    this.#waiting.push(Buffer.from(chunk))
    this.#pass()
    return false
  }

  /** This side has taken all that the other said. */
  onDrain(): void {
    this.other?.drained()
  }

  onClose(error: Error | null): void {
    this.#isEnding = true
    this.#witness.ended(this.#side, error)
    this.#pass()
    this.other?.abandon()
    this.#finish()
  }

  destroy(): void {
    this.#from.destroy()
    this.#finish()
  }

  /** Its target has taken all that was written. */
  drained(): void {
    this.#isStalled = false
    if (this.#pass()) this.#from.resume()
  }

  /** The other side is gone: what this one says is read, and goes nowhere. */
  abandon(): void {
    this.#isAbandoned = true
    this.#waiting.length = 0
    this.#from.resume()
  }

  /** Writes what there is. False: the other side has not taken all, and this one has to wait. */
  #pass(): boolean {
    if (this.#isAbandoned) this.#waiting.length = 0
    if (this.#isStalled || this.#isAbandoned) return !this.#isStalled
    if (this.#waiting.length > 0 && !this.#to.write(this.#waiting.splice(0))) {
      this.#isStalled = true
      this.#from.pause()
      return false
    }
    if (this.#isEnding) this.#to.end()
    return true
  }

  #finish(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#ended()
  }
}
