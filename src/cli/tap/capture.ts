/**
 * Connections in a file for Wireshark, or on standard output.
 * Knows files of packets. Does not know what bytes mean.
 */
import type { Buffer } from "node:buffer"
import { closeSync, openSync, writeSync } from "node:fs"
import { EXIT, Failure } from "../exit.js"
import { addressesOf } from "./addresses.js"
import { PacketMaker, type From } from "./packets.js"
import { pcapHeader, pcapRecord } from "./pcap.js"

const STANDARD_OUTPUT = "-"

/** One file. */
export class Capture {
  readonly #write: (bytes: Buffer) => void
  readonly #file: number | null

  /** @throws Failure when the file cannot be written. */
  constructor(path: string) {
    this.#file = path === STANDARD_OUTPUT ? null : create(path)
    const file = this.#file
    this.#write =
      file === null ? (bytes) => process.stdout.write(bytes) : (bytes) => writeSync(file, bytes)
    this.#write(pcapHeader())
  }

  /** A connection that begins now. `number` tells it from others that have no addresses. */
  connection(client: string, server: string, number: number): CapturedConnection {
    const packets = new PacketMaker(...addressesOf(client, server, number))
    return new CapturedConnection(packets, (made) => {
      const now = performance.timeOrigin + performance.now()
      for (const packet of made) this.#write(pcapRecord(packet, now))
    })
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
  }
}

/** One connection in the file. */
export class CapturedConnection {
  readonly #packets: PacketMaker
  readonly #write: (packets: readonly Buffer[]) => void

  constructor(packets: PacketMaker, write: (packets: readonly Buffer[]) => void) {
    this.#packets = packets
    this.#write = write
    write(packets.open())
  }

  said(from: From, bytes: Buffer): void {
    this.#write(this.#packets.data(from, bytes))
  }

  ended(from: From, isBroken: boolean): void {
    this.#write(isBroken ? this.#packets.reset(from) : this.#packets.close(from))
  }
}

function create(path: string): number {
  try {
    return openSync(path, "w")
  } catch (error) {
    throw new Failure(EXIT.error, error instanceof Error ? error.message : String(error))
  }
}
