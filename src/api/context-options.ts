/**
 * The options of a context: libzmq's numbers, first values and ranges.
 * Knows values. Does not know what they do.
 */
import { ZmqError } from "../errors.js"

/** libzmq's numbers. Of 3, one thing can be asked and another told. */
export const ID = {
  ioThreads: 1,
  maxSockets: 2,
  maxSocketsLimit: 3,
  threadPriority: 3,
  threadSchedulingPolicy: 4,
  maxMessageSize: 5,
  sizeOfMessage: 6,
  threadNamePrefix: 9,
  zeroCopyReceive: 10,
  ipv6: 42,
  blocky: 70,
} as const

interface Line {
  /** The value at first; without, it cannot be asked for before it is set. */
  readonly first?: number
  /** The least it can be set to; without, it cannot be set. */
  readonly least?: number
  /** Yes or no, as 1 and 0. */
  readonly flag?: true
}

const LINES: Readonly<Partial<Record<number, Line>>> = {
  [ID.ioThreads]: { first: 1, least: 0 },
  [ID.maxSockets]: { first: 1023, least: 1 },
  [ID.maxSocketsLimit]: { first: 65535, least: 0 },
  [ID.threadSchedulingPolicy]: { least: 0 },
  [ID.maxMessageSize]: { first: 0x7fffffff, least: 0 },
  [ID.sizeOfMessage]: { first: 64 },
  [ID.threadNamePrefix]: { first: 0, least: -Infinity },
  [ID.zeroCopyReceive]: { first: 1, least: 0, flag: true },
  [ID.ipv6]: { first: 0, least: 0, flag: true },
  [ID.blocky]: { first: 1, least: 0, flag: true },
}

/** What the options of one context are. */
export class ContextValues {
  readonly #values = new Map<number, number>()

  /** @throws ZmqError EINVAL for an option that there is not. */
  get(id: number): number {
    const value = this.#values.get(id) ?? LINES[id]?.first
    if (value === undefined) throw new ZmqError("EINVAL")
    return value
  }

  /** @throws ZmqError EINVAL for an option that there is not, and a value that it cannot have. */
  set(id: number, value: number): void {
    const { least = Infinity, flag = false } = LINES[id] ?? {}
    if (value < least) throw new ZmqError("EINVAL")
    // Nobody can ask for the priority of threads that there are not.
    if (id !== ID.threadPriority) this.#values.set(id, flag && value > 1 ? 1 : value)
  }
}
