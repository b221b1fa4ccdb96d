/**
 * Socket: what all socket types have in common. Checks what users pass, and hands it to the core.
 */
import { Buffer } from "node:buffer"
import type { InspectOptions } from "node:util"
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import { receiveMany, sendMany } from "../socket/batches.js"
import { SocketCore } from "../socket/core.js"
import { Endpoints } from "../socket/endpoints.js"
import type { Exchange } from "../socket/exchange.js"
import { hold, release } from "../socket/liveness.js"
import { describePeer, type Peer } from "../socket/peers.js"
import { nameOfType, TYPE } from "../socket/socket-types.js"
import type { SocketStatistics } from "../socket/statistics.js"
import { assertCallOptions } from "../socket/waiting.js"
import {
  assertAddress,
  assertCount,
  assertMessages,
  assertMost,
  assertOptions,
  isObject,
} from "./arguments.js"
import { context as defaultContext, Context, contextState } from "./context.js"
import { inspected, inspectedPeer, INSPECT, type Inspector } from "./inspection.js"
import { MessageIterator } from "./message-iterator.js"
import type { BatchOptions, CallOptions, ConnectedOptions, Sendable } from "./messaging.js"
import { Observer } from "./observer.js"
import { assertSocket, defineOptions, getOptionById, setOptionById } from "./option-accessors.js"
import type { CommonOptions } from "./option-types.js"
import { receiveFrom, type Received } from "./receive-from.js"
import type { Closeable } from "./symbols.js"

let coreOfSocket: (socket: Socket) => SocketCore

/** Sockets with work to do. */
const inUse = new Set<object>()

/** Sockets that nobody can reach any more are closed. */
const abandoned = new FinalizationRegistry<SocketCore>((core) => {
  core.abandon()
})

/**
 * The base of all sockets. Options are its properties; a socket takes them in its constructor, too. Those that
 * concern connections apply to the binds and connects that follow.
 */
export abstract class Socket implements Closeable {
  readonly #core: SocketCore
  readonly #exchange: Exchange
  readonly #endpoints: Endpoints
  readonly #context: Context
  #events: Observer | null = null

