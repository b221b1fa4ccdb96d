/**
 * Reads values out of an input, so that a few bytes can stand for calls and their arguments. An input that is too
 * short goes on with zeros.
 */

/** An input being read. */
export class ByteSource {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.done ? 0 : this.#bytes[this.#at++]
  }

  /** From 0 to below `limit`. */
  below(limit: number): number {
    return this.byte() % limit
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]
  }

  flag(): boolean {
    return (this.byte() & 1) === 1
  }

  /** A copy of so many bytes, or what is left. */
  bytes(count: number): Buffer {
    const end = Math.min(this.#at + count, this.#bytes.length)
    const taken = Buffer.from(this.#bytes.subarray(this.#at, end))
    this.#at = end
    return taken
  }

  /** A length and so many bytes. */
  chunk(most = 255): Buffer {
    return this.bytes(this.byte() % (most + 1))
  }

  rest(): Buffer {
    return this.bytes(this.#bytes.length)
  }

  /** Some parts of a message, at least one. */
  parts(): Buffer[] {
    const count = 1 + this.below(4)
    return Array.from({ length: count }, () => this.chunk(7))
  }

  /** Eight bytes as a number of any kind. */
  double(): number {
    const bytes = Buffer.alloc(8)
    this.bytes(8).copy(bytes)
    return bytes.readDoubleLE()
  }

  int32(): number {
    return (this.byte() << 24) | (this.byte() << 16) | (this.byte() << 8) | this.byte()
  }
}
