/**
 * Context: which sockets share inproc names, and the defaults of new ones.
 */
import { ZmqError } from "../errors.js"
import type { InprocNames } from "../link/inproc-link.js"
import { MeetingPlace } from "../transports/inproc.js"
import { OtherThreads } from "../transports/other-threads.js"
import type { CoreContext, SocketCore } from "../socket/core.js"
import { onlyGetter } from "./option-accessors.js"

/** What a {@link Context} is made with. */
export interface ContextOptions {
  /** New sockets wait for their unsent messages when they close. Default true. */
  blocky?: boolean
  /** Kept and given back; there are no threads. */
  ioThreads?: number
  /** New sockets use IPv6 as well. Default false. */
  ipv6?: boolean
  /** Kept and given back; a socket's `maxMessageSize` is what limits messages. */
  maxMessageSize?: number
  /** Most sockets open at a time. Default 1023. */
  maxSockets?: number
  /** Taken for the sake of npm `zeromq`; there are no threads. */
  threadPriority?: number
  /** Taken for the sake of npm `zeromq`; there are no threads. */
  threadSchedulingPolicy?: number
}

const SOCKET_LIMIT = 65535

/** libzmq's numbers. The third is the limit when it is read, and the priority of threads when it is set. */
const NAMES = new Map<number, "ioThreads" | "maxSockets" | "maxMessageSize" | "ipv6" | "blocky">([
  [1, "ioThreads"],
  [2, "maxSockets"],
  [5, "maxMessageSize"],
  [42, "ipv6"],
  [70, "blocky"],
])
const LIMIT_OR_PRIORITY = 3
const SCHEDULING_POLICY = 4

/** A context's inside; what its sockets use. */
class ContextState implements CoreContext {
  readonly names: InprocNames
  blocky = true
  ipv6 = false
  ioThreads = 1
  maxSockets = 1023
  maxMessageSize = 0x7fffffff
  #sockets = new Set<SocketCore>()

  /** @param threads the other threads whose sockets share the names; null: there are none. */
  constructor(threads: OtherThreads | null) {
    this.names = new MeetingPlace(threads)
  }

  opened(core: SocketCore): void {
    if (this.#sockets.size >= this.maxSockets) throw new ZmqError("EMFILE")
    this.#sockets.add(core)
  }

  closed(core: SocketCore): void {
    this.#sockets.delete(core)
  }
}

/** Asks for the state that all copies of this library in a process share. */
const DEFAULT: ContextOptions = {}

/**
 * A program may load this library twice, by `import` and by `require`: sockets of the default context meet over
 * inproc all the same.
 */
function sharedState(): ContextState {
  const key = Symbol.for("purezmq.context")
  const place = globalThis as Partial<Record<symbol, ContextState>>
  return (place[key] ??= new ContextState(new OtherThreads()))
}

let stateOf: (context: Context) => CoreContext

/**
 * A group of sockets that can meet over `inproc://`, with the defaults for new sockets among them.
 *
 * @example
 * import { Context, Pair } from "purezmq"
 * const context = new Context({ blocky: false })
 * const pair = new Pair({ context })
 * pair.close()
 */
export class Context {
  readonly #state: ContextState
  /** Largest value of `maxSockets` that makes sense. */
  declare readonly maxSocketsLimit: number

  /** @throws TypeError for an unknown option or a wrong kind of value. */
  constructor(options: ContextOptions = {}) {
    if (typeof options !== "object") throw new TypeError("Options must be an object")
    this.#state = options === DEFAULT ? sharedState() : new ContextState(null)
    Object.seal(this)
    if (options !== DEFAULT) Object.assign(this, options)
  }

  /** New sockets wait for their unsent messages when they close; false: they have `linger` 0. */
  get blocky(): boolean {
    return this.#state.blocky
  }

  set blocky(value: boolean) {
    this.#state.blocky = bool(value)
  }

  /** New sockets use IPv6 as well. */
  get ipv6(): boolean {
    return this.#state.ipv6
  }

  set ipv6(value: boolean) {
    this.#state.ipv6 = bool(value)
  }

  /** Kept and given back; there are no threads. */
  get ioThreads(): number {
    return this.#state.ioThreads
  }

  set ioThreads(value: number) {
    this.#state.ioThreads = atLeast(0, value)
  }

  /** Most sockets open at a time. */
  get maxSockets(): number {
    return this.#state.maxSockets
  }

  set maxSockets(value: number) {
    this.#state.maxSockets = atLeast(1, value)
  }

  /** Taken for the sake of npm `zeromq`; there are no threads. */
  set threadPriority(value: number) {
    atLeast(0, value)
  }

  /** Taken for the sake of npm `zeromq`; there are no threads. */
  set threadSchedulingPolicy(value: number) {
    atLeast(0, value)
  }

  /** Kept and given back; `Socket.maxMessageSize` is what limits messages. */
  get maxMessageSize(): number {
    return this.#state.maxMessageSize
  }

  set maxMessageSize(value: number) {
    this.#state.maxMessageSize = atLeast(0, value)
  }

  /** An option by libzmq's number. @throws ZmqError EINVAL when there is none. */
  protected getBoolOption(option: number): boolean {
    return this.getInt32Option(option) !== 0
  }

  /** @see getBoolOption */
  protected setBoolOption(option: number, value: boolean): void {
    this.setInt32Option(option, Number(bool(value)))
  }

  /** @see getBoolOption */
  protected getInt32Option(option: number): number {
    if (option === LIMIT_OR_PRIORITY) return SOCKET_LIMIT
    return Number(this[nameOf(option)])
  }

  /** @see getBoolOption */
  protected setInt32Option(option: number, value: number): void {
    const given = atLeast(0, value)
    if (option === LIMIT_OR_PRIORITY || option === SCHEDULING_POLICY) return
    const name = nameOf(option)
    if (name === "ipv6" || name === "blocky") this[name] = given !== 0
    else this[name] = given
  }

  static {
    stateOf = (context) => context.#state
  }
}

// Who sets it is told in npm `zeromq`'s words.
Object.defineProperty(Context.prototype, "maxSocketsLimit", {
  get: () => SOCKET_LIMIT,
  set: () => {
    throw onlyGetter("maxSocketsLimit", "Context")
  },
})

/** The inside of a context, for its sockets. */
export function contextState(context: Context): CoreContext {
  return stateOf(context)
}

/** The context of sockets that are given none. */
export const context: Context = new Context(DEFAULT)

function nameOf(option: number): "ioThreads" | "maxSockets" | "maxMessageSize" | "ipv6" | "blocky" {
  const name = NAMES.get(option)
  if (name === undefined) throw new ZmqError("EINVAL")
  return name
}

function bool(value: unknown): boolean {
  if (typeof value !== "boolean") throw new TypeError("Option value must be a boolean")
  return value
}

function atLeast(least: number, value: unknown): number {
  if (typeof value !== "number") throw new TypeError("Option value must be a number")
  if ((value | 0) < least) throw new ZmqError("EINVAL")
  return value | 0
}
