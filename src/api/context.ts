/**
 * Context: which sockets share inproc names, and the defaults of new ones.
 */
import { ZmqError } from "../errors.js"
import type { InprocNames } from "../link/inproc-link.js"
import { MeetingPlace } from "../transports/inproc.js"
import { OtherThreads } from "../transports/other-threads.js"
import { assertCount, assertNumber, assertOptions } from "./arguments.js"
import { ContextValues, ID } from "./context-options.js"
import type { CoreContext, SocketCore } from "../socket/core.js"

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
  /** Kept; there are no threads. */
  threadPriority?: number
  /** Kept; there are no threads. */
  threadSchedulingPolicy?: number
}

/** A context's inside; what its sockets use. */
class ContextState implements CoreContext {
  readonly names: InprocNames
  readonly values = new ContextValues()
  #sockets = new Set<SocketCore>()

  /** @param threads the other threads whose sockets share the names; null: there are none. */
  constructor(threads: OtherThreads | null) {
    this.names = new MeetingPlace(threads)
  }

  get blocky(): boolean {
    return this.values.get(ID.blocky) !== 0
  }

  get ipv6(): boolean {
    return this.values.get(ID.ipv6) !== 0
  }

  opened(core: SocketCore): void {
    if (this.#sockets.size >= this.values.get(ID.maxSockets)) throw new ZmqError("EMFILE")
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

let stateOf: (context: Context) => ContextState

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

  /** @throws TypeError for an unknown option or a wrong kind of value. */
  constructor(options: ContextOptions = {}) {
    assertOptions(options)
    assertCount(1, arguments.length)
    this.#state = options === DEFAULT ? sharedState() : new ContextState(null)
    Object.seal(this)
    if (options !== DEFAULT) Object.assign(this, options)
  }

  /** New sockets wait for their unsent messages when they close; false: they have `linger` 0. */
  get blocky(): boolean {
    return this.getBoolOption(ID.blocky)
  }

  set blocky(value: boolean) {
    this.setBoolOption(ID.blocky, value)
  }

  /** New sockets use IPv6 as well. */
  get ipv6(): boolean {
    return this.getBoolOption(ID.ipv6)
  }

  set ipv6(value: boolean) {
    this.setBoolOption(ID.ipv6, value)
  }

  /** Kept and given back; there are no threads. */
  get ioThreads(): number {
    return this.getInt32Option(ID.ioThreads)
  }

  set ioThreads(value: number) {
    this.setInt32Option(ID.ioThreads, value)
  }

  /** Most sockets open at a time. */
  get maxSockets(): number {
    return this.getInt32Option(ID.maxSockets)
  }

  set maxSockets(value: number) {
    this.setInt32Option(ID.maxSockets, value)
  }

  /** Largest value of `maxSockets` that makes sense. */
  get maxSocketsLimit(): number {
    return this.getInt32Option(ID.maxSocketsLimit)
  }

  /** Kept and given back; `Socket.maxMessageSize` is what limits messages. */
  get maxMessageSize(): number {
    return this.getInt32Option(ID.maxMessageSize)
  }

  set maxMessageSize(value: number) {
    this.setInt32Option(ID.maxMessageSize, value)
  }

  /** Kept; there are no threads. */
  set threadPriority(value: number) {
    this.setInt32Option(ID.threadPriority, value)
  }

  /** Kept; there are no threads. */
  set threadSchedulingPolicy(value: number) {
    this.setInt32Option(ID.threadSchedulingPolicy, value)
  }

  /** An option by libzmq's number. @throws ZmqError EINVAL for one that there is not. */
  protected getBoolOption(option: number): boolean {
    return this.getInt32Option(option) !== 0
  }

  /** @see getBoolOption */
  protected setBoolOption(option: number, value: boolean): void {
    assertNumber(option, "Identifier")
    if (typeof value !== "boolean") throw new TypeError("Option value must be a boolean")
    this.#state.values.set(option, Number(value))
  }

  /** @see getBoolOption */
  protected getInt32Option(option: number): number {
    assertNumber(option, "Identifier")
    return this.#state.values.get(option)
  }

  /** @see getBoolOption */
  protected setInt32Option(option: number, value: number): void {
    assertNumber(option, "Identifier")
    assertNumber(value, "Option value")
    this.#state.values.set(option, value | 0)
  }

  static {
    stateOf = (context) => context.#state
  }
}

/** The inside of a context, for its sockets. */
export function contextState(context: Context): CoreContext {
  return stateOf(context)
}

/** The context of sockets that are given none. */
export const context: Context = new Context(DEFAULT)
