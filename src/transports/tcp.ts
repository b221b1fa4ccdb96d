/**
 * The tcp transport: IPv4, IPv6, host and interface names, ports chosen by the system, source addresses, proxies.
 */
import type { AddressInfo, Server } from "node:net"
import { ZmqError } from "../errors.js"
import { admission } from "./accept-filter.js"
import { parseTcpBind, parseTcpConnect, printTcp } from "./endpoint.js"
import { listen, listenSync, type ServerNames } from "./net-server.js"
import { net } from "./node-net.js"
import { proxyAddress } from "./socks.js"
import { addressToBind, resolve, streamNames, unmapped } from "./tcp-addresses.js"
import { TcpDial } from "./tcp-dial.js"
import { applyOptions } from "./tcp-options.js"
import type { StreamOptions, Transport } from "./transport.js"

/** The tcp transport (RFC 37 over TCP). */
export const tcp: Transport = {
  scheme: "tcp",

  checkBind(address) {
    parseTcpBind(address)
  },

  checkConnect(address, options) {
    parseTcpConnect(address)
    if (options.proxy !== null) proxyAddress(options.proxy)
  },

  async bind(address, options, handler) {
    const { host, port } = parseTcpBind(address)
    const numeric =
      addressToBind(host, options) ?? addressToBind(await resolve(host, options.ipv6), options)
    return listen(
      { host: numeric ?? host, port, backlog: options.backlog },
      names(options),
      handler,
    )
  },

  bindSync(address, options, handler) {
    const { host, port } = parseTcpBind(address)
    const numeric = addressToBind(host, options)
    if (numeric === null) throw new ZmqError("ENODEV")
    const where = { address: numeric, port, addressType: net().isIPv6(numeric) ? 6 : 4 } as const
    return listenSync({ ...where, backlog: options.backlog }, names(options), handler)
  },

  dial(address, options, handler) {
    return new TcpDial(address, options, handler)
  },
}

function names(options: StreamOptions): ServerNames {
  const admits = admission(options.acceptFilters)
  return {
    endpoint: (server: Server) => {
      const { address, port } = server.address() as AddressInfo
      return printTcp(address, port)
    },
    refusal: (socket) => {
      const address = unmapped(socket.remoteAddress ?? "")
      if (admits === null || admits(address)) return null
      return new ZmqError("EACCES", `tcpAcceptFilter does not let ${address} in`)
    },
    accepted: (socket) => {
      applyOptions(socket, options)
      return streamNames(socket)
    },
  }
}
