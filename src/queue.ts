/**
 * A first-in first-out queue that grows: what waits in a pipe.
 * Knows nothing of messages. Costs one array slot per item and no allocation per push.
 */
const SMALLEST = 16
// A ring this large is given back once it has drained: one burst must not be paid for forever.
const LARGEST_KEPT = 1024

/** A growable ring buffer. */
export class Queue<T> {
  #ring: (T | undefined)[] = new Array<T | undefined>(SMALLEST).fill(undefined)
  #head = 0
  length = 0

  /** Adds an item at the end. */
  push(item: T): void {
    // hot
    let ring = this.#ring
    if (this.length === ring.length) {
      this.#resize(ring.length * 2)
      ring = this.#ring
    }
    ring[(this.#head + this.length) & (ring.length - 1)] = item
    this.length += 1
  }

  /** Takes the item at the front; null when there is none. */
  shift(): T | null {
    // hot
    if (this.length === 0) return null
    const ring = this.#ring
    const item = ring[this.#head] as T
    ring[this.#head] = undefined
    this.#head = (this.#head + 1) & (ring.length - 1)
    this.length -= 1
    if (this.length === 0 && ring.length > LARGEST_KEPT) this.#resize(SMALLEST)
    return item
  }

  /** Puts an item in front of all others. */
  unshift(item: T): void {
    if (this.length === this.#ring.length) this.#resize(this.#ring.length * 2)
    this.#head = (this.#head - 1) & (this.#ring.length - 1)
    this.#ring[this.#head] = item
    this.length += 1
  }

  /** Drops every item that does not pass; answers how many that were. */
  keep(passes: (item: T) => boolean): number {
    const before = this.length
    for (let i = 0; i < before; i++) {
      const item = this.shift() as T
      if (passes(item)) this.push(item)
    }
    return before - this.length
  }

  /** Drops everything. */
  clear(): void {
    this.#ring = new Array<T | undefined>(SMALLEST).fill(undefined)
    this.#head = 0
    this.length = 0
  }

  #resize(size: number): void {
    const old = this.#ring
    const ring = new Array<T | undefined>(size).fill(undefined)
    for (let i = 0; i < this.length; i++) ring[i] = old[(this.#head + i) & (old.length - 1)]
    this.#ring = ring
    this.#head = 0
  }
}
