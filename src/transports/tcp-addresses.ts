/**
 * The addresses of tcp's ends: `*`, numbers, names, and the interfaces of this machine.
 * Knows what the operating system says of its interfaces. Does not open anything.
 */
import type * as dns from "node:dns"
import type { Socket } from "node:net"
import type * as os from "node:os"
import { builtin } from "../builtin.js"
import { ZmqError } from "../errors.js"
import { printTcp, type HostPort } from "./endpoint.js"
import type { StreamNames } from "./net-stream.js"
import { net } from "./node-net.js"
import type { StreamOptions } from "./transport.js"

/** What decides which of several addresses is meant. */
export type AddressOptions = Pick<StreamOptions, "ipv6" | "networkInterface">

/**
 * The numeric address to bind for `*`, a number or an interface; null for any other name.
 * @throws ZmqError ENODEV for an interface that is not there, EADDRNOTAVAIL for an address it does not have.
 */
export function addressToBind(host: string, options: AddressOptions): string | null {
  const { networkInterface, ipv6 } = options
  if (networkInterface === null) return localAddress(host, ipv6)
  // Node cannot bind to a device. What listens only at its addresses is no less closed to the others.
  const own = addressesOf(networkInterface)
  if (host === "*") return fitting(own, ipv6)
  const address = localAddress(host, ipv6)
  if (address !== null && !own.some((each) => each.address === address)) {
    throw new ZmqError("EADDRNOTAVAIL")
  }
  return address
}

/** The numeric address of `*`, a number or an interface; null for any other name. */
export function localAddress(host: string, ipv6: boolean): string | null {
  if (host === "*") return ipv6 ? "::" : "0.0.0.0"
  if (net().isIP(host) !== 0) return host
  const own = interfaces()[host]
  const found = own?.find(({ family }) => family === "IPv4" || ipv6)
  if (found !== undefined) return found.address
  return host === "localhost" ? "127.0.0.1" : null
}

/** The address a host name stands for. Rejects with ENODEV. */
export function resolve(host: string, ipv6: boolean): Promise<string> {
  const { lookup } = builtin("node:dns") as typeof dns
  return new Promise((done, fail) => {
    lookup(host, { family: ipv6 ? 0 : 4 }, (error, address) => {
      if (error === null) done(address)
      else fail(new ZmqError("ENODEV"))
    })
  })
}

/** Where to connect from, as `net.connect` takes it. @throws ZmqError ENODEV when there is no such interface, now. */
export function sourceOptions(
  source: HostPort | null,
  target: string,
  options: AddressOptions,
): { localAddress?: string; localPort?: number } {
  const { networkInterface, ipv6 } = options
  if (source === null) {
    if (networkInterface === null) return {}
    const own = addressesOf(networkInterface)
    const family = net().isIPv6(target) ? "IPv6" : "IPv4"
    const address = own.find((each) => each.family === family)?.address
    return { localAddress: address ?? fitting(own, ipv6) }
  }
  const address = addressToBind(source.host, options)
  if (address === null) throw new ZmqError("ENODEV")
  return { localAddress: address, ...(source.port > 0 ? { localPort: source.port } : {}) }
}

/** The ends of a connected socket. */
export function streamNames(socket: Socket): StreamNames {
  const remoteAddress = unmapped(socket.remoteAddress ?? "")
  return {
    localEndpoint: printTcp(unmapped(socket.localAddress ?? ""), socket.localPort ?? 0),
    remoteEndpoint: printTcp(remoteAddress, socket.remotePort ?? 0),
    remoteAddress,
  }
}

/** An IPv4 peer of a socket that takes both versions shows up as `::ffff:1.2.3.4`. */
export function unmapped(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address
}

function interfaces(): ReturnType<typeof os.networkInterfaces> {
  return (builtin("node:os") as typeof os).networkInterfaces()
}

function addressesOf(name: string): readonly os.NetworkInterfaceInfo[] {
  const addresses = interfaces()[name]
  if (addresses === undefined || addresses.length === 0) throw new ZmqError("ENODEV")
  return addresses
}

/** IPv4 first, as without an interface. */
function fitting(own: readonly os.NetworkInterfaceInfo[], ipv6: boolean): string {
  const found =
    own.find(({ family }) => family === "IPv4") ??
    own.find(({ family }) => family === "IPv6" && ipv6)
  if (found === undefined) throw new ZmqError("ENODEV")
  return found.address
}
