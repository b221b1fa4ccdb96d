/**
 * pyzmq as a peer, whichever it is.
 */
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { PYZMQ_SCENARIOS } from "./scenarios.js"

/** The program. */
export const PYZMQ_PROGRAM = join(import.meta.dirname, "peer.py")

/** What all of them have. */
export const PYZMQ = {
  language: "Python",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: {
    "req server":
      "libzmq's REQ closes the connection at the reply when its ZAP handler names the user, as pyzmq's does; libzmq's REP sees the same",
  },
  scenarios: PYZMQ_SCENARIOS,
} satisfies Partial<PeerKind>
