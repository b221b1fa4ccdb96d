/**
 * Asks the ZAP handler (RFC 27) about one client: a REP or ROUTER that the program has bound at
 * `inproc://zeromq.zap.01` in the socket's context. Each question has a pipe of its own, as in libzmq, so no answer
 * can be taken for that to another, and it is over with the connection that it is about.
 * Knows when to ask, and pipes. Does not know what a mechanism makes of the answer.
 */
import { Buffer } from "node:buffer"
import { ZmqError } from "../errors.js"
import { EMPTY, type Message } from "../message.js"
import type { PeerInfo } from "../peer.js"
import { Lane } from "../lane.js"
import { Pipe, type HighWaterMarks, type PipeOwner } from "../pipe.js"
import { ProtocolError } from "../zmtp/errors.js"
import type { Credentials, Verdict } from "../zmtp/mechanisms/mechanism.js"
import { decodeZapReply, encodeZapRequest, ZAP_HANDLER_TYPES, ZAP_NAME } from "../zmtp/zap.js"
import { InprocGuest, inprocPeer, type InprocSocket } from "./inproc-link.js"
import type { LinkOptions, ZapOptions } from "./link.js"

/** Hears the answer: exactly one of these, never before `inquire` has returned, never after `cancel`. */
export interface Inquirer {
  judged(verdict: Verdict): void
  /** There is no answer, or none that counts: the client does not come in. */
  failed(error: ProtocolError | ZmqError): void
}

/** A question that is out. */
export interface Inquiry {
  /** Nobody wants to know any more. */
  cancel(): void
}

const WELCOME: Verdict = { status: 200, userId: "", metadata: new Map() }
const NO_NOTICES = {
  hello: null,
  ofConnects: false,
  ofDisconnects: false,
  left: null,
  hiccup: null,
}
const NO_LIMIT: HighWaterMarks = { send: 0, receive: 0 }

let questions = 0

/**
 * Asks about a client, or answers at once that it may come in, where there is nobody to ask and need not be.
 * @param address the client's, without port; empty where there is none.
 */
export function inquire(
  options: LinkOptions,
  credentials: Credentials,
  address: string,
  inquirer: Inquirer,
): Inquiry | Verdict {
  const way = wayOf(options.zap, credentials)
  if (way === "let in") return WELCOME
  if (way === "refuse") return new Refusal(inquirer)
  questions += 1
  const requestId = Buffer.from(String(questions))
  const { domain } = options.zap
  const { identity } = options.connection
  const request = encodeZapRequest({ requestId, domain, address, identity, credentials })
  return new ZapInquiry(options, requestId, request, inquirer)
}

/** libzmq's rules: a password is always for somebody to check; the others ask where somebody is there. */
function wayOf(zap: ZapOptions, { mechanism }: Credentials): "ask" | "let in" | "refuse" {
  const isPlain = mechanism === "PLAIN"
  // libzmq aborts when that happens with PLAIN.
  if (zap.enforceDomain && zap.domain.length === 0) return isPlain ? "refuse" : "let in"
  if (zap.names.isBound(ZAP_NAME)) return "ask"
  return isPlain || zap.enforceDomain ? "refuse" : "let in"
}

/** There is nobody to ask, and that will not do. */
class Refusal implements Inquiry {
  #inquirer: Inquirer | null

  constructor(inquirer: Inquirer) {
    this.#inquirer = inquirer
    process.nextTick(() => this.#inquirer?.failed(noHandler()))
  }

  cancel(): void {
    this.#inquirer = null
  }
}

/** One question to a handler, seen by it as a peer of its socket. */
class ZapInquiry implements Inquiry, InprocSocket, PipeOwner {
  readonly #requestId: Buffer
  readonly #request: Message
  readonly #guest: InprocGuest
  #inquirer: Inquirer | null
  #pipe: Pipe | null = null
  /** Nothing more will come. */
  #failure: ZmqError | null = null

  constructor(options: LinkOptions, requestId: Buffer, request: Message, inquirer: Inquirer) {
    this.#requestId = requestId
    this.#request = request
    this.#inquirer = inquirer
    const quiet = { ...options, notices: NO_NOTICES }
    this.#guest = new InprocGuest(ZAP_NAME, options.zap.names, this, quiet, null)
    this.#guest.start()
  }

  cancel(): void {
    this.#inquirer = null
    this.#guest.destroy()
  }

  // --- from the link

  createPipe(): Pipe {
    return new Pipe(new Lane(0, false), new Lane(0, false))
  }

  attach(pipe: Pipe): void {
    this.#pipe = pipe
    pipe.owner = this
  }

  connected(pipe: Pipe): void {
    const type = pipe.peer?.socketType ?? ""
    if (ZAP_HANDLER_TYPES.includes(type)) pipe.outgoing.write(this.#request)
    else this.#fails(noHandler())
  }

  disconnected(): void {
    // Over inproc, who leaves is gone for good: `detach` says so.
  }

  /** The handler has closed; it may have answered before. */
  detach(): void {
    this.#fails(new ZmqError("EPIPE"))
  }

  describe(): PeerInfo {
    return inprocPeer("DEALER", EMPTY, [])
  }

  highWaterMarks(): HighWaterMarks {
    return NO_LIMIT
  }

  emit(): void {
    // Nobody watches.
  }

  released(): void {
    // The guest is this inquiry's own.
  }

  // --- from the pipe

  onReadable(): void {
    this.#settleSoon()
  }

  onWritable(): void {
    // There is always room.
  }

  // --- inside

  #fails(error: ZmqError): void {
    this.#failure ??= error
    this.#settleSoon()
  }

  /** Not on the handler's stack: whatever comes of the answer is not its affair. */
  #settleSoon(): void {
    process.nextTick(() => {
      this.#settle()
    })
  }

  #settle(): void {
    const inquirer = this.#inquirer
    if (inquirer === null) return
    const reply = this.#pipe?.incoming.read() ?? null
    if (reply === null && this.#failure === null) return
    this.#inquirer = null
    this.#guest.destroy()
    if (reply === null) inquirer.failed(this.#failure ?? noHandler())
    else this.#judge(reply, inquirer)
  }

  #judge(reply: Message, inquirer: Inquirer): void {
    let verdict: Verdict
    try {
      verdict = decodeZapReply(reply, this.#requestId)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      inquirer.failed(error)
      return
    }
    inquirer.judged(verdict)
  }
}

function noHandler(): ZmqError {
  return new ZmqError("EFAULT", "There is no ZAP handler")
}
