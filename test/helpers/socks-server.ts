/**
 * A SOCKS5 proxy (RFC 1928, RFC 1929) that tells what it was asked for, and connects to where it is told.
 */
import net, { type AddressInfo } from "node:net"
import { onTestFinished } from "vitest"

const NO_AUTHENTICATION = 0
const BY_PASSWORD = 2
const IPV4 = 1
const NAME = 3
const REFUSED = 5

/** How the proxy behaves. */
export interface SocksServerOptions {
  /** Ask for these. */
  readonly credentials?: { readonly username: string; readonly password: string }
  /** Say no. */
  readonly refuses?: boolean
  /** The port to connect to, whatever host and port are asked for. */
  readonly target?: number
  /** Hold the answer back until the target has said something, and send both at once. */
  readonly together?: boolean
}

/** A proxy on a port of its own. */
export class SocksServer {
  /** `host:port` of each request, a name as a name. */
  readonly requests: string[] = []
  readonly credentials: string[] = []
  readonly address: string
  readonly #options: SocksServerOptions

  private constructor(server: net.Server, options: SocksServerOptions) {
    this.#options = options
    this.address = `127.0.0.1:${String((server.address() as AddressInfo).port)}`
    const open = new Set<net.Socket>()
    server.on("connection", (socket) => {
      open.add(socket)
      socket.on("error", () => {})
      void this.#serve(socket, open)
    })
    onTestFinished(() => {
      server.close()
      for (const socket of open) socket.destroy()
    })
  }

  static async listen(options: SocksServerOptions = {}): Promise<SocksServer> {
    const server = net.createServer()
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return new SocksServer(server, options)
  }

  async #serve(socket: net.Socket, open: Set<net.Socket>): Promise<void> {
    const [, count] = await take(socket, 2)
    const offered = await take(socket, count)
    const { credentials, refuses } = this.#options
    const method = credentials === undefined ? NO_AUTHENTICATION : BY_PASSWORD
    if (!offered.includes(method)) {
      socket.end(Buffer.from([5, 255]))
      return
    }
    socket.write(Buffer.from([5, method]))
    if (credentials !== undefined && !(await this.#authenticate(socket))) {
      socket.end(Buffer.from([1, 1]))
      return
    }
    const port = await this.#request(socket)
    if (refuses) {
      socket.end(answer(REFUSED))
      return
    }
    const target = net.connect(this.#options.target ?? port, "127.0.0.1")
    open.add(target)
    target.on("error", () => socket.destroy())
    target.on("close", () => socket.destroy())
    socket.on("close", () => target.destroy())
    await new Promise((resolve) => target.once("connect", resolve))
    if (!this.#options.together) socket.write(answer(0))
    else {
      const first = await new Promise<Buffer>((resolve) => target.once("data", resolve))
      target.pause()
      socket.write(Buffer.concat([answer(0), first]))
    }
    socket.pipe(target)
    target.pipe(socket)
  }

  async #authenticate(socket: net.Socket): Promise<boolean> {
    const [, nameLength] = await take(socket, 2)
    const username = String(await take(socket, nameLength))
    const [passwordLength] = await take(socket, 1)
    const password = String(await take(socket, passwordLength))
    this.credentials.push(`${username}:${password}`)
    const expected = this.#options.credentials
    if (username !== expected?.username || password !== expected.password) return false
    socket.write(Buffer.from([1, 0]))
    return true
  }

  async #request(socket: net.Socket): Promise<number> {
    const [, , , kind] = await take(socket, 4)
    let host = ""
    if (kind === IPV4) host = (await take(socket, 4)).join(".")
    else if (kind === NAME) host = String(await take(socket, (await take(socket, 1))[0]))
    const port = (await take(socket, 2)).readUInt16BE()
    this.requests.push(`${host}:${String(port)}`)
    return port
  }
}

function answer(code: number): Buffer {
  return Buffer.from([5, code, 0, IPV4, 0, 0, 0, 0, 0, 0])
}

/** The next `count` bytes. */
async function take(socket: net.Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(count) as Buffer | null
    if (bytes !== null) return bytes
    await new Promise((resolve) => socket.once("readable", resolve))
  }
}
