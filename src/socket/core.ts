/**
 * What is behind a socket: its pattern, its pipes, its links, and the order in which they come and go.
 * Knows pipes and links. Does not know how endpoints are written or what users may pass.
 */
import { ZmqError } from "../errors.js"
import type { Event } from "../events.js"
import { refusePeer, type Link } from "../link/link.js"
import { inprocPeer, type InprocNames, type InprocSocket } from "../link/inproc-link.js"
import type { Notices } from "../link/notices.js"
import { EMPTY } from "../message.js"
import type { Pattern } from "../patterns/pattern.js"
import type { PeerInfo } from "../peer.js"
import { Lane } from "../lane.js"
import { Pipe, type HighWaterMarks, type PipeOwner } from "../pipe.js"
import { Exchange } from "./exchange.js"
import {
  labelSocket,
  publishClosed,
  publishEvent,
  publishOpened,
  type SocketLabel,
} from "./diagnostics.js"
import { register, unregister, type Lingerer } from "./liveness.js"
import { Milestones, type Progress } from "./milestones.js"
import { notifiesOf } from "./option-forms.js"
import { defaultOptions, type OptionValues } from "./option-values.js"
import { createPattern } from "./patterns.js"
import { wireTypeOf, type SocketName } from "./socket-types.js"
import { Statistics, type SocketStatistics } from "./statistics.js"
import type { Properties } from "../zmtp/metadata.js"

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
export class SocketCore implements InprocSocket, PipeOwner, Lingerer, Progress {
  readonly name: SocketName
  readonly label: SocketLabel
  readonly context: CoreContext
  readonly options: OptionValues = defaultOptions()
  /** What the application announces of itself. */
  metadata: Properties = []
  readonly pattern: Pattern
  readonly exchange: Exchange
  readonly milestones = new Milestones(this)
  /** Binds and connects, by endpoint. */
  readonly links = new Map<string, Link[]>()
  /** Connects that were given up for what their peers did; to a program they are there until it disconnects. */
  readonly givenUp = new Set<string>()
  /** What was bound, resolved, or connected to last; null before either. */
  lastEndpoint: string | null = null
  /** Hears of events; null: nobody does. */
  onEvent: ((event: Event) => void) | null = null
  /** Called whenever `exchange.retry` is: something may have become possible. For a proxy. */
  onActivity: (() => void) | null = null
  closed = false
  /** It is closed and has nothing left to send. */
  isGone = false
  /** A bind, an unbind or a proxy has the socket for itself. */
  blocked = false
  /** `close` was called while a bind was under way. */
  #closeDue = false
  #isSweeping = false
  /** A link ends, but what waits in it is to be sent yet. */
  #isFinishing = false
  readonly #pipes = new Set<Pipe>()
  readonly #statistics = new Statistics()
  readonly #endpointOf = new Map<Link, string>()
  /** Links that only have to send what they hold. */
  readonly #leaving = new Map<Link, NodeJS.Timeout | null>()
  /** It is closed, and its events are over. */
  #ended = false

  constructor(name: SocketName, context: CoreContext) {
    this.name = name
    this.label = labelSocket(name)
    this.context = context
    if (!context.blocky || name === "Subscriber" || name === "XSubscriber") this.options.linger = 0
    this.options.ipv6 = context.ipv6
    this.pattern = createPattern(name, this.options)
    this.pattern.refuse = refusePeer
    this.exchange = new Exchange(this.pattern, this.options)
    context.opened(this)
    register(this)
    publishOpened(this.label)
  }

  // --- for links

  createPipe(): Pipe {
    const { receiveHighWaterMark, sendHighWaterMark, conflate, maxQueuedBytes } = this.options
    const mostBytes = maxQueuedBytes === 0 ? Infinity : maxQueuedBytes
    // From a SUB to a PUB go subscriptions; the newest does not stand for all.
    return new Pipe(
      new Lane(receiveHighWaterMark, conflate && this.name !== "Publisher", mostBytes),
      new Lane(sendHighWaterMark, conflate && this.name !== "Subscriber"),
    )
  }

