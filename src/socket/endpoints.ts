/**
 * bind, connect and their opposites: from the text of an endpoint to a link of the socket.
 */
import { fromSystemError, ZmqError, type ErrorCode } from "../errors.js"
import { Dialer } from "../link/dialer.js"
import { InprocGuest, InprocHost } from "../link/inproc-link.js"
import type { LinkOptions } from "../link/link.js"
import { Listener } from "../link/listener.js"
import { EMPTY } from "../message.js"
import { parseEndpoint } from "../transports/endpoint.js"
import { transportOf } from "../transports/registry.js"
import type { Listening, StreamOptions, Transport } from "../transports/transport.js"
import type { SocketCore } from "./core.js"
import { witnessOf } from "./diagnostics.js"
import { textOf } from "./option-checks.js"
import { stopsAt } from "./option-forms.js"
import type { OptionValues } from "./option-values.js"
import { mechanismsOf } from "./security.js"
import { wireTypeOf, type SocketName } from "./socket-types.js"
import { limited, type CallOptions } from "./waiting.js"

/** Types that ignore a second connect to the same endpoint, as in libzmq. */
const ONE_PER_ENDPOINT: ReadonlySet<SocketName> = new Set([
  "Dealer",
  "Subscriber",
  "Publisher",
  "Request",
])
const LONGEST_INPROC_NAME = 255
const INPROC = "inproc"
/**
 * What nobody has asked for is not taken at its word: libzmq accepts in a thread of its own, we when the event loop
 * gets there, and each connection that finds the queue full waits a second for TCP to try again.
 */
const DEFAULT_BACKLOG = 100
/** The operating system makes of it what it allows. */
const LARGEST_BACKLOG = 4096

/** The endpoints of one socket. */
export class Endpoints {
  readonly #core: SocketCore

  constructor(core: SocketCore) {
    this.#core = core
  }

