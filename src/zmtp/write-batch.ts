/**
 * Bytes that await one write: small ones are copied together into a block, large ones are referenced.
 * Knows bytes. Does not know frames, nor when the write happens.
 */
import { Buffer } from "node:buffer"

/** Most bytes gathered before a batch counts as full. */
export const BATCH_BYTES = 64 * 1024
/** What a quiet connection gathers in: most of them send one small message at a time. */
const SMALL_BLOCK_BYTES = 4 * 1024
const SPARE_BLOCKS = 16

// Blocks are shared by all batches: an idle connection holds none.
const spareSmall: Buffer[] = []
const spareLarge: Buffer[] = []
const NO_BLOCK = Buffer.alloc(0)

function acquire(large: boolean): Buffer {
  const spare = (large ? spareLarge : spareSmall).pop()
  return spare ?? Buffer.allocUnsafeSlow(large ? BATCH_BYTES : SMALL_BLOCK_BYTES)
}

function giveBack(block: Buffer): void {
  if (block.length === BATCH_BYTES) {
    if (spareLarge.length < SPARE_BLOCKS) spareLarge.push(block)
  } else if (block.length === SMALL_BLOCK_BYTES && spareSmall.length < SPARE_BLOCKS) {
    spareSmall.push(block)
  }
}

/** What one connection has to write next. The encoder appends, the engine takes. */
export class WriteBatch {
  /** The block being filled; `at` is its next free byte. */
  block: Buffer = NO_BLOCK
  at = 0
  /** Bytes in the batch before the unsealed part of the block. */
  #sealedBytes = 0
  #sealedAt = 0
  #chunks: Buffer[] = []
  #full: Buffer[] = []
  #busy = false

  /** All bytes in the batch. */
  get bytes(): number {
    return this.#sealedBytes + this.at - this.#sealedAt
  }

  /** Makes `size` contiguous bytes free at `at` in `block`, and answers `at`. Advance it by what you write. */
  reserve(size: number): number {
    // hot
    if (this.block.length - this.at < size) this.#nextBlock(size)
    return this.at
  }

  /** Appends bytes without copying them; they must not change until they are written. */
  reference(bytes: Buffer): void {
    this.#seal()
    this.#chunks.push(bytes)
    this.#sealedBytes += bytes.length
  }

  /** Appends a copy of the bytes. */
  copy(bytes: Buffer): void {
    const at = this.reserve(bytes.length)
    this.block.set(bytes, at)
    this.at = at + bytes.length
  }

  /** All bytes so far, in order. They stay valid until `clear`. */
  seal(): readonly Buffer[] {
    this.#seal()
    return this.#chunks
  }

  /** Every chunk is as long as it was: whoever gave it has not taken its memory away, to another thread perhaps. */
  get isWhole(): boolean {
    let bytes = this.at - this.#sealedAt
    for (const chunk of this.#chunks) bytes += chunk.length
    return bytes === this.bytes
  }

  /** Empties the batch. `reusable`: nobody looks at its memory any more, so the blocks serve again. */
  clear(reusable: boolean): void {
    // A connection that filled more than a small block will want a large one next time.
    this.#busy = this.#sealedBytes > SMALL_BLOCK_BYTES
    if (reusable) {
      giveBack(this.block)
      for (const block of this.#full) giveBack(block)
    }
    this.block = NO_BLOCK
    this.at = this.#sealedAt = this.#sealedBytes = 0
    this.#chunks = []
    if (this.#full.length > 0) this.#full = []
  }

  #seal(): void {
    if (this.at === this.#sealedAt) return
    this.#chunks.push(this.block.subarray(this.#sealedAt, this.at))
    this.#sealedBytes += this.at - this.#sealedAt
    this.#sealedAt = this.at
  }

  #nextBlock(size: number): void {
    this.#seal()
    const large = this.#busy || this.block !== NO_BLOCK || size > SMALL_BLOCK_BYTES
    if (this.block !== NO_BLOCK) this.#full.push(this.block)
    this.block = size > BATCH_BYTES ? Buffer.allocUnsafeSlow(size) : acquire(large)
    this.at = this.#sealedAt = 0
  }
}
