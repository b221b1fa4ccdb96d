/** pyzmq, as Debian has it. */
import { join } from "node:path"
import { LIBZMQ_4_3_4_LACKS } from "../../common/libzmq.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { works } from "../../matrix/tools.js"

// The first python3 may be one that somebody has installed beside Debian's.
const PYTHON = "/usr/bin/python3"

export const peer: PeerKind = {
  name: "pyzmq",
  title: "pyzmq (libzmq)",
  language: "Python",
  install: "apt-get install -y python3-zmq",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: LIBZMQ_4_3_4_LACKS,
  missing: () => (works(PYTHON, "-c", "import zmq") ? null : `${PYTHON} has no zmq`),
  build: () => Promise.resolve(),
  command: () => [PYTHON, join(import.meta.dirname, "peer.py")],
}
