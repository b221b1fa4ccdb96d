/**
 * Files of captured packets, as tcpdump writes and Wireshark reads them.
 * Knows the file format. Does not know what is in packets.
 */
import { Buffer } from "node:buffer"

const MAGIC_MICROSECONDS = 0xa1b2c3d4
const VERSION_MAJOR = 2
const VERSION_MINOR = 4
const LARGEST_PACKET = 262_144
const LINK_ETHERNET = 1
const HEADER_BYTES = 24
const RECORD_BYTES = 16
const MS_PER_SECOND = 1000

/** What a file begins with. */
export function pcapHeader(): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(MAGIC_MICROSECONDS, 0)
  header.writeUInt16LE(VERSION_MAJOR, 4)
  header.writeUInt16LE(VERSION_MINOR, 6)
  header.writeUInt32LE(LARGEST_PACKET, 16)
  header.writeUInt32LE(LINK_ETHERNET, 20)
  return header
}

/** A packet in a file. @param atMs milliseconds since 1970. */
export function pcapRecord(packet: Buffer, atMs: number): Buffer {
  const header = Buffer.alloc(RECORD_BYTES)
  const seconds = Math.floor(atMs / MS_PER_SECOND)
  header.writeUInt32LE(seconds, 0)
  header.writeUInt32LE(Math.floor((atMs - seconds * MS_PER_SECOND) * 1000), 4)
  header.writeUInt32LE(packet.length, 8)
  header.writeUInt32LE(packet.length, 12)
  return Buffer.concat([header, packet])
}
