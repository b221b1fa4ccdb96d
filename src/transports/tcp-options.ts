/**
 * What can be set on a connected tcp socket. Node 20 knows `setNoDelay` and keepalive with its idle time; the rest
 * came later, and is left alone where it is missing.
 */
import type { Socket } from "node:net"
import type { StreamOptions } from "./transport.js"

const MS_PER_SECOND = 1000
const LOWEST_BYTE = 0xff

/** A socket of a newer Node. */
interface NewerSocket {
  setKeepAlive(on: boolean, idleMs: number, intervalMs?: number, count?: number): unknown
  setTypeOfService?(value: number): unknown
}

/** Sets what the options ask for. */
export function applyOptions(socket: Socket, options: StreamOptions): void {
  socket.setNoDelay(true)
  if (options.tcpKeepalive !== -1) setKeepAlive(socket, options)
  if (options.typeOfService > 0) setTypeOfService(socket, options.typeOfService & LOWEST_BYTE)
}

function setKeepAlive(socket: NewerSocket, options: StreamOptions): void {
  const idleMs = Math.max(options.tcpKeepaliveIdle, 0) * MS_PER_SECOND
  const { tcpKeepaliveInterval: interval, tcpKeepaliveCount: count } = options
  // Node 20 does not look at the last two.
  socket.setKeepAlive(
    options.tcpKeepalive === 1,
    idleMs,
    interval > 0 ? interval * MS_PER_SECOND : undefined,
    count > 0 ? count : undefined,
  )
}

function setTypeOfService(socket: NewerSocket, value: number): void {
  try {
    socket.setTypeOfService?.(value)
  } catch {
    // The system will not have it, or the peer is gone already. The mark is a wish; the connection does without.
  }
}
