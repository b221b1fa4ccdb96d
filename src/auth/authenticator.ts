/**
 * Authenticator: a ready-made ZAP handler (RFC 27), as CZMQ's zauth and pyzmq's authenticators are.
 * Knows ZAP's messages and the socket they come by. Does not know the rules.
 */
import { Buffer } from "node:buffer"
import { assertCount, assertOptions } from "../api/arguments.js"
import type { Context } from "../api/context.js"
import { coreOf } from "../api/socket.js"
import { Router } from "../api/sockets.js"
import type { Message } from "../message.js"
import { decodeZapRequest, encodeZapReply, ZAP_NAME, type ZapRequest } from "../zmtp/zap.js"
import { Policy, type AuthenticatorRules } from "./policy.js"

/** What an {@link Authenticator} is made with. */
export interface AuthenticatorOptions extends AuthenticatorRules {
  /** Whose sockets it is for. Default: the context that sockets have by default. */
  readonly context?: Context
}

const OPTIONS: readonly string[] = ["context", "allow", "deny", "plain", "curve", "decide"]
const EMPTY_PART = Buffer.alloc(0)

/**
 * Lets clients in, or not, for all sockets of a context in this thread that are servers: PLAIN servers, CURVE
 * servers, and sockets without security that have a `zapDomain`. It is bound at `inproc://zeromq.zap.01`, where
 * libzmq has such a handler, too.
 *
 * - `deny` and `allow` come first: whoever is in `deny`, or not in an `allow` that is given, stays outside.
 * - PLAIN and CURVE clients need a password or key that the rules of the domain know, or a yes from `decide`.
 * - Clients without security need a yes from `decide`, where that is given; else they come in unless there are rules
 *   for PLAIN or CURVE and no `allow`.
 *
 * With no rules at all, that is everybody without security and nobody else. When `decide` throws or rejects, the
 * client is refused (status 500) and the process gets a warning. It does not keep the process alive.
 *
 * @example
 * import { Authenticator, Reply, Request } from "purezmq"
 * const authenticator = new Authenticator({ plain: { "*": { alice: "secret" } } })
 *
 * const server = new Reply({ plainServer: true })
 * await server.bind("tcp://127.0.0.1:*")
 * const client = new Request({ plainUsername: "alice", plainPassword: "secret" })
 * client.connect(server.lastEndpoint ?? "")
 *
 * await client.send("hello")
 * const { message, peer } = await server.receiveFrom()
 * console.log(String(message), "from", peer.userId) // "hello from alice"
 *
 * client.close()
 * server.close()
 * authenticator.close()
 */
export class Authenticator {
  readonly #router: Router
  readonly #policy: Policy

  /**
   * @throws ZmqError EADDRINUSE when the context has a handler already, TypeError for rules that are none, Node's own
   *   error for a folder that cannot be read.
   */
  constructor(options: AuthenticatorOptions = {}) {
    assertOptions(options)
    assertCount(1, arguments.length)
    const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name))
    // Who mistypes a rule must not believe that it holds.
    if (unknown !== undefined) throw new TypeError(`There is no option ${JSON.stringify(unknown)}`)
    const { context, ...rules } = options
    this.#policy = new Policy(rules)
    this.#router = new Router({ linger: 0, ...(context === undefined ? {} : { context }) })
    coreOf(this.#router).exchange.keepsAlive = false
    try {
      this.#router.bindSync(`inproc://${ZAP_NAME}`)
    } catch (error) {
      this.#router.close()
      throw error
    }
    void this.#run()
  }

  /** It was closed. */
  get closed(): boolean {
    return this.#router.closed
  }

  /** Reads folders of certificates again. When that fails, what was read before holds. @throws Node's own error. */
  reload(): void {
    this.#policy.reload()
  }

  /** Gives its place back. PLAIN clients find nobody then who would let them in. */
  close(): void {
    this.#router.close()
  }

  /** As `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close()
  }

  async #run(): Promise<void> {
    for await (const [from, delimiter, ...message] of this.#router) {
      // Not awaited: one that takes its time keeps nobody waiting.
      if (delimiter.length === 0) void this.#answer(from, message)
    }
  }

  async #answer(from: Buffer, message: Message): Promise<void> {
    const request = decodeZapRequest(message)
    // There is no id to answer to; the connection in question runs into its handshakeInterval.
    if (request === null) return
    const reply = await this.#replyTo(request)
    if (!this.closed) await this.#router.send([from, EMPTY_PART, ...reply])
  }

  async #replyTo(request: ZapRequest): Promise<Message> {
    const { requestId } = request
    try {
      const admitted = await this.#policy.judge(request)
      if (admitted === null) return encodeZapReply(requestId, 400, "No access")
      const { userId, metadata } = admitted
      return encodeZapReply(requestId, 200, "OK", Buffer.from(userId), metadata)
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      process.emitWarning(`A client was refused, because to decide failed: ${text}`, "ZmqWarning")
      return encodeZapReply(requestId, 500, "Internal error")
    }
  }
}
