/** pyzmq, as Debian has it. */
import { PYZMQ, PYZMQ_PROGRAM } from "../../common/python/peer.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { works } from "../../matrix/tools.js"

// The first python3 may be one that somebody has installed beside Debian's.
const PYTHON = "/usr/bin/python3"

export const peer: PeerKind = {
  ...PYZMQ,
  name: "pyzmq",
  title: "pyzmq of Debian",
  install: "apt-get install -y python3-zmq",
  missing: () => (works(PYTHON, "-c", "import zmq") ? null : `${PYTHON} has no zmq`),
  build: () => Promise.resolve(),
  command: () => [PYTHON, PYZMQ_PROGRAM],
}
