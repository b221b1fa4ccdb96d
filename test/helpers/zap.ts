/**
 * A ZAP handler as a program would write it, for either library: its sockets share a context with it.
 */
import * as native from "zeromq"
import * as ours from "../../src/index.js"
import { open, type Part, type PeerOptions, type PeerSocket, type Side } from "./interop.js"

/** What the handler was asked. */
export interface Asked {
  readonly version: string
  readonly requestId: Buffer
  readonly domain: string
  readonly address: string
  readonly identity: string
  readonly mechanism: string
  readonly credentials: readonly string[]
}

/** A reply, without the empty frame in front of it; null: there is none. */
export type Answer = (asked: Asked) => Part[] | null

/** A context of its own, so that handlers of other tests have nothing to say. */
export function freshContext(side: Side): object {
  const library = side === "ours" ? ours : native
  return new library.Context({ blocky: false })
}

/** A reply as it should be, or with something else in it. */
export function reply(
  status: string,
  { userId = "boss", metadata = "", version = "1.0", id = "" }: Record<string, string> = {},
): Answer {
  return ({ requestId }) => [version, id === "" ? requestId : id, status, "text", userId, metadata]
}

/** A bound handler. */
export class Handler {
  readonly asked: Asked[] = []
  readonly socket: PeerSocket
  readonly #side: Side
  readonly #context: object
  #answer: Answer

  private constructor(side: Side, answer: Answer, type: "Router" | "Reply", context: object) {
    this.#side = side
    this.#answer = answer
    this.#context = context
    this.socket = open(side, type, { context, receiveTimeout: -1, linger: 0 })
  }

  static async bind(
    side: Side,
    answer: Answer,
    type: "Router" | "Reply" = "Router",
    context: object = freshContext(side),
  ): Promise<Handler> {
    const handler = new Handler(side, answer, type, context)
    await handler.socket.bind("inproc://zeromq.zap.01")
    // It ends when the socket is closed, which it is when the test is over.
    void handler.#run(type === "Router" ? 2 : 0)
    return handler
  }

  /** A socket in the handler's context. */
  open(type: Parameters<typeof open>[1], options: PeerOptions = {}): PeerSocket {
    return open(this.#side, type, { linger: 0, context: this.#context, ...options })
  }

  /** From now on, this is the answer. */
  set answer(answer: Answer) {
    this.#answer = answer
  }

  async #run(envelope: number): Promise<void> {
    for (;;) {
      const frames = await this.socket.receive().catch(() => null)
      if (frames === null || this.socket.closed) return
      const [version, requestId, domain, address, identity, mechanism, ...credentials] =
        frames.slice(envelope)
      const asked: Asked = {
        version: String(version),
        requestId,
        domain: String(domain),
        address: String(address),
        identity: String(identity),
        mechanism: String(mechanism),
        credentials: credentials.map(String),
      }
      this.asked.push(asked)
      const answer = this.#answer(asked)
      if (answer !== null) await this.socket.send([...frames.slice(0, envelope), ...answer])
    }
  }
}

interface Told {
  readonly error: { readonly code?: string; readonly status?: number; readonly message: string }
}

/** The error of the next event of this type: its status or its code. */
export function failure(socket: PeerSocket, type: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    socket.events.on(type, (event) => {
      const { error } = event as unknown as Told
      resolve(error.status ?? error.code)
    })
  })
}

/** Tries to send what must not arrive; who was refused for good has nobody to send to. */
export function sneak(client: PeerSocket): void {
  client.send("sneaky").catch(() => undefined)
}
