/**
 * One attempt to connect over tcp, straight or through a proxy.
 */
import type { Socket } from "node:net"
import { ZmqError } from "../errors.js"
import { parseTcpConnect, type HostPort } from "./endpoint.js"
import { Intake } from "./intake.js"
import { NetStream } from "./net-stream.js"
import { net } from "./node-net.js"
import { askProxy, proxyAddress } from "./socks.js"
import { sourceOptions, streamNames } from "./tcp-addresses.js"
import { applyOptions } from "./tcp-options.js"
import type { Dial, DialHandler, ProxyOptions, StreamOptions } from "./transport.js"

/** One attempt to connect. */
export class TcpDial implements Dial {
  readonly #socket: Socket
  readonly #options: StreamOptions
  readonly #handler: DialHandler
  readonly #intake = new Intake()
  #over = false

  constructor(address: string, options: StreamOptions, handler: DialHandler) {
    this.#options = options
    this.#handler = handler
    const { target, source } = parseTcpConnect(address)
    const { proxy } = options
    const first = proxy === null ? target : proxyAddress(proxy)
    this.#socket = this.#connect(first, source)
    this.#socket.once("error", (error) => {
      this.#fail(error)
    })
    this.#socket.once("connect", () => {
      if (proxy === null) this.#connected()
      else void this.#pass(proxy, target)
    })
  }

  abort(): void {
    this.#over = true
    this.#socket.destroy()
  }

  #connect({ host, port }: HostPort, source: HostPort | null): Socket {
    const { ipv6, connectTimeoutMs, proxy } = this.#options
    let from
    try {
      from = sourceOptions(source, host, this.#options)
    } catch (error) {
      process.nextTick(() => {
        this.#fail(error instanceof Error ? error : new ZmqError("ENODEV"))
      })
      return new (net().Socket)()
    }
    const family = ipv6 || net().isIPv6(host) ? 0 : 4
    // The proxy's answers are read as Node does it; only what the peer says goes the short way.
    const reading = proxy === null ? this.#intake.options : {}
    const socket = net().connect({ host, port, family, noDelay: true, ...from, ...reading })
    socket.unref()
    if (connectTimeoutMs > 0) {
      socket.setTimeout(connectTimeoutMs, () => {
        this.#fail(new ZmqError("ETIMEDOUT"))
      })
    }
    return socket
  }

  async #pass(proxy: ProxyOptions, target: HostPort): Promise<void> {
    try {
      const early = await askProxy(this.#socket, proxy, target)
      this.#connected()
      for (const chunk of early) this.#socket.emit("data", chunk)
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #connected(): void {
    if (this.#over) return
    const socket = this.#socket
    if (socket.destroyed) {
      this.#fail(new ZmqError("ECONNRESET"))
      return
    }
    // Dialling a free port of the ephemeral range can meet itself: TCP's simultaneous open.
    if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) {
      this.#fail(new ZmqError("ECONNREFUSED", "connected to itself"))
      return
    }
    this.#over = true
    socket.removeAllListeners("error")
    socket.removeAllListeners("timeout")
    socket.setTimeout(0)
    applyOptions(socket, this.#options)
    this.#handler.onConnect(new NetStream(socket, streamNames(socket), this.#intake))
  }

  #fail(error: Error): void {
    if (this.#over) return
    this.#over = true
    this.#socket.destroy()
    this.#handler.onFail(error)
  }
}
