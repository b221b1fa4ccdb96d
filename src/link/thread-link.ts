/**
 * Joins two sockets of different threads: ZMTP over a port between them, and high-water marks as if they
 * shared a lane. A message counts at the sender until the receiver has read it, so the mark of each direction
 * is the sum of both sides' here as well; the bytes under way need no limit of their own.
 */
import { Buffer } from "node:buffer"
import { remoteOf, type PeerInfo } from "../peer.js"
import { sumOfMarks, type HighWaterMarks, type Pipe } from "../pipe.js"
import type { ThreadPort, ThreadPortHandler } from "../transports/thread-port.js"
import { NullMechanism } from "../zmtp/mechanisms/null.js"
import { Engine } from "./engine.js"
import type { EndReason, EngineOwner, PeerEngine } from "./peer-engine.js"
import type { Link, LinkHost, LinkOptions } from "./link.js"
import { AcceptedPeer } from "./listener.js"

/** A socket at one end of a port. */
export interface ThreadSocket extends LinkHost {
  highWaterMarks(): HighWaterMarks
}

/** Told how a guest fares in another thread. */
export interface TravellerOwner {
  /** The host is there; the pipe's messages go to it from now on. */
  onArrived(): void
  /** It is over. `mayTryAgain`: it had not begun, and another host may be found. */
  onReturned(mayTryAgain: boolean): void
}

/** A guest whose host is in another thread: from the offer of a port to the end of either side. */
export class Traveller implements EngineOwner {
  readonly #engine: Engine
  readonly #port: ThreadPort
  readonly #pipe: Pipe
  readonly #socket: ThreadSocket
  readonly #owner: TravellerOwner
  readonly #hello: Buffer | null

  constructor(
    port: ThreadPort,
    options: LinkOptions,
    pipe: Pipe,
    socket: ThreadSocket,
    owner: TravellerOwner,
  ) {
    this.#port = port
    this.#pipe = pipe
    this.#socket = socket
    this.#owner = owner
    this.#hello = options.notices.hello
    this.#engine = new Engine(port, optionsBetweenThreads(options), this)
  }

  /** The host is there. */
  get hasArrived(): boolean {
    return this.#engine.isReady
  }

  start(): void {
    this.#port.tellMarks(this.#socket.highWaterMarks())
    this.#engine.start()
  }

  /** Hands over what the pipe holds, then ends. */
  finish(): void {
    this.#engine.finish()
  }

  /** Ends at once, without telling the owner. */
  destroy(): void {
    this.#engine.destroy()
  }

