/**
 * What has come of two series: one that breaks off, of the peer that was killed, and one that is complete.
 */
import { Mismatch } from "./mismatch.js"
import { isEnd, lineOf, messageOf, numberIn, type Parts, type Series } from "./series.js"
import { expectParts } from "./talk.js"

/** Keeps count of messages of the series `small`. */
export class Tally {
  /** The number that the next one of the series that breaks off has, at least. */
  next = 0
  readonly #rule: "all" | "some"
  readonly #again: Series
  #nextAgain: number
  #ready = 0
  #waiting: (() => void)[] = []

  /**
   * @param rule whether a series may have gaps: a publisher drops what a subscriber has no room for.
   * @param again the series that is complete; its numbers are above those of the other.
   */
  constructor(rule: "all" | "some", again: Series) {
    this.#rule = rule
    this.#again = again
    this.#nextAgain = again.from
  }

  /** Takes all messages up to `END`. @throws Mismatch. */
  async hear(next: () => Promise<Parts>): Promise<void> {
    for (;;) {
      const message = await next()
      if (isEnd(message)) break
      if (message[0].toString() === "READY") this.#ready++
      else this.add(message)
      this.#notify()
    }
    this.expectComplete()
  }

  /** Takes a message. @throws Mismatch when it is damaged, comes twice, or in the wrong place. */
  add(message: Parts): void {
    const i = numberIn(message)
    if (i === null) throw new Mismatch("a message of the series", lineOf(message))
    expectParts(message, messageOf("small", i), `message ${i}`)
    if (i >= this.#again.from) {
      if (i !== this.#nextAgain++) this.#outOfPlace(this.#nextAgain - 1, i)
    } else {
      if (this.#rule === "all" ? i !== this.next : i < this.next) this.#outOfPlace(this.next, i)
      this.next = i + 1
    }
    this.#notify()
  }

  /** Takes what a peer says of a message of the series that breaks off, of which so many were sent. @throws Mismatch. */
  sees(line: string, sent: number): void {
    let i = this.next
    while (i < sent && line !== lineOf(messageOf("small", i))) {
      if (this.#rule === "all") throw new Mismatch(`message ${i}`, this.nameOf(line))
      i++
    }
    if (i >= sent) throw new Mismatch(`message ${this.next} or a later one`, this.nameOf(line))
    this.next = i + 1
  }

  /** The number of the message that a peer speaks of, if it is one of the first. */
  nameOf(line: string): string {
    for (let i = 0; i < this.next + 10_000; i++) {
      if (line === lineOf(messageOf("small", i))) return `message ${i}`
    }
    return line
  }

  /** Resolves when so many of the series that breaks off have come. */
  async until(count: number): Promise<void> {
    while (this.next < count) await this.#news()
  }

  /** Resolves at the next READY. */
  async untilReady(): Promise<void> {
    const before = this.#ready
    while (this.#ready === before) await this.#news()
  }

  /** @throws Mismatch when something of the complete series is missing. */
  expectComplete(): void {
    const end = this.#again.from + this.#again.count
    if (this.#nextAgain === end) return
    throw new Mismatch(`message ${this.#nextAgain} before END`, "END")
  }

  #outOfPlace(expected: number, seen: number): never {
    throw new Mismatch(`message ${expected}${this.#rule === "all" ? "" : " or later"}`, `${seen}`)
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
    })
  }

  #notify(): void {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}