  /** @param type libzmq's number of the socket type. @param options the context, and options by name. */
  protected constructor(type: number, options: object = {}) {
    if (typeof type !== "number") throw new TypeError("Socket type must be a number")
    assertOptions(options)
    assertCount(2, arguments.length)
    const name = nameOfType(type)
    if (name === undefined) throw new ZmqError("EINVAL")
    const given: Record<string, unknown> = { ...options }
    const { context = defaultContext } = given
    if (!(context instanceof Context)) throw new Error("Invalid argument")
    delete given["context"]
    this.#context = context
    this.#core = new SocketCore(name, contextState(context))
    this.#exchange = this.#core.exchange
    this.#endpoints = new Endpoints(this.#core)
    Object.seal(this)
    abandoned.register(this, this.#core)
    try {
      Object.assign(this, given)
    } catch (error) {
      this.#core.close()
      throw error
    }
  }

  /** The context the socket belongs to. */
  get context(): Context {
    return this.#context
  }

  /** Whether the socket is closed. */
  get closed(): boolean {
    return this.#core.closed
  }

  /** Events of this socket's endpoints and connections. Only those after the first look at it. */
  get events(): Observer {
    return (this.#events ??= new Observer(this))
  }

  /** The endpoint last bound, with its real address and port, or connected to; null before either. */
  get lastEndpoint(): string | null {
    assertSocket(this.#core)
    return this.#core.lastEndpoint
  }

  /** A receive would not have to wait. */
  get readable(): boolean {
    return !this.closed && this.#core.pattern.canReceive()
  }

  /** libzmq's number of this socket type. */
  get type(): number {
    return TYPE[this.#core.name]
  }

  /** A send would not have to wait. */
  get writable(): boolean {
    return !this.closed && this.#core.pattern.canSend()
  }

  /**
   * Listens at an endpoint: `tcp://127.0.0.1:5555`, `tcp://*:*`, `ipc:///tmp/name`, `inproc://name`. Until it
   * settles the socket cannot be used otherwise. Rejects with EADDRINUSE, EADDRNOTAVAIL and the like.
   * @throws ZmqError EINVAL, EPROTONOSUPPORT, EBADF, EBUSY at once.
   */
  bind(address: string, options: CallOptions = {}): Promise<void> {
    assertAddress(address)
    assertCallOptions(options)
    assertCount(2, arguments.length)
    this.#core.assertUsable()
    return this.#exclusively(() => this.#endpoints.bind(address, options))
  }

  /** Listens at an endpoint from now on. @throws ZmqError. */
  bindSync(address: string): void {
    assertAddress(address)
    assertCount(1, arguments.length)
    this.#core.assertUsable()
    this.#endpoints.bindSync(address)
  }

  /**
   * Stops listening at an endpoint, given as `lastEndpoint` had it, and ends the connections it accepted.
   * Rejects with ENOENT when nothing is bound there.
   */
  unbind(address: string): Promise<void> {
    assertAddress(address)
    assertCount(1, arguments.length)
    this.#core.assertUsable()
    return this.#exclusively(() => {
      this.#endpoints.unbind(address)
    })
  }

  /** As `unbind`, at once. @throws ZmqError ENOENT. */
  unbindSync(address: string): void {
    assertAddress(address)
    assertCount(1, arguments.length)
    this.#core.assertUsable()
    this.#endpoints.unbind(address)
  }

  /** Connects to an endpoint in the background, and again whenever the connection is lost. @throws ZmqError. */
  connect(address: string): void {
    assertAddress(address)
    assertCount(1, arguments.length)
    this.#core.assertUsable()
    this.#endpoints.connect(address)
  }

  /** Ends what `connect` began. Unsent messages are sent as long as `linger` says. @throws ZmqError ENOENT. */
  disconnect(address: string): void {
    assertAddress(address)
    assertCount(1, arguments.length)
    this.#core.assertUsable()
    this.#endpoints.disconnect(address)
  }

  /** Closes the socket. What is unsent is sent in the background as long as `linger` says. */
  close(): void {
    assertCount(0, arguments.length)
    this.#core.close()
  }

  /** As `close`. */
  [Symbol.dispose](): void {
    this.#core.close()
  }

  /** As `close`; resolves when what is unsent has been sent, or its time is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#core.close()
    await this.#core.milestones.gone()
  }

  /**
   * The peer that is connected, once its handshake is done: by an endpoint of ours, given as to `connect` or as
   * `lastEndpoint` showed it, or by any. Rejects with EAGAIN when time is over or the socket is closed.
   */
  async connected(options: ConnectedOptions = {}): Promise<Peer> {
    assertCallOptions(options)
    if (options.address !== undefined) assertAddress(options.address)
    this.#core.assertUsable()
    const { milestones } = this.#core
    return describePeer(await this.#during(milestones.connected(options.address ?? null, options)))
  }

  /**
   * Waits until nothing is left to be sent: the operating system has taken all bytes, sockets in this process have
   * received all messages. Messages for peers that are not there are left until those come.
   */
  async drained(options: CallOptions = {}): Promise<void> {
    assertCallOptions(options)
    await this.#during(this.#core.milestones.drained(options))
  }

  /** The peers that are connected now. */
  get peers(): Peer[] {
    return this.#core.peers().map(describePeer)
  }

  /** What this socket has done so far, and what waits in it. */
  statistics(): SocketStatistics {
    return this.#core.statistics()
  }

  /** What `console.log` shows: endpoints, peers, and how much waits. */
  [INSPECT](depth: number, options: InspectOptions, inspector: Inspector): string {
    const { unsent, unread } = this.#core.statistics()
    const shown = {
      ...this.#endpoints.list(),
      peers: this.peers.map(inspectedPeer),
      unsent,
      unread,
    }
    const { name } = this.constructor
    return inspected(name, this.closed ? null : shown, depth, options, inspector)
  }

  /** Connects with a name for the peer: ROUTER and STREAM. */
  protected connectAs(address: string, routingId: string | Buffer): void {
    assertAddress(address)
    this.#core.assertUsable()
    this.#endpoints.connect(address, Buffer.from(routingId))
  }

  /** An option by libzmq's number, for those that have no name here. */
  protected getBoolOption(option: number): boolean {
    return getOptionById(this.#core, option, ["bool"]) === true
  }

  /** @see getBoolOption */
  protected setBoolOption(option: number, value: boolean): void {
    setOptionById(this.#core, option, ["bool"], value)
  }

  /** @see getBoolOption */
  protected getInt32Option(option: number): number {
    return Number(getOptionById(this.#core, option, ["int32"]))
  }

  /** @see getBoolOption */
  protected setInt32Option(option: number, value: number): void {
    setOptionById(this.#core, option, ["int32"], value)
  }

  /** @see getBoolOption */
  protected getUint32Option(option: number): number {
    return Number(getOptionById(this.#core, option, ["uint32"]))
  }

  /** @see getBoolOption */
  protected setUint32Option(option: number, value: number): void {
    setOptionById(this.#core, option, ["uint32"], value)
  }

  /** @see getBoolOption */
  protected getInt64Option(option: number): number {
    return Number(getOptionById(this.#core, option, ["int64"]))
  }

  /** @see getBoolOption */
  protected setInt64Option(option: number, value: number): void {
    setOptionById(this.#core, option, ["int64"], value)
  }

  /** @see getBoolOption */
  protected getUint64Option(option: number): number {
    return Number(getOptionById(this.#core, option, ["uint64"]))
  }

  /** @see getBoolOption */
  protected setUint64Option(option: number, value: number): void {
    setOptionById(this.#core, option, ["uint64"], value)
  }

  /** @see getBoolOption */
  protected getStringOption(option: number): string | null {
    return getOptionById(this.#core, option, ["bytes"])?.toString() ?? null
  }

  /** @see getBoolOption */
  protected setStringOption(option: number, value: string | Buffer | null): void {
    setOptionById(this.#core, option, ["bytes"], value)
  }

  /** A socket with work to do is not abandoned, even if nobody else can reach it. */
  async #during<T>(work: Promise<T>): Promise<T> {
    const use = { socket: this }
    inUse.add(use)
    try {
      return await work
    } finally {
      inUse.delete(use)
    }
  }

  async #exclusively(act: () => Promise<void> | void): Promise<void> {
    this.#core.block()
    hold()
    try {
      await act()
    } finally {
      this.#core.unblock()
      // Whoever listens to events hears of it before the call is over.
      if (this.#events !== null) await new Promise<void>((resolve) => process.nextTick(resolve))
      release()
    }
  }

  static {
    coreOfSocket = (socket) => socket.#core
    // Every socket has these, those that cannot do it answer ENOTSUP. Types show them only where they can.
    addMethods(Socket.prototype, {
      send(this: Socket, message: Sendable | undefined, options?: CallOptions): Promise<void> {
        // hot
        if (message === undefined) throw new TypeError("Message must be present")
        if (options !== undefined) assertCallOptions(options)
        assertCount(2, arguments.length)
        if (this.#core.closed || this.#core.blocked) this.#core.assertUsable()
        return this.#exchange.send(message, options)
      },

      sendMany(this: Socket, messages: Iterable<Sendable>, options: CallOptions = {}) {
        assertCallOptions(options)
        assertMessages(messages)
        this.#core.assertUsable()
        return this.#during(sendMany(this.#core, messages, options))
      },

      receive(this: Socket, options?: CallOptions): Promise<Message> {
        // hot
        if (options !== undefined) assertCallOptions(options)
        assertCount(1, arguments.length)
        if (this.#core.closed || this.#core.blocked) this.#core.assertUsable()
        return this.#exchange.receive(options)
      },

      receiveMany(this: Socket, options: BatchOptions = {}) {
        assertCallOptions(options)
        const { most = Infinity } = options
        assertMost(most)
        this.#core.assertUsable()
        return this.#during(receiveMany(this.#core, most, options))
      },

      receiveFrom(this: Socket, options: CallOptions = {}): Promise<Received> {
        return receiveFrom(this.#core, options)
      },

      [Symbol.asyncIterator](this: Socket): AsyncIterator<Message, undefined> {
        return new MessageIterator(this, this.#core)
      },
    })
  }
}

// Their accessors are on the prototype, see `defineOptions` below.
export interface Socket extends CommonOptions {}

/** The inside of a socket, for the classes of this folder. */
export function coreOf(socket: Socket): SocketCore {
  return coreOfSocket(socket)
}

/** @throws TypeError for what is no object, Error for an object that is no socket. */
export function assertSocketObject(value: unknown, name: string): asserts value is Socket {
  if (value instanceof Socket) return
  if (isObject(value)) throw new Error("Invalid argument")
  throw new TypeError(`${name} must be a socket object`)
}

defineOptions(Socket.prototype, null, coreOf)

function addMethods(prototype: object, methods: object): void {
  for (const key of Reflect.ownKeys(methods)) {
    const value: unknown = Reflect.get(methods, key)
    Object.defineProperty(prototype, key, { value, writable: true, configurable: true })
  }
}