  attach(pipe: Pipe): void {
    pipe.owner = this
    this.#pipes.add(pipe)
    this.milestones.watch(pipe)
    this.pattern.attach(pipe)
    this.#retry()
  }

  connected(pipe: Pipe): void {
    this.pattern.connected(pipe)
    this.#retry()
    this.milestones.check()
  }

  disconnected(pipe: Pipe): void {
    this.pattern.disconnected(pipe)
    this.#retry()
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    if (!this.#pipes.delete(pipe)) return
    this.#statistics.leave(pipe, this.#isFinishing)
    this.pattern.detach(pipe, dropUnread || this.closed)
    if (!this.#isSweeping) this.#sweep()
    if (!this.closed) this.#retry()
    this.milestones.check()
  }

  /** What a peer leaves behind may be more than one turn has time for. */
  #sweep(): void {
    this.#isSweeping = !this.closed && !this.pattern.sweep()
    if (!this.#isSweeping) return
    setImmediate(() => {
      this.#sweep()
      if (!this.closed) this.#retry()
    })
  }

  emit(event: Event): void {
    this.#statistics.happened(event)
    publishEvent(this.label, event)
    this.onEvent?.(event)
  }

  released(link: Link, gaveUp = false): void {
    const timer = this.#leaving.get(link)
    if (timer) clearTimeout(timer)
    this.#leaving.delete(link)
    const endpoint = this.#endpointOf.get(link)
    if (gaveUp && endpoint !== undefined) this.givenUp.add(endpoint)
    this.#forget(link)
    if (this.#ended && this.#leaving.size === 0) this.#gone()
    else this.milestones.check()
  }

  describe(): PeerInfo {
    const { name, options, metadata } = this
    // A STREAM has no inproc.
    return inprocPeer(wireTypeOf(name) ?? "PAIR", options.routingId ?? EMPTY, metadata)
  }

  highWaterMarks(): HighWaterMarks {
    return {
      send: this.options.sendHighWaterMark,
      receive: this.options.receiveHighWaterMark,
    }
  }

  notices(): Notices {
    const { helloMessage, disconnectMessage, hiccupMessage, routerNotify } = this.options
    return {
      hello: helloMessage,
      ofConnects: notifiesOf(routerNotify, "connect"),
      ofDisconnects: notifiesOf(routerNotify, "disconnect"),
      left: disconnectMessage,
      hiccup: hiccupMessage,
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

  pipes(): Iterable<Pipe> {
    return this.#pipes
  }

  /** Those that are connected now. */
  peers(): Pipe[] {
    return [...this.#pipes].filter(({ connected }) => connected)
  }

  /** What it has done so far. */
  statistics(): SocketStatistics {
    return this.#statistics.of(this.#pipes, this.pattern.dropped)
  }

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
    this.#isFinishing = true
    link.finish()
    this.#isFinishing = false
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
    this.milestones.close()
    this.context.closed(this)
    for (const link of [...this.links.values()].flat()) this.leave(link)
    this.emit({ type: "end" })
    this.#ended = true
    if (this.#leaving.size === 0) this.#gone()
  }

  /**
   * Nobody can use the socket any more: it is closed, when what waits in it is over. That may still have somebody
   * who waits for it.
   */
  abandon(): void {
    if (this.exchange.waits) this.exchange.whenIdle = this.#abandoned
    else this.close()
  }

  readonly #abandoned = (): void => {
    this.close()
  }

  /** Links that are left have clocks of their own. */
  get lingerMs(): number {
    return this.closed ? -1 : this.options.linger
  }

  get blocky(): boolean {
    return this.context.blocky
  }

  hasUnsent(): boolean {
    if (this.#leaving.size > 0) return true
    for (const pipe of this.#pipes) if (pipe.outgoing.pending > 0) return true
    return false
  }

  sendNow(): void {
    for (const pipe of this.#pipes) pipe.flush()
    // Whoever ends sends what can go.
    for (const link of [...this.#leaving.keys()]) link.destroy()
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
    if (this.isGone) return
    this.isGone = true
    unregister(this)
    publishClosed(this.label)
    this.milestones.check()
  }
}
