/** Which transport serves which scheme. */
import { ZmqError } from "../errors.js"
import { ipc } from "./ipc.js"
import { tcp } from "./tcp.js"
import type { Transport } from "./transport.js"

/** Node has named pipes on Windows in place of Unix domain sockets; no other ZeroMQ speaks through those. */
const HAS_IPC = process.platform !== "win32"

const TRANSPORTS: ReadonlyMap<string, Transport> = new Map(
  (HAS_IPC ? [tcp, ipc] : [tcp]).map((transport) => [transport.scheme, transport]),
)

/** Schemes that libzmq has for other socket types than ours. */
const OTHER_SOCKETS = new Set(["udp"])

/** The transport of a scheme. @throws ZmqError EPROTONOSUPPORT when there is none. */
export function transportOf(scheme: string): Transport {
  const transport = TRANSPORTS.get(scheme)
  if (transport !== undefined) return transport
  throw new ZmqError(OTHER_SOCKETS.has(scheme) ? "ENOCOMPATPROTO" : "EPROTONOSUPPORT")
}