  onReady(engine: PeerEngine, peer: PeerInfo | null): void {
    couple(this.#pipe, this.#port, this.#socket, this.#hello)
    this.#pipe.peer = peer
    this.#pipe.remote = remoteOf(this.#port)
    engine.serve(this.#pipe)
    this.#owner.onArrived()
  }

  onEnd(engine: PeerEngine, reason: EndReason): void {
    const isRefused = reason.kind === "violation" || reason.kind === "finished"
    this.#owner.onReturned(!engine.isReady && !isRefused)
  }
}

/** A guest from another thread, at its host: as a peer that a listener has accepted, but without events. */
export function admit(
  port: ThreadPort,
  options: LinkOptions,
  socket: ThreadSocket,
  gone: () => void,
): AcceptedPeer {
  port.tellMarks(socket.highWaterMarks())
  return new AcceptedPeer(
    port,
    port.localEndpoint,
    optionsBetweenThreads(options),
    new SilentSocket(port, socket, options.notices.hello),
    { ready: () => {}, gone },
  )
}

/** A socket whose new pipes lead to another thread. */
class SilentSocket implements LinkHost {
  readonly #port: ThreadPort
  readonly #socket: ThreadSocket
  readonly #hello: Buffer | null

  constructor(port: ThreadPort, socket: ThreadSocket, hello: Buffer | null) {
    this.#port = port
    this.#socket = socket
    this.#hello = hello
  }

  createPipe(): Pipe {
    const pipe = this.#socket.createPipe()
    couple(pipe, this.#port, this.#socket, this.#hello)
    return pipe
  }

  attach(pipe: Pipe): void {
    // It is of this process: it may be told to go, but is not refused for what it asks.
    const link = pipe.link
    pipe.link = { terminate: () => link?.terminate() }
    this.#socket.attach(pipe)
  }

  connected(pipe: Pipe): void {
    this.#socket.connected(pipe)
  }

  disconnected(pipe: Pipe): void {
    this.#socket.disconnected(pipe)
  }

  detach(pipe: Pipe, dropUnread: boolean): void {
    this.#socket.detach(pipe, dropUnread)
  }

  emit(): void {}

  released(link: Link): void {
    this.#socket.released(link)
  }
}

/** Makes the pipe's two lanes one each with those of the pipe at the other end of the port. */
function couple(pipe: Pipe, port: ThreadPort, socket: ThreadSocket, hello: Buffer | null): void {
  const credits = new Credits(pipe, port, socket)
  port.pipeHandler = credits
  pipe.outgoing.lend()
  // Through the queue, unlike on a network: the other side gives credit for it.
  if (hello !== null) pipe.outgoing.deliverFirst([Buffer.from(hello)])
  pipe.otherMarks = () => port.otherMarks
  pipe.setHighWaterMarks(socket.highWaterMarks())
  pipe.incoming.onFinished = (messages) => {
    credits.finished(messages)
  }
  pipe.onMarks = (marks) => {
    credits.changed(marks)
  }
}

/**
 * What has been read here and must be told there: at once when it is half the mark, as in libzmq. Less than that
 * waits until nothing is left to read, and then for an answer that it can go along with.
 */
class Credits implements ThreadPortHandler {
  readonly #pipe: Pipe
  readonly #port: ThreadPort
  #marks: HighWaterMarks
  #owed = 0
  #isDue = false

  constructor(pipe: Pipe, port: ThreadPort, socket: ThreadSocket) {
    this.#pipe = pipe
    this.#port = port
    this.#marks = socket.highWaterMarks()
  }

  finished(messages: number): void {
    this.#owed += messages
    const mark = sumOfMarks(this.#port.otherMarks.send, this.#marks.receive)
    if (mark > 0 && this.#owed >= mark / 2) this.#pay()
    else if (!this.#isDue && this.#pipe.incoming.pending === 0) {
      this.#isDue = true
      setImmediate(() => {
        this.#isDue = false
        this.#pay()
      })
    }
  }

  /** Our own marks have changed. */
  changed(marks: HighWaterMarks): void {
    this.#marks = marks
    this.#port.tellMarks(marks)
    this.#pay()
  }

  onMarks(): void {
    const { send, receive } = this.#port.otherMarks
    this.#pipe.outgoing.setHighWaterMark(sumOfMarks(this.#marks.send, receive))
    this.#pipe.incoming.setHighWaterMark(sumOfMarks(send, this.#marks.receive))
    this.#pay()
  }

  onCredit(messages: number): void {
    this.#pipe.outgoing.settle(messages)
  }

  takeOwed(): number {
    const owed = this.#owed
    this.#owed = 0
    return owed
  }

  #pay(): void {
    if (this.#owed > 0) this.#port.credit(this.takeOwed())
  }
}

/**
 * What is there to guard against a network has no use here, nor has a limit on sizes or a mechanism: inproc knows none. As within
 * a thread, of the notices there are the first message and the last.
 */
function optionsBetweenThreads(options: LinkOptions): LinkOptions {
  return {
    ...options,
    notices: {
      hello: null,
      ofConnects: false,
      ofDisconnects: false,
      left: options.notices.left,
      hiccup: null,
    },
    heartbeat: { intervalMs: 0, timeoutMs: 0, ttlMs: 0 },
    createMechanism: () => new NullMechanism(),
    connection: {
      ...options.connection,
      maxMessageBytes: Infinity,
      maxMultipartBytes: Infinity,
      maxParts: Infinity,
    },
  }
}
