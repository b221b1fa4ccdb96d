/**
 * How bytes come out of a `net.Socket`: into one buffer that all sockets of a thread share, rather than into
 * 64 KiB of new memory for each read. Large messages arrive up to half again as fast that way.
 * Knows Node's sockets. Does not know what the bytes are.
 */
import { Buffer } from "node:buffer"
import { Socket, type OnReadOpts } from "node:net"

const READ_BYTES = 64 * 1024

// libuv reads at once into what it is given, so that sockets can take turns. Not so on Windows, where the
// system holds on to the buffer until bytes come.
const SHARES = process.platform !== "win32"

let shared: Buffer | null = null

/** The input of one socket. Make it first, and the socket with its `options`. */
export class Intake {
  #target: ((chunk: Buffer) => void) | null = null
  #isShared = false

  /** What to give to the socket's constructor. */
  get options(): { onread?: OnReadOpts } {
    if (!SHARES) return {}
    this.#isShared = true
    shared ??= Buffer.allocUnsafeSlow(READ_BYTES)
    const callback = (count: number, buffer: Uint8Array): boolean => {
      this.#target?.(buffer.subarray(0, count) as Buffer)
      return true
    }
    return { onread: { buffer: shared, callback } }
  }

  /** Lets bytes through, to `target`; they are valid during the call only. */
  open(socket: Socket, target: (chunk: Buffer) => void): void {
    this.#target = target
    if (this.#isShared) return
    socket.on("data", target)
    socket.resume()
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
  return new Socket({ handle, ...intake.options } as ConstructorParameters<typeof Socket>[0])
}
