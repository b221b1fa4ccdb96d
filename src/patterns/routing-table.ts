/**
 * Which peer has which routing id, and the ids made up for peers that have none (RFC 28; libzmq: a zero byte
 * and a counter).
 */
import { Buffer } from "node:buffer"
import type { Pipe } from "../pipe.js"

const GENERATED_BYTES = 5

/** Finds a pipe by its routing id. */
export class RoutingTable {
  readonly #pipes = new Map<string, Pipe>()
  #next: number

  /** @param firstId where made-up ids begin. */
  constructor(firstId: number) {
    this.#next = firstId
  }

  find(id: Buffer): Pipe | undefined {
    // hot
    return this.#pipes.get(id.toString("latin1"))
  }

  /** Names a pipe. The id must be free. */
  add(pipe: Pipe, id: Buffer): void {
    pipe.routingId = id
    this.#pipes.set(id.toString("latin1"), pipe)
  }

  /** Takes the pipe's name back, if it has one. */
  remove(pipe: Pipe): void {
    const key = pipe.routingId.toString("latin1")
    if (this.#pipes.get(key) === pipe) this.#pipes.delete(key)
  }

  /** An id that no peer can have chosen: RFC 28 reserves the first byte 0. */
  generate(): Buffer {
    for (;;) {
      const id = Buffer.alloc(GENERATED_BYTES)
      id.writeUInt32BE(this.#next, 1)
      this.#next = (this.#next + 1) >>> 0
      if (this.find(id) === undefined) return id
    }
  }

  /** All named pipes. */
  pipes(): IterableIterator<Pipe> {
    return this.#pipes.values()
  }
}
