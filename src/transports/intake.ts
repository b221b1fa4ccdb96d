/**
 * How bytes come out of a `net.Socket`. Mostly into one buffer that all sockets of a thread share, rather than into
 * 64 KiB of new memory for each read. A socket whose chunks are kept by who gets them reads into memory of its
 * own, so that nothing need be copied.
 * Knows Node's sockets. Does not know what the bytes are.
 */
import { Buffer } from "node:buffer"
import type { OnReadOpts, Socket } from "node:net"
import { net } from "./node-net.js"

const READ_BYTES = 64 * 1024
/** A socket that fills so much of what it reads into is worth memory of its own. */
const BUSY_BYTES = READ_BYTES / 2

// libuv reads at once into what it is given, so that sockets can take turns. Not so on Windows, where the
// system holds on to the buffer until bytes come.
const SHARES = process.platform !== "win32"

let shared: Buffer | null = null

/** Who gets the bytes of a socket; as a stream's handler. */
export interface IntakeSink {
  onData(chunk: Buffer, mayKeep: boolean): boolean
}

/** The input of one socket. Make it first, and the socket with its `options`. */
export class Intake {
  #sink: IntakeSink | null = null
  /** It was asked for its options: the socket reads into memory of our choice. */
  #chooses = false
  /** Memory of its own for the next read; null: the shared. */
  #own: Buffer | null = null

  /** What to give to the socket's constructor. */
  get options(): { onread?: OnReadOpts } {
    if (!SHARES) return {}
    this.#chooses = true
    return {
      onread: {
        buffer: () => this.#next(),
        callback: (count, buffer) => {
          this.#read(count, buffer as Buffer)
          return true
        },
      },
    }
  }

  /** Lets bytes through. */
  open(socket: Socket, sink: IntakeSink): void {
    this.#sink = sink
    if (this.#chooses) return
    // Each chunk has memory of its own here.
    socket.on("data", (chunk: Buffer) => sink.onData(chunk, true))
    socket.resume()
  }

  #next(): Buffer {
    // hot
    return this.#own ?? (shared ??= Buffer.allocUnsafeSlow(READ_BYTES))
  }

  #read(count: number, buffer: Buffer): void {
    // hot
    const sink = this.#sink
    if (sink === null) return
    const keeps = sink.onData(buffer.subarray(0, count), buffer === this.#own)
    this.#own = keeps && count >= BUSY_BYTES ? Buffer.allocUnsafeSlow(READ_BYTES) : null
  }
}

/** Whether a server shall accept its sockets paused, for `adopt`. */
export const ADOPTS: boolean = SHARES

/** What reads into memory of our choice: a handle of Node or Deno. Bun has none that a socket can be made of. */
interface ReadingHandle {
  useUserBuffer(buffer: Uint8Array): void
}

/**
 * A socket with this intake in place of one a server has accepted, paused. Node lets only sockets that connect
 * choose where they read into; what makes an accepted one is its handle, and a new socket can be made of that.
 */
export function adopt(accepted: Socket, intake: Intake): Socket {
  const door = accepted as unknown as { _handle?: Partial<ReadingHandle> | null }
  const handle = door._handle
  if (!ADOPTS || typeof handle?.useUserBuffer !== "function") return accepted
  door._handle = null
  accepted.destroy()
  return new (net().Socket)({ handle, ...intake.options } as ConstructorParameters<
    typeof Socket
  >[0])
}