  /** Binds. Rejects with what the transport says. @throws ZmqError at once for what is no endpoint at all. */
  bind(endpoint: string, call: CallOptions): Promise<void> {
    const { scheme, address } = parseEndpoint(endpoint)
    if (scheme === INPROC) {
      this.#bindInproc(address, endpoint)
      return Promise.resolve()
    }
    const transport = transportFor(this.#core, scheme, endpoint)
    return this.#bindStream(transport, address, endpoint, call)
  }

  /** Binds before it returns. @throws ZmqError. */
  bindSync(endpoint: string): void {
    const { scheme, address } = parseEndpoint(endpoint)
    if (scheme === INPROC) {
      this.#bindInproc(address, endpoint)
      return
    }
    const transport = transportFor(this.#core, scheme, endpoint)
    const listener = new Listener(linkOptions(this.#core), this.#core)
    let listening: Listening
    try {
      transport.checkBind(address)
      listening = transport.bindSync(address, linkOptions(this.#core).stream, listener)
    } catch (error) {
      throw this.#bindFailed(error, endpoint)
    }
    this.#bound(listener, listening)
  }

  /** @throws ZmqError EINVAL, EPROTONOSUPPORT, ENAMETOOLONG; EADDRINUSE for a routing id in use. */
  connect(endpoint: string, routingId: Buffer | null = null): void {
    const core = this.#core
    const { scheme, address } = parseEndpoint(endpoint)
    if (routingId !== null && core.pattern.hasPeer(routingId)) {
      throw new ZmqError("EADDRINUSE", undefined, endpoint)
    }
    if (ONE_PER_ENDPOINT.has(core.name) && core.links.has(endpoint) && scheme !== INPROC) {
      this.#core.lastEndpoint = endpoint
      return
    }
    if (scheme === INPROC) {
      checkInprocName(core, address, endpoint)
      const guest = new InprocGuest(address, core.context.names, core, linkOptions(core), routingId)
      core.addLink(endpoint, guest)
      guest.start()
      this.#core.lastEndpoint = endpoint
      return
    }
    const transport = transportFor(core, scheme, endpoint)
    const options = linkOptions(core)
    naming(endpoint, () => {
      transport.checkConnect(address, options.stream)
    })
    const target = { endpoint, transport, address, routingId }
    const dialer = new Dialer(target, options, core)
    core.givenUp.delete(endpoint)
    core.addLink(endpoint, dialer)
    dialer.start()
    this.#core.lastEndpoint = endpoint
  }

  /** What is bound and what is connected now, as `lastEndpoint` showed it. */
  list(): { bound: string[]; connected: string[] } {
    const named = (fits: (link: unknown) => boolean): string[] =>
      [...this.#core.links].filter(([, links]) => links.some(fits)).map(([endpoint]) => endpoint)
    return { bound: named(isBound), connected: named(isConnected) }
  }

  /** @throws ZmqError ENOENT when nothing is bound to exactly this endpoint. */
  unbind(endpoint: string): void {
    this.#leave(endpoint, isBound)
  }

  /** @throws ZmqError ENOENT when nothing is connected to this endpoint. */
  disconnect(endpoint: string): void {
    this.#leave(endpoint, isConnected)
  }

  #bindInproc(address: string, endpoint: string): void {
    const core = this.#core
    checkInprocName(core, address, endpoint)
    const host = new InprocHost(address, core.context.names, core, linkOptions(core))
    core.addLink(endpoint, host)
    try {
      naming(endpoint, () => {
        host.bind()
      })
    } catch (error) {
      core.released(host)
      throw error
    }
    this.#core.lastEndpoint = endpoint
  }

  async #bindStream(
    transport: Transport,
    address: string,
    endpoint: string,
    call: CallOptions,
  ): Promise<void> {
    call.signal?.throwIfAborted()
    const listener = new Listener(linkOptions(this.#core), this.#core)
    let listening: Listening
    try {
      transport.checkBind(address)
      const attempt = transport.bind(address, linkOptions(this.#core).stream, listener)
      listening = await limited(attempt, call, (late) => late.close())
    } catch (error) {
      if (call.signal?.aborted) throw error
      throw this.#bindFailed(error, endpoint)
    }
    this.#bound(listener, listening)
  }

  #bound(listener: Listener, listening: Listening): void {
    this.#core.lastEndpoint = listening.endpoint
    this.#core.addLink(listening.endpoint, listener)
    listener.opened(listening)
  }

  #bindFailed(error: unknown, endpoint: string): ZmqError {
    const failure = asZmqError(error, endpoint)
    // As libzmq: the address without its scheme.
    const address = endpoint.slice(endpoint.indexOf("://") + 3)
    const told = new ZmqError(failure.code as ErrorCode, failure.message)
    this.#core.emit({ type: "bind:error", address, error: told })
    return failure
  }

  #leave(endpoint: string, fits: (link: unknown) => boolean): void {
    const { scheme } = parseEndpoint(endpoint)
    const core = this.#core
    const key =
      core.links.has(endpoint) || core.givenUp.has(endpoint)
        ? endpoint
        : endpoint.replace("://localhost:", "://127.0.0.1:")
    const links = core.links.get(key)?.filter(fits) ?? []
    const wasGivenUp = fits === isConnected && core.givenUp.delete(key)
    if (links.length === 0) {
      if (wasGivenUp) return
      if (scheme !== INPROC) transportFor(core, scheme, endpoint)
      throw new ZmqError("ENOENT", undefined, endpoint)
    }
    for (const link of links) {
      // Who came in by an inproc name stays when the name goes, as in libzmq.
      if (link instanceof InprocHost) link.unbind()
      else {
        if (link instanceof Dialer) link.disconnecting()
        core.leave(link)
      }
    }
  }
}

function isBound(link: unknown): boolean {
  return link instanceof Listener || (link instanceof InprocHost && link.isBound)
}

function isConnected(link: unknown): boolean {
  return link instanceof Dialer || link instanceof InprocGuest
}

function transportFor(core: SocketCore, scheme: string, endpoint: string): Transport {
  return naming(endpoint, () => {
    const transport = transportOf(scheme)
    if (core.name === "Stream" && scheme !== "tcp") throw new ZmqError("ENOCOMPATPROTO")
    return transport
  })
}

function checkInprocName(core: SocketCore, name: string, endpoint: string): void {
  if (core.name === "Stream") throw new ZmqError("ENOCOMPATPROTO", undefined, endpoint)
  if (Buffer.byteLength(name) > LONGEST_INPROC_NAME) {
    throw new ZmqError("ENAMETOOLONG", undefined, endpoint)
  }
}

/** Lets an error name the endpoint it is about. */
function naming<T>(endpoint: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw asZmqError(error, endpoint)
  }
}

function asZmqError(error: unknown, endpoint: string): ZmqError {
  if (error instanceof ZmqError)
    return new ZmqError(error.code as ErrorCode, error.message, endpoint)
  return fromSystemError(error, endpoint)
}

/** The options of a socket as a new link takes them. */
function linkOptions(core: SocketCore): LinkOptions {
  const { options, name } = core
  // Whatever is set later, a peer of this link has to prove what was asked for when it was made.
  return {
    stream: streamOptions(options),
    connection: {
      socketType: wireTypeOf(name) ?? "DEALER",
      identity: options.routingId ?? EMPTY,
      properties: core.metadata,
      maxMessageBytes: options.maxMessageSize < 0 ? Infinity : options.maxMessageSize,
      maxMultipartBytes: limitOf(options.maxMultipartSize),
      maxParts: limitOf(options.maxMessageParts),
      maxHandshakeBytes: limitOf(options.maxHandshakeSize),
      maxProperties: limitOf(options.maxHandshakeProperties),
    },
    backoff: {
      intervalMs: options.reconnectInterval,
      maxIntervalMs: options.reconnectMaxInterval,
    },
    reconnectStops: {
      connectionRefused: stopsAt(options.reconnectStop, "connectionRefused"),
      handshakeFailed: stopsAt(options.reconnectStop, "handshakeFailed"),
      afterDisconnect: stopsAt(options.reconnectStop, "afterDisconnect"),
    },
    heartbeat: {
      intervalMs: options.heartbeatInterval,
      timeoutMs: options.heartbeatTimeout,
      ttlMs: options.heartbeatTimeToLive,
    },
    handshakeMs: options.handshakeInterval,
    maxPongBytes: limitOf(options.maxPongBytes),
    maxPendingHandshakes: limitOf(options.maxPendingHandshakes),
    immediate: options.immediate,
    ...mechanismsOf(options),
    zap: {
      domain: options.zapDomain ?? EMPTY,
      enforceDomain: options.zapEnforceDomain,
      names: core.context.names,
    },
    raw: name === "Stream",
    notices: core.notices(),
    witness: (stream) => witnessOf(core.label, stream),
  }
}

function streamOptions(options: OptionValues): StreamOptions {
  const { socksProxy, socksUsername, socksPassword } = options
  return {
    ipv6: options.ipv6,
    backlog: options.backlog === DEFAULT_BACKLOG ? LARGEST_BACKLOG : options.backlog,
    connectTimeoutMs: options.connectTimeout,
    tcpKeepalive: options.tcpKeepalive,
    tcpKeepaliveIdle: options.tcpKeepaliveIdle,
    tcpKeepaliveInterval: options.tcpKeepaliveInterval,
    tcpKeepaliveCount: options.tcpKeepaliveCount,
    typeOfService: options.typeOfService,
    acceptFilters: options.tcpAcceptFilter,
    networkInterface: text(options.interface),
    proxy:
      socksProxy === null
        ? null
        : {
            address: textOf(socksProxy),
            username: text(socksUsername),
            password: text(socksPassword),
          },
  }
}

function limitOf(most: number): number {
  return most === 0 ? Infinity : most
}

function text(bytes: Buffer | null): string | null {
  return bytes === null ? null : textOf(bytes)
}
