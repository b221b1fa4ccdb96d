/**
 * How another thread sees what is being executed, also when that never ends: memory that both share.
 * Layout: a count of executions begun and ended (odd: one is running), the target's number, the input's length, the
 * input.
 */

const HEAD_WORDS = 3
const HEAD_BYTES = HEAD_WORDS * Int32Array.BYTES_PER_ELEMENT
/** No target takes longer inputs. */
const LONGEST_INPUT = 64 * 1024

/** What was seen of the other thread. */
export interface Beat {
  readonly count: number
  readonly isRunning: boolean
  readonly target: number
  readonly input: Buffer
}

export function sharedMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(HEAD_BYTES + LONGEST_INPUT)
}

/** One end of the memory. */
export class Heartbeat {
  readonly #head: Int32Array
  readonly #input: Buffer

  constructor(memory: SharedArrayBuffer) {
    this.#head = new Int32Array(memory, 0, HEAD_WORDS)
    this.#input = Buffer.from(memory, HEAD_BYTES)
  }

  begin(target: number, input: Buffer): void {
    this.#head[1] = target
    this.#head[2] = input.copy(this.#input)
    Atomics.add(this.#head, 0, 1)
  }

  end(): void {
    Atomics.add(this.#head, 0, 1)
  }

  look(): Beat {
    const count = Atomics.load(this.#head, 0)
    const input = Buffer.from(this.#input.subarray(0, this.#head[2]))
    return { count, isRunning: count % 2 !== 0, target: this.#head[1], input }
  }
}
