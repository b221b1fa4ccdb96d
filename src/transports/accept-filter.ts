/**
 * Which addresses may connect: a list of networks in CIDR notation, as in `tcpAcceptFilter`.
 * Knows addresses. Does not know sockets.
 */
import { net } from "./node-net.js"

/** One network. */
export interface Filter {
  readonly address: string
  readonly family: "ipv4" | "ipv6"
  readonly prefix: number
}

/** Reads `10.0.0.0/8`, `192.168.1.5`, `fe80::/10` or `[::1]`; null when it is none. */
export function parseFilter(text: string): Filter | null {
  const parts = text.split("/")
  const host = parts[0]
  const size = parts.at(1)
  const address = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host
  const version = net().isIP(address)
  if (version === 0 || address.includes("%") || parts.length > 2) return null
  const bits = version === 4 ? 32 : 128
  if (size !== undefined && !/^\d{1,3}$/.test(size)) return null
  const prefix = size === undefined ? bits : Number(size)
  return prefix > bits ? null : { address, family: version === 4 ? "ipv4" : "ipv6", prefix }
}

/** A question for each address that connects; null when everybody may. */
export function admission(filters: readonly string[]): ((address: string) => boolean) | null {
  if (filters.length === 0) return null
  const list = new (net().BlockList)()
  for (const text of filters) {
    const filter = parseFilter(text)
    if (filter === null) continue
    list.addSubnet(filter.address, filter.prefix, filter.family)
  }
  return (address) => list.check(address, net().isIPv6(address) ? "ipv6" : "ipv4")
}
