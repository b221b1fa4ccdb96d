/**
 * What is behind a socket: its pattern, its pipes, its links, and the order in which they come and go.
 * Knows pipes and links. Does not know how endpoints are written or what users may pass.
 */
import { ZmqError } from "../errors.js"
import type { Event } from "../events.js"
import type { Link } from "../link/link.js"
import { inprocPeer, type InprocNames, type InprocSocket } from "../link/inproc-link.js"
import { EMPTY } from "../message.js"
import type { Pattern } from "../patterns/pattern.js"
import type { PeerInfo } from "../peer.js"
import { Lane, Pipe, type HighWaterMarks, type PipeOwner } from "../pipe.js"
import { Exchange } from "./exchange.js"
import { hold, register, release, unregister, type Lingerer } from "./liveness.js"
import { defaultOptions, type OptionValues } from "./options.js"
import { createPattern } from "./patterns.js"
import { wireTypeOf, type SocketName } from "./socket-types.js"

/** The context as a socket sees it. */
export interface CoreContext {
  readonly names: InprocNames
  readonly blocky: boolean
  readonly ipv6: boolean
  /** @throws ZmqError EMFILE. */
  opened(core: SocketCore): void
  closed(core: SocketCore): void
}

/** The inside of one socket. */
export class SocketCore implements InprocSocket, PipeOwner, Lingerer {
  readonly name: SocketName
  readonly context: CoreContext
  readonly options: OptionValues = defaultOptions()
  readonly pattern: Pattern
  readonly exchange: Exchange
  /** Binds and connects, by endpoint. */
  readonly links = new Map<string, Link[]>()
  /** Hears of events; null: nobody does. */
  onEvent: ((event: Event) => void) | null = null
  /** Called whenever `exchange.retry` is: something may have become possible. For a proxy. */
  onActivity: (() => void) | null = null
  closed = false
  /** A bind, an unbind or a proxy has the socket for itself. */
  blocked = false
  /** `close` was called while a bind was under way. */
  #closeDue = false
  readonly #pipes = new Set<Pipe>()
  readonly #endpointOf = new Map<Link, string>()
  /** Links that only have to send what they hold. */
  readonly #leaving = new Map<Link, NodeJS.Timeout | null>()
  #held = false

  constructor(name: SocketName, context: CoreContext) {
    this.name = name
    this.context = context
    if (!context.blocky || name === "Subscriber" || name === "XSubscriber") this.options.linger = 0
    this.options.ipv6 = context.ipv6
    this.pattern = createPattern(name, this.options)
    this.exchange = new Exchange(this.pattern, this.options)
    context.opened(this)
    register(this)
  }

  // --- for links

  createPipe(): Pipe {
    const { receiveHighWaterMark, sendHighWaterMark, conflate } = this.options
    // From a SUB to a PUB go subscriptions; the newest does not stand for all.
    return new Pipe(
      new Lane(receiveHighWaterMark, conflate && this.name !== "Publisher"),
      new Lane(sendHighWaterMark, conflate && this.name !== "Subscriber"),
    )
  }

  attach(pipe: Pipe): void {
    pipe.owner = this
    this.#pipes.add(pipe)
    this.pattern.attach(pipe)
    this.#retry()
  }

  connected(pipe: Pipe): void {
    this.pattern.connected(pipe)
    this.#retry()
  }

  disconnected(pipe: Pipe): void {
    this.pattern.disconnected(pipe)
    this.#retry()
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.#pipes.delete(pipe)
    this.pattern.detach(pipe, dropUnread || this.closed)
    if (!this.closed) this.#retry()
  }

  emit(event: Event): void {
    this.onEvent?.(event)
  }

  released(link: Link): void {
    const timer = this.#leaving.get(link)
    if (timer) clearTimeout(timer)
    this.#leaving.delete(link)
    this.#forget(link)
    if (this.closed && this.links.size === 0 && this.#leaving.size === 0) this.#gone()
  }

  describe(): PeerInfo {
    const { name, options } = this
    return inprocPeer(wireTypeOf(name) ?? "STREAM", options.routingId ?? EMPTY)
  }

  highWaterMarks(): HighWaterMarks {
    return {
      send: this.options.sendHighWaterMark,
      receive: this.options.receiveHighWaterMark,
    }
  }

  // --- for pipes

  onReadable(pipe: Pipe): void {
    this.pattern.readable(pipe)
    this.#retry()
  }

  onWritable(pipe: Pipe): void {
    this.pattern.writable(pipe)
    this.#retry()
  }

  // --- for the socket

  addLink(endpoint: string, link: Link): void {
    this.#endpointOf.set(link, endpoint)
    const links = this.links.get(endpoint)
    if (links === undefined) this.links.set(endpoint, [link])
    else links.push(link)
  }

  /** Ends one bind or connect: what it holds is sent as long as `linger` says. */
  leave(link: Link): void {
    this.#forget(link)
    const { linger } = this.options
    if (linger === 0) {
      link.destroy()
      return
    }
    this.#leaving.set(link, null)
    link.finish()
    if (linger > 0 && this.#leaving.has(link)) {
      const timer = setTimeout(() => {
        link.destroy()
      }, linger).unref()
      this.#leaving.set(link, timer)
    }
  }

  /** New high-water marks apply to the pipes there are. */
  applyHighWaterMarks(): void {
    const marks = this.highWaterMarks()
    for (const pipe of this.#pipes) pipe.setHighWaterMarks(marks)
  }

  /** Closes, or does so when what blocks the socket is over. */
  close(): void {
    if (this.closed) return
    if (this.blocked) {
      this.#closeDue = true
      return
    }
    this.closed = true
    this.exchange.close()
    this.context.closed(this)
    for (const link of [...this.links.values()].flat()) this.leave(link)
    this.emit({ type: "end" })
    if (this.#leaving.size === 0) this.#gone()
    else {
      this.#held = true
      hold()
    }
  }

  get lingerMs(): number {
    return this.options.linger
  }

  get blocky(): boolean {
    return this.context.blocky
  }

  hasUnsent(): boolean {
    if (this.#leaving.size > 0) return true
    for (const pipe of this.#pipes) if (pipe.outgoing.pending > 0) return true
    return false
  }

  /** Keeps everybody else off the socket until `unblock`. */
  block(): void {
    this.blocked = true
  }

  unblock(): void {
    this.blocked = false
    if (this.#closeDue) this.close()
  }

  /** @throws ZmqError EBADF when the socket is closed, EBUSY when it is blocked. */
  assertUsable(): void {
    if (this.closed) throw new ZmqError("EBADF")
    if (this.blocked) {
      throw new ZmqError("EBUSY", "Socket is blocked by a bind or unbind operation")
    }
  }

  #retry(): void {
    // hot
    this.exchange.retry()
    if (this.onActivity !== null) this.onActivity()
  }

  #forget(link: Link): void {
    const endpoint = this.#endpointOf.get(link)
    if (endpoint === undefined) return
    this.#endpointOf.delete(link)
    const others = this.links.get(endpoint)?.filter((other) => other !== link) ?? []
    if (others.length === 0) this.links.delete(endpoint)
    else this.links.set(endpoint, others)
  }

  /** Nothing is left to do. */
  #gone(): void {
    unregister(this)
    if (this.#held) release()
    this.#held = false
  }
}
