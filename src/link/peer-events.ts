/**
 * Which events the end of a connection raises, in libzmq's order.
 */
import { ZmqError } from "../errors.js"
import { authError, protoError } from "../events.js"
import { DeniedError, RefusedError, type ProtocolError } from "../zmtp/errors.js"
import type { EndReason, PeerEngine } from "./peer-engine.js"
import type { LinkHost } from "./link.js"

const CROWDED = "Too many handshakes are pending, and this one has taken longest"

const BEFORE_GREETING =
  "the peer closed the connection before its greeting was complete: it may want another security mechanism, or speak another protocol"
const IN_HANDSHAKE =
  "the peer closed the connection in the middle of the handshake: it may not take this socket type, or not let us in"

/** Says why a connection ended, and that it did. */
export function emitEnd(
  host: LinkHost,
  address: string,
  engine: PeerEngine,
  reason: EndReason,
): void {
  if (reason.kind === "violation") emitViolation(host, address, reason.error)
  else if (reason.kind === "not judged") {
    host.emit({ type: "handshake:error:other", address, error: reason.error })
  } else if (!engine.isReady && reason.kind === "timeout") {
    host.emit({ type: "handshake:error:other", address, error: new ZmqError("EAGAIN") })
  } else if (reason.kind === "crowded out") {
    host.emit({ type: "handshake:error:other", address, error: new ZmqError("EAGAIN", CROWDED) })
  } else if (!engine.isReady && reason.kind === "peer closed") {
    const why = new Error(reason.isGreeted ? IN_HANDSHAKE : BEFORE_GREETING)
    const error = Object.assign(new ZmqError("EPIPE"), { cause: why })
    host.emit({ type: "handshake:error:other", address, error })
  }
  host.emit({ type: "disconnect", address })
}

function emitViolation(host: LinkHost, address: string, error: ProtocolError): void {
  const isVerdict = error instanceof RefusedError || error instanceof DeniedError
  const status = isVerdict ? error.status : null
  if (status !== null)
    host.emit({ type: "handshake:error:auth", address, error: authError(status) })
  else host.emit({ type: "handshake:error:protocol", address, error: protoError(error) })
}
