/**
 * Joins two sockets of one context: each one's outgoing lane is the other's incoming one. No bytes, no
 * frames. The high-water mark of each direction is the sum of both sides', as in libzmq. When the other socket
 * turns out to be in another thread, what moves the messages is a matter of thread-link.ts.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"
import type { PeerInfo } from "../peer.js"
import { Pipe, type HighWaterMarks, type PipeLink } from "../pipe.js"
import type { Host, MeetingPlace, Visitor } from "../transports/inproc.js"
import type { ThreadPort } from "../transports/thread-port.js"
import type { Properties } from "../zmtp/metadata.js"
import { announcesIdentity, type WireSocketType } from "../zmtp/socket-type.js"
import type { Link, LinkHost, LinkOptions } from "./link.js"
import type { AcceptedPeer } from "./listener.js"
import type { Notices } from "./notices.js"
import { admit, Traveller, type TravellerOwner } from "./thread-link.js"

/** What one socket tells the other, in place of a handshake, and its high-water marks. */
export interface InprocSocket extends LinkHost {
  describe(): PeerInfo
  highWaterMarks(): HighWaterMarks
}

/** Where sockets of one context meet. */
export type InprocNames = MeetingPlace<InprocGuest>

/** One `bind` to an inproc name. */
export class InprocHost implements Link, Host<InprocGuest> {
  readonly #name: string
  readonly #names: InprocNames
  readonly #socket: InprocSocket
  readonly #options: LinkOptions
  readonly #ends = new Set<InprocEnd>()
  readonly #peers = new Set<AcceptedPeer>()
  #bound = false
  #unbound = false

  constructor(name: string, names: InprocNames, socket: InprocSocket, options: LinkOptions) {
    this.#name = name
    this.#names = names
    this.#socket = socket
    this.#options = options
  }

  /** The name is ours. */
  get isBound(): boolean {
    return this.#bound
  }

  /** @throws ZmqError EADDRINUSE. */
  bind(): void {
    this.#names.bind(this.#name, this)
    this.#bound = true
  }

