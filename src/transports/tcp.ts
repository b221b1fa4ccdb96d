/**
 * The tcp transport: IPv4, IPv6, host and interface names, ports chosen by the system, source addresses.
 */
import { lookup } from "node:dns"
import net, { isIP, isIPv6, Socket, type AddressInfo, type Server } from "node:net"
import { networkInterfaces } from "node:os"
import { ZmqError } from "../errors.js"
import { parseTcpBind, parseTcpConnect, printTcp, type HostPort } from "./endpoint.js"
import { listen, listenSync, type ServerNames } from "./net-server.js"
import { Intake } from "./intake.js"
import { NetStream, type StreamNames } from "./net-stream.js"
import type { Dial, DialHandler, StreamOptions, Transport } from "./transport.js"

const MS_PER_SECOND = 1000

/** The tcp transport (RFC 37 over TCP). */
export const tcp: Transport = {
  scheme: "tcp",

  checkBind(address) {
    parseTcpBind(address)
  },

  checkConnect(address) {
    parseTcpConnect(address)
  },

  async bind(address, options, handler) {
    const { host, port } = parseTcpBind(address)
    const numeric = localAddress(host, options.ipv6) ?? (await resolve(host, options.ipv6))
    return listen({ host: numeric, port, backlog: options.backlog }, names(options), handler)
  },

  bindSync(address, options, handler) {
    const { host, port } = parseTcpBind(address)
    const numeric = localAddress(host, options.ipv6)
    if (numeric === null) throw new ZmqError("ENODEV")
    const where = { address: numeric, port, addressType: isIPv6(numeric) ? 6 : 4 } as const
    return listenSync({ ...where, backlog: options.backlog }, names(options), handler)
  },

  dial(address, options, handler) {
    return new TcpDial(address, options, handler)
  },
}

function names(options: StreamOptions): ServerNames {
  return {
    endpoint: (server: Server) => {
      const { address, port } = server.address() as AddressInfo
      return printTcp(address, port)
    },
    accepted: (socket) => {
      applyOptions(socket, options)
      return streamNames(socket)
    },
  }
}

function streamNames(socket: Socket): StreamNames {
  const remoteAddress = unmapped(socket.remoteAddress ?? "")
  return {
    localEndpoint: printTcp(unmapped(socket.localAddress ?? ""), socket.localPort ?? 0),
    remoteEndpoint: printTcp(remoteAddress, socket.remotePort ?? 0),
    remoteAddress,
  }
}

/** An IPv4 peer of a socket that takes both versions shows up as `::ffff:1.2.3.4`. */
function unmapped(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address
}

function applyOptions(socket: Socket, options: StreamOptions): void {
  socket.setNoDelay(true)
  if (options.tcpKeepalive === -1) return
  const idle = Math.max(options.tcpKeepaliveIdle, 0) * MS_PER_SECOND
  socket.setKeepAlive(options.tcpKeepalive === 1, idle)
}

/** The numeric address of `*`, a number or an interface; null for any other name. */
function localAddress(host: string, ipv6: boolean): string | null {
  if (host === "*") return ipv6 ? "::" : "0.0.0.0"
  if (isIP(host) !== 0) return host
  const addresses = networkInterfaces()[host]
  if (addresses !== undefined) {
    const fitting = addresses.find(({ family }) => family === "IPv4" || ipv6)
    if (fitting !== undefined) return fitting.address
  }
  return host === "localhost" ? "127.0.0.1" : null
}

function resolve(host: string, ipv6: boolean): Promise<string> {
  return new Promise((done, fail) => {
    lookup(host, { family: ipv6 ? 0 : 4 }, (error, address) => {
      if (error === null) done(address)
      else fail(new ZmqError("ENODEV"))
    })
  })
}

/** One attempt to connect. */
class TcpDial implements Dial {
  readonly #socket: Socket
  readonly #handler: DialHandler
  readonly #intake = new Intake()
  #over = false

  constructor(address: string, options: StreamOptions, handler: DialHandler) {
    this.#handler = handler
    const { target, source } = parseTcpConnect(address)
    const from = sourceOptions(source, options.ipv6)
    if (from === null) {
      this.#socket = new Socket()
      process.nextTick(() => {
        this.#fail(new ZmqError("ENODEV"))
      })
      return
    }
    this.#socket = net.connect({
      host: target.host,
      port: target.port,
      family: options.ipv6 || isIPv6(target.host) ? 0 : 4,
      noDelay: true,
      ...from,
      ...this.#intake.options,
    })
    this.#socket.unref()
    if (options.connectTimeoutMs > 0) this.#limitTime(options.connectTimeoutMs)
    this.#socket.once("error", (error) => {
      this.#fail(error)
    })
    this.#socket.once("connect", () => {
      this.#connected(options)
    })
  }

  abort(): void {
    this.#over = true
    this.#socket.destroy()
  }

  #limitTime(timeoutMs: number): void {
    this.#socket.setTimeout(timeoutMs, () => {
      this.#fail(new ZmqError("ETIMEDOUT"))
    })
  }

  #connected(options: StreamOptions): void {
    if (this.#over) return
    const socket = this.#socket
    // Dialling a free port of the ephemeral range can meet itself: TCP's simultaneous open.
    if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) {
      this.#fail(new ZmqError("ECONNREFUSED", "connected to itself"))
      return
    }
    this.#over = true
    socket.removeAllListeners("error")
    socket.removeAllListeners("timeout")
    socket.setTimeout(0)
    applyOptions(socket, options)
    this.#handler.onConnect(new NetStream(socket, streamNames(socket), this.#intake))
  }

  #fail(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#socket.destroy()
    this.#handler.onFail(error)
  }
}

/** Null: no interface has this name, now. */
function sourceOptions(source: HostPort | null, ipv6: boolean): object | null {
  if (source === null) return {}
  const address = localAddress(source.host, ipv6)
  if (address === null) return null
  return { localAddress: address, ...(source.port > 0 ? { localPort: source.port } : {}) }
}
