/**
 * TCP connections as packets: Ethernet, IP and TCP headers as they might have been around bytes whose real packets
 * nobody saw, with sequence numbers and checksums that are right.
 * Knows packets. Does not know files or what bytes mean.
 */
import { Buffer } from "node:buffer"
import type { Address } from "./addresses.js"

/** Which end sends. */
export type From = "client" | "server"

const MOST_PAYLOAD = 1460
const ETHERNET_BYTES = 14
const IPV4_BYTES = 20
const IPV6_BYTES = 40
const TCP_BYTES = 20
const TYPE_IPV4 = 0x0800
const TYPE_IPV6 = 0x86dd
const PROTOCOL_TCP = 6
const HOPS = 64
const WINDOW = 65_535
const FIN = 0x01
const SYN = 0x02
const RST = 0x04
const PSH = 0x08
const ACK = 0x10
/** Locally administered, and nobody's. */
const MACS = {
  client: Buffer.from("020000000001", "hex"),
  server: Buffer.from("020000000002", "hex"),
}

/** One connection, whose packets come in order. */
export class PacketMaker {
  readonly #addresses: Readonly<Record<From, Address>>
  /** What each end sends next. */
  readonly #sequence: Record<From, number> = { client: 0, server: 0 }
  readonly #hasEnded: Record<From, boolean> = { client: false, server: false }
  #id = 0

  constructor(client: Address, server: Address) {
    this.#addresses = { client, server }
  }

  /** How it begins. */
  open(): Buffer[] {
    const packets = [this.#packet("client", SYN), this.#packet("server", SYN | ACK)]
    return [...packets, this.#packet("client", ACK)]
  }

  /** Bytes that one end sends, and the word of the other that it has them. */
  data(from: From, bytes: Buffer): Buffer[] {
    const packets: Buffer[] = []
    for (let at = 0; at < bytes.length; at += MOST_PAYLOAD) {
      packets.push(this.#packet(from, PSH | ACK, bytes.subarray(at, at + MOST_PAYLOAD)))
    }
    if (packets.length > 0) packets.push(this.#packet(otherOf(from), ACK))
    return packets
  }

  /** One end has ended. */
  close(from: From): Buffer[] {
    if (this.#hasEnded[from]) return []
    this.#hasEnded[from] = true
    return [this.#packet(from, FIN | ACK), this.#packet(otherOf(from), ACK)]
  }

  /** One end has broken off. */
  reset(from: From): Buffer[] {
    return [this.#packet(from, RST | ACK)]
  }

  #packet(from: From, flags: number, payload: Buffer = Buffer.alloc(0)): Buffer {
    const to = otherOf(from)
    const source = this.#addresses[from]
    const target = this.#addresses[to]
    const tcp = Buffer.alloc(TCP_BYTES)
    tcp.writeUInt16BE(source.port, 0)
    tcp.writeUInt16BE(target.port, 2)
    tcp.writeUInt32BE(this.#sequence[from], 4)
    if ((flags & ACK) !== 0) tcp.writeUInt32BE(this.#sequence[to], 8)
    tcp[12] = (TCP_BYTES / 4) << 4
    tcp[13] = flags
    tcp.writeUInt16BE(WINDOW, 14)
    tcp.writeUInt16BE(
      checksum([pseudoHeader(source, target, TCP_BYTES + payload.length), tcp, payload]),
      16,
    )
    // The first and the last count as a byte each.
    const counted = payload.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1)
    this.#sequence[from] = (this.#sequence[from] + counted) >>> 0
    const ip =
      source.ip.length === 4 ? this.#ipv4(source, target, payload) : ipv6(source, target, payload)
    return Buffer.concat([ethernet(from, source.ip.length === 4), ip, tcp, payload])
  }

  #ipv4(source: Address, target: Address, payload: Buffer): Buffer {
    const header = Buffer.alloc(IPV4_BYTES)
    header[0] = 0x45
    header.writeUInt16BE(IPV4_BYTES + TCP_BYTES + payload.length, 2)
    header.writeUInt16BE(this.#id, 4)
    this.#id = (this.#id + 1) & 0xffff
    header[8] = HOPS
    header[9] = PROTOCOL_TCP
    source.ip.copy(header, 12)
    target.ip.copy(header, 16)
    header.writeUInt16BE(checksum([header]), 10)
    return header
  }
}

function otherOf(from: From): From {
  return from === "client" ? "server" : "client"
}

function ethernet(from: From, isIPv4: boolean): Buffer {
  const header = Buffer.alloc(ETHERNET_BYTES)
  MACS[otherOf(from)].copy(header, 0)
  MACS[from].copy(header, 6)
  header.writeUInt16BE(isIPv4 ? TYPE_IPV4 : TYPE_IPV6, 12)
  return header
}

function ipv6(source: Address, target: Address, payload: Buffer): Buffer {
  const header = Buffer.alloc(IPV6_BYTES)
  header[0] = 0x60
  header.writeUInt16BE(TCP_BYTES + payload.length, 4)
  header[6] = PROTOCOL_TCP
  header[7] = HOPS
  source.ip.copy(header, 8)
  target.ip.copy(header, 24)
  return header
}

/** What TCP's checksum covers besides TCP. */
function pseudoHeader(source: Address, target: Address, size: number): Buffer {
  const rest = Buffer.alloc(source.ip.length === 4 ? 4 : 8)
  rest[rest.length === 4 ? 1 : 7] = PROTOCOL_TCP
  if (rest.length === 4) rest.writeUInt16BE(size, 2)
  else rest.writeUInt32BE(size, 0)
  return Buffer.concat([source.ip, target.ip, rest])
}

/** RFC 1071. All pieces but the last have an even number of bytes. */
function checksum(pieces: readonly Buffer[]): number {
  let sum = 0
  for (const piece of pieces) {
    for (let at = 0; at + 1 < piece.length; at += 2) sum += piece.readUInt16BE(at)
    if (piece.length % 2 === 1) sum += piece[piece.length - 1] << 8
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000)
  return ~sum & 0xffff
}
