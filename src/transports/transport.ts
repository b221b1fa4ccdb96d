/**
 * What a transport is: names to byte streams. No frames, no messages.
 */
import type { Buffer } from "node:buffer"

/** Told what happens on a stream. Set once, before the first event. */
export interface StreamHandler {
  /**
   * Bytes came. Their memory is the handler's when `mayKeep`; else it is used again when this returns. Answers
   * whether it keeps some of it, or would if it could.
   */
  onData(chunk: Buffer, mayKeep: boolean): boolean
  /** Everything written has been taken by the operating system. */
  onDrain(): void
  /** The stream is over. `error` says why when it did not just end. */
  onClose(error: Error | null): void
}

/** A connected two-way stream of bytes. It does not keep the process alive. */
export interface ByteStream {
  handler: StreamHandler | null
  /** This end's endpoint, such as `tcp://127.0.0.1:5555`. */
  readonly localEndpoint: string
  /** The other end's endpoint; on ipc the path of the listener. */
  readonly remoteEndpoint: string
  /** The other end's address without port, as in the `Peer-Address` property; empty on ipc. */
  readonly remoteAddress: string
  /** Bytes that went to the operating system, or wait to. */
  readonly bytesSent: number
  readonly bytesReceived: number
  /**
   * Writes all of it. True: the operating system has taken every byte, the memory is the caller's again.
   * False: it will, `onDrain` follows, and until then nothing more may be written.
   */
  write(buffers: readonly Buffer[]): boolean
  pause(): void
  resume(): void
  /** Writes what is left, then closes. What still comes in is not looked at. */
  end(): void
  /** Closes at once. */
  destroy(): void
}

/** How streams are made. */
export interface StreamOptions {
  /** IPv6 may be used where no address says which. */
  readonly ipv6: boolean
  readonly backlog: number
  /** Give a dial up after this many milliseconds; 0 leaves that to the operating system. */
  readonly connectTimeoutMs: number
  /** -1 leaves it to the operating system, 0 turns it off, 1 on. */
  readonly tcpKeepalive: number
  /** Seconds of silence before the first probe; -1 leaves it to the operating system. */
  readonly tcpKeepaliveIdle: number
  /** Seconds between probes, and how many of them; -1 leaves it to Node. Only newer Node versions can set them. */
  readonly tcpKeepaliveInterval: number
  readonly tcpKeepaliveCount: number
  /** The IP header's byte of that name; 0 leaves it alone. Only newer Node versions can set it. */
  readonly typeOfService: number
  /** Networks in CIDR notation from which peers are accepted; none: from everywhere. */
  readonly acceptFilters: readonly string[]
  /** The network interface to use; null: any. */
  readonly networkInterface: string | null
  /** The SOCKS5 proxy to connect through; null: none. */
  readonly proxy: ProxyOptions | null
}

/** What a socket has whose options nobody has set. */
export const STREAM_DEFAULTS: StreamOptions = {
  ipv6: false,
  backlog: 100,
  connectTimeoutMs: 0,
  tcpKeepalive: -1,
  tcpKeepaliveIdle: -1,
  tcpKeepaliveInterval: -1,
  tcpKeepaliveCount: -1,
  typeOfService: 0,
  acceptFilters: [],
  networkInterface: null,
  proxy: null,
}

/** A SOCKS5 proxy. */
export interface ProxyOptions {
  /** `host:port`. */
  readonly address: string
  readonly username: string | null
  readonly password: string | null
}

/** A bound endpoint. */
export interface Listening {
  /** The endpoint as it came to be: numeric address, real port. */
  readonly endpoint: string
  close(): void
}

/** Told what happens at a bound endpoint. */
export interface AcceptHandler {
  onAccept(stream: ByteStream): void
  onError(error: Error): void
}

/** Told how one attempt to connect ends: by exactly one of these, never before `dial` has returned. */
export interface DialHandler {
  onConnect(stream: ByteStream): void
  onFail(error: Error): void
}

/** An attempt to connect that may be given up. Its handler hears nothing more then. */
export interface Dial {
  abort(): void
}

/** One scheme. Addresses are what follows `scheme://`. */
export interface Transport {
  readonly scheme: string
  /** @throws ZmqError when the address cannot be one to bind. */
  checkBind(address: string): void
  /** @throws ZmqError when the address cannot be one to connect to. */
  checkConnect(address: string, options: StreamOptions): void
  bind(address: string, options: StreamOptions, handler: AcceptHandler): Promise<Listening>
  bindSync(address: string, options: StreamOptions, handler: AcceptHandler): Listening
  dial(address: string, options: StreamOptions, handler: DialHandler): Dial
}
