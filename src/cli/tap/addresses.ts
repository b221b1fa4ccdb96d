/**
 * Endpoints as the addresses that packets have.
 * Knows their text and bytes. Does not know packets.
 */
import { Buffer } from "node:buffer"
import { isIPv4, isIPv6 } from "node:net"

/** One end of a TCP connection. */
export interface Address {
  /** 4 bytes, or 16. */
  readonly ip: Buffer
  readonly port: number
}

const TCP = /^tcp:\/\/\[?([^\]]*?)\]?:(\d+)$/
const LOOPBACK = Buffer.from([127, 0, 0, 1])
const IPV4_IN_IPV6 = Buffer.from("00000000000000000000ffff", "hex")

/**
 * The addresses of both ends, of the same kind. What has none, such as ipc, gets one of this machine, and a port that
 * tells connections apart.
 */
export function addressesOf(
  client: string,
  server: string,
  number: number,
): [client: Address, server: Address] {
  const one = addressOf(client) ?? { ip: LOOPBACK, port: 49_152 + (number % 16_384) }
  const other = addressOf(server) ?? { ip: LOOPBACK, port: 1 }
  if (one.ip.length === other.ip.length) return [one, other]
  return [asIPv6(one), asIPv6(other)]
}

function addressOf(endpoint: string): Address | null {
  const found = TCP.exec(endpoint)
  if (found === null) return null
  const [, host, port] = found
  const text = host.replace(/%.*$/, "")
  if (isIPv4(text)) return { ip: bytesOfIPv4(text), port: Number(port) }
  return isIPv6(text) ? { ip: bytesOfIPv6(text), port: Number(port) } : null
}

function asIPv6({ ip, port }: Address): Address {
  return { ip: ip.length === 16 ? ip : Buffer.concat([IPV4_IN_IPV6, ip]), port }
}

function bytesOfIPv4(text: string): Buffer {
  return Buffer.from(text.split(".").map(Number))
}

function bytesOfIPv6(text: string): Buffer {
  const [head, tail] = text.split("::").map(groupsOf)
  const bytes = Buffer.alloc(16)
  head.copy(bytes)
  // Behind `::` it counts from the end.
  if (text.includes("::")) tail.copy(bytes, 16 - tail.length)
  return bytes
}

function groupsOf(text: string): Buffer {
  const groups = text === "" ? [] : text.split(":")
  return Buffer.concat(
    groups.map((group) =>
      group.includes(".") ? bytesOfIPv4(group) : Buffer.from(group.padStart(4, "0"), "hex"),
    ),
  )
}