  welcome(guest: InprocGuest): void {
    const end = guest.meet(this.#socket, this.#options.notices)
    if (end.pipe.closed) return
    this.#ends.add(end)
    end.onGone = () => {
      this.#ends.delete(end)
      if (this.#unbound) this.#releaseWhenDone()
    }
  }

  admit(port: ThreadPort): void {
    const peer = admit(port, this.#options, this.#socket, () => {
      this.#peers.delete(peer)
      if (this.#unbound) this.#releaseWhenDone()
    })
    this.#peers.add(peer)
    peer.start()
  }

  /** The name is free again; those who came by it stay (as in libzmq). */
  unbind(): void {
    if (this.#bound) this.#names.unbind(this.#name)
    this.#bound = false
    this.#unbound = true
    this.#releaseWhenDone()
  }

  /** What was written is in the other socket's hands already; only another thread has to be sent it. */
  finish(): void {
    this.unbind()
    for (const end of this.#ends) end.close(true)
    for (const peer of this.#peers) peer.finish()
  }

  destroy(): void {
    for (const peer of this.#peers) peer.destroy()
    this.#peers.clear()
    this.unbind()
    for (const end of this.#ends) end.close(true)
  }

  #releaseWhenDone(): void {
    if (this.#ends.size + this.#peers.size === 0) this.#socket.released(this)
  }
}

/** One `connect` to an inproc name. */
export class InprocGuest implements Link, Visitor, TravellerOwner {
  readonly #name: string
  readonly #names: InprocNames
  readonly #socket: InprocSocket
  readonly #options: LinkOptions
  readonly #end: InprocEnd
  #state: "waiting" | "met" | "closed" = "waiting"
  /** What carries the messages when the host is in another thread. */
  #traveller: Traveller | null = null
  #finishing = false

  constructor(
    name: string,
    names: InprocNames,
    socket: InprocSocket,
    options: LinkOptions,
    routingId: Buffer | null,
  ) {
    this.#name = name
    this.#names = names
    this.#socket = socket
    this.#options = options
    this.#end = new InprocEnd(socket, socket.createPipe())
    this.#end.pipe.endpoint = `inproc://${name}`
    if (routingId !== null) this.#end.pipe.routingId = routingId
    // When the other side has left there is nothing to disconnect from, as in libzmq.
    this.#end.onGone = () => {
      if (!this.#finishing) this.destroy()
    }
  }

  start(): void {
    this.#end.attach()
    // A PAIR that has its peer turns every other away.
    if (!this.#end.pipe.closed) this.#names.connect(this.#name, this)
  }

  /** The other side is there: its pipe is ours the other way round. Answers the host's end. */
  meet(host: InprocSocket, notices: Notices): InprocEnd {
    const own = this.#end
    const other = new InprocEnd(host, new Pipe(own.pipe.outgoing, own.pipe.incoming))
    other.pipe.endpoint = own.pipe.endpoint
    other.farewell = notices.left
    own.pipe.remote = other.pipe.remote = { address: null, endpoint: `inproc://${this.#name}` }
    own.pipe.otherMarks = () => host.highWaterMarks()
    other.pipe.otherMarks = () => this.#socket.highWaterMarks()
    own.pipe.setHighWaterMarks(this.#socket.highWaterMarks())
    this.#state = "met"
    own.partner = other
    other.partner = own
    // Before anything else, also what waits.
    if (notices.hello !== null) own.pipe.incoming.deliverFirst([Buffer.from(notices.hello)])
    const { hello } = this.#options.notices
    if (hello !== null) own.pipe.outgoing.deliverFirst([Buffer.from(hello)])
    // What waits was written before there was a reader to wake; attaching looks for it.
    other.attach()
    other.connected(this.#socket.describe())
    own.connected(host.describe())
    // It may be that it only had to hand over what it held, or that its socket turned the peer away.
    if (this.#finishing || own.pipe.closed) this.destroy()
    return other
  }

  cross(port: ThreadPort): void {
    this.#state = "met"
    this.#traveller = new Traveller(port, this.#options, this.#end.pipe, this.#socket, this)
    this.#traveller.start()
  }

  onArrived(): void {
    if (this.#finishing) this.#traveller?.finish()
    else this.#socket.connected(this.#end.pipe)
  }

  onReturned(mayTryAgain: boolean): void {
    this.#traveller = null
    if (mayTryAgain && !(this.#finishing && this.#end.pipe.outgoing.pending === 0)) {
      this.#state = "waiting"
      this.#names.connect(this.#name, this)
      return
    }
    // What has arrived can still be received.
    this.#end.detach(false)
    this.destroy()
  }

  finish(): void {
    if (this.#state === "closed" || this.#finishing) return
    this.#finishing = true
    const traveller = this.#traveller
    if (traveller?.hasArrived) {
      this.#end.detach(true)
      traveller.finish()
    } else if (this.#isUnderWay() && this.#end.pipe.outgoing.pending > 0) this.#end.detach(true)
    else this.destroy()
  }

  destroy(): void {
    if (this.#state === "closed") return
    if (this.#state === "waiting") this.#names.leave(this.#name, this)
    this.#state = "closed"
    this.#end.close(true)
    this.#traveller?.destroy()
    this.#traveller = null
    this.#socket.released(this)
  }

  /** No host has taken what waits. */
  #isUnderWay(): boolean {
    return this.#state === "waiting" || this.#traveller !== null
  }
}

/** One of the two sockets at an inproc pipe. */
class InprocEnd implements PipeLink {
  partner: InprocEnd | null = null
  /** What this end belongs to hears that it is over. */
  onGone: (() => void) | null = null
  /** Received when the other end is gone; null: nothing. */
  farewell: Buffer | null = null
  readonly #socket: InprocSocket

  constructor(
    socket: InprocSocket,
    readonly pipe: Pipe,
  ) {
    this.#socket = socket
    pipe.link = this
  }

  attach(): void {
    this.#socket.attach(this.pipe)
  }

  connected(peer: PeerInfo): void {
    if (this.pipe.closed) return
    this.pipe.peer = peer
    this.pipe.connected = true
    this.#socket.connected(this.pipe)
  }

  terminate(): void {
    this.close(false)
  }

  /** Ends both ends: the other side can still read what it was sent. */
  close(dropUnread: boolean): void {
    this.detach(dropUnread)
    const partner = this.partner
    this.partner = null
    if (partner === null) return
    partner.partner = null
    partner.takeLeave()
    partner.detach(false)
  }

  takeLeave(): void {
    if (this.farewell === null || this.pipe.closed) return
    this.pipe.incoming.deliver([Buffer.from(this.farewell)])
  }

  detach(dropUnread: boolean): void {
    if (this.pipe.closed) return
    this.pipe.closed = true
    this.pipe.incoming.ended = true
    this.#socket.detach(this.pipe, dropUnread)
    this.pipe.connected = false
    this.onGone?.()
  }
}

/** A peer as its handshake would have described it. */
export function inprocPeer(
  socketType: WireSocketType,
  identity: Buffer,
  announced: Properties,
): PeerInfo {
  const properties = new Map<string, string>([["socket-type", socketType]])
  if (announcesIdentity(socketType)) properties.set("identity", identity.toString())
  for (const [name, value] of announced) {
    const key = name.toLowerCase()
    if (!properties.has(key)) properties.set(key, value.toString())
  }
  return { socketType, identity: identity.length === 0 ? EMPTY : identity, properties }
}
