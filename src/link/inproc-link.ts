/**
 * Joins two sockets of one context: each one's outgoing lane is the other's incoming one. No bytes, no
 * frames. The high-water mark of each direction is the sum of both sides', as in libzmq.
 */
import { Buffer } from "node:buffer"
import { EMPTY } from "../message.js"
import type { PeerInfo } from "../peer.js"
import { Pipe, type HighWaterMarks, type PipeLink } from "../pipe.js"
import type { Host, MeetingPlace } from "../transports/inproc.js"
import type { Properties } from "../zmtp/metadata.js"
import { announcesIdentity, type WireSocketType } from "../zmtp/socket-type.js"
import type { Link, LinkHost } from "./link.js"
import type { Notices } from "./notices.js"

/** What one socket tells the other, in place of a handshake, and its high-water marks. */
export interface InprocSocket extends LinkHost {
  describe(): PeerInfo
  highWaterMarks(): HighWaterMarks
  notices(): Notices
}

/** Where sockets of one context meet. */
export type InprocNames = MeetingPlace<InprocGuest>

/** One `bind` to an inproc name. */
export class InprocHost implements Link, Host<InprocGuest> {
  readonly #name: string
  readonly #names: InprocNames
  readonly #socket: InprocSocket
  readonly #notices: Notices
  readonly #ends = new Set<InprocEnd>()
  #bound = false
  #unbound = false

  constructor(name: string, names: InprocNames, socket: InprocSocket) {
    this.#name = name
    this.#names = names
    this.#socket = socket
    this.#notices = socket.notices()
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
    const end = guest.meet(this.#socket, this.#notices)
    if (end.pipe.closed) return
    this.#ends.add(end)
    end.onGone = () => {
      this.#ends.delete(end)
      if (this.#unbound) this.#releaseWhenDone()
    }
  }

  /** The name is free again; those who came by it stay (as in libzmq). */
  unbind(): void {
    if (this.#bound) this.#names.unbind(this.#name)
    this.#bound = false
    this.#unbound = true
    this.#releaseWhenDone()
  }

  finish(): void {
    this.destroy()
  }

  /** What was written is in the other socket's hands already. */
  destroy(): void {
    this.unbind()
    for (const end of this.#ends) end.close(true)
  }

  #releaseWhenDone(): void {
    if (this.#ends.size === 0) this.#socket.released(this)
  }
}

/** One `connect` to an inproc name. */
export class InprocGuest implements Link {
  readonly #name: string
  readonly #names: InprocNames
  readonly #socket: InprocSocket
  readonly #end: InprocEnd
  readonly #hello: Buffer | null
  #state: "waiting" | "met" | "closed" = "waiting"
  #finishing = false

  constructor(name: string, names: InprocNames, socket: InprocSocket, routingId: Buffer | null) {
    this.#name = name
    this.#names = names
    this.#socket = socket
    this.#end = new InprocEnd(socket, socket.createPipe())
    this.#end.pipe.endpoint = `inproc://${name}`
    this.#hello = socket.notices().hello
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
    if (this.#hello !== null) own.pipe.outgoing.deliverFirst([Buffer.from(this.#hello)])
    // What waits was written before there was a reader to wake; attaching looks for it.
    other.attach()
    other.connected(this.#socket.describe())
    own.connected(host.describe())
    // It may be that it only had to hand over what it held, or that its socket turned the peer away.
    if (this.#finishing || own.pipe.closed) this.destroy()
    return other
  }

  finish(): void {
    if (this.#state === "closed" || this.#finishing) return
    this.#finishing = true
    if (this.#state === "waiting" && this.#end.pipe.outgoing.pending > 0) this.#end.detach(true)
    else this.destroy()
  }

  destroy(): void {
    if (this.#state === "closed") return
    if (this.#state === "waiting") this.#names.leave(this.#name, this)
    this.#state = "closed"
    this.#end.close(true)
    this.#socket.released(this)
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
