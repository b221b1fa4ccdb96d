/**
 * A peer that speaks bytes: what no well-behaved library would send.
 */
import net from "node:net"
import { onTestFinished } from "vitest"

/** `00 05 68656c6c6f` to bytes; text after a quote stays as it is: `00 05 "hello"`. */
export function bytes(text: string): Buffer {
  const pieces = text.match(/"[^"]*"|[0-9a-fA-F]{2}/g) ?? []
  return Buffer.concat(
    pieces.map((piece) =>
      piece.startsWith('"') ? Buffer.from(piece.slice(1, -1)) : Buffer.from(piece, "hex"),
    ),
  )
}

/** A 3.x greeting with NULL, as a whole. */
export function greeting(minor = 1, mechanism = "NULL"): Buffer {
  return Buffer.concat([
    bytes("FF 00 00 00 00 00 00 00 01 7F 03"),
    Buffer.from([minor]),
    Buffer.from(mechanism.padEnd(20, "\0"), "latin1"),
    Buffer.alloc(32),
  ])
}

/** A READY command frame with these properties. */
export function ready(
  socketType: string | null,
  more: Record<string, string | Buffer> = {},
): Buffer {
  const properties = { ...(socketType === null ? {} : { "Socket-Type": socketType }), ...more }
  const body = [bytes('05 "READY"')]
  for (const [name, value] of Object.entries(properties)) {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(Buffer.byteLength(value))
    body.push(Buffer.from([name.length]), Buffer.from(name), size, Buffer.from(value))
  }
  return frame(4, Buffer.concat(body))
}

/** A frame, in the short form where it fits. */
export function frame(flags: number, body: Buffer | string): Buffer {
  const data = Buffer.from(body)
  if (data.length <= 255) return Buffer.concat([Buffer.from([flags, data.length]), data])
  const header = Buffer.alloc(9)
  header[0] = flags | 2
  header.writeBigUInt64BE(BigInt(data.length), 1)
  return Buffer.concat([header, data])
}

/** One end of a TCP connection, read and written as bytes. */
export class RawPeer {
  received = Buffer.alloc(0)
  closed = false
  #wake: (() => void)[] = []

  constructor(readonly socket: net.Socket) {
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk])
      this.#notify()
    })
    socket.on("error", () => {})
    socket.on("close", () => {
      this.closed = true
      this.#notify()
    })
    onTestFinished(() => {
      socket.destroy()
    })
  }

  /** Connects to `tcp://127.0.0.1:port`. */
  static async connect(endpoint: string): Promise<RawPeer> {
    const socket = net.connect(Number(endpoint.split(":").pop()), "127.0.0.1")
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject))
    return new RawPeer(socket)
  }

  /** Connects, and completes a NULL handshake as this socket type. */
  static async handshake(
    endpoint: string,
    socketType: string,
    {
      minor = 1,
      properties = {},
    }: { minor?: number; properties?: Record<string, string | Buffer> } = {},
  ): Promise<RawPeer> {
    const peer = await RawPeer.connect(endpoint)
    await peer.shakeHands(socketType, { minor, properties })
    return peer
  }

  /** Greeting and READY; reads the other side's, so that what `take` answers next is traffic. */
  async shakeHands(
    socketType: string,
    {
      minor = 1,
      properties = {},
    }: { minor?: number; properties?: Record<string, string | Buffer> } = {},
  ): Promise<void> {
    this.write(greeting(minor), ready(socketType, properties))
    await this.take(64)
    const header = await this.take(2)
    await this.take(header[1])
  }

  write(...data: Buffer[]): void {
    this.socket.write(Buffer.concat(data))
  }

  /** The next `count` bytes. Rejects when the connection ends before. */
  async take(count: number): Promise<Buffer> {
    while (this.received.length < count) {
      if (this.closed)
        throw new Error(`closed after ${String(this.received.length)} of ${String(count)} bytes`)
      await this.#change()
    }
    const taken = this.received.subarray(0, count)
    this.received = this.received.subarray(count)
    return taken
  }

  /** Resolves when the other side has closed. */
  async untilClosed(): Promise<void> {
    while (!this.closed) await this.#change()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#wake.push(resolve))
  }

  #notify(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

/** A raw TCP listener; each connection becomes a RawPeer. */
export class RawListener {
  readonly #server: net.Server
  readonly #accepted: RawPeer[] = []
  #wake: (() => void) | null = null
  accepts = 0

  private constructor(server: net.Server) {
    this.#server = server
    server.on("connection", (socket) => {
      this.accepts += 1
      this.#accepted.push(new RawPeer(socket))
      this.#wake?.()
    })
  }

  static async listen(port = 0): Promise<RawListener> {
    const server = net.createServer()
    const listener = new RawListener(server)
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))
    onTestFinished(() => {
      server.close()
    })
    return listener
  }

  get endpoint(): string {
    return `tcp://127.0.0.1:${String((this.#server.address() as net.AddressInfo).port)}`
  }

  /** The next connection. */
  async accept(): Promise<RawPeer> {
    while (this.#accepted.length === 0) {
      await new Promise<void>((resolve) => (this.#wake = resolve))
    }
    return this.#accepted.shift()!
  }
}
