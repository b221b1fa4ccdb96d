/**
 * What this library is level with.
 */
export { curveKeyPair, type CurveKeyPair } from "../socket/curve-keys.js"

/** The libzmq version whose protocol and behaviour this library matches; not its own version. */
export const version = "4.3.5"

/** What this version can do beyond tcp and inproc. */
export interface Capability {
  /** Endpoints `ipc://`. */
  readonly ipc: boolean
  /** Endpoints `pgm://`. */
  readonly pgm: boolean
  /** Endpoints `tipc://`. */
  readonly tipc: boolean
  /** Endpoints `norm://`. */
  readonly norm: boolean
  /** The CURVE security mechanism. */
  readonly curve: boolean
  /** The GSSAPI security mechanism. */
  readonly gssapi: boolean
  /** The draft sockets. */
  readonly draft: boolean
}

/** What this version can do beyond tcp and inproc. */
export const capability: Capability = {
  ipc: process.platform !== "win32",
  pgm: false,
  tipc: false,
  norm: false,
  curve: true,
  gssapi: false,
  draft: false,
}
