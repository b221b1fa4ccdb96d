/** github.com/go-zeromq/zmq4, ZeroMQ in Go alone. */
import type { PeerKind } from "../../matrix/peer-kind.js"
import { buildGo, missingForGo, programOfGo } from "../../common/go.js"

export const peer: PeerKind = {
  name: "go-zeromq",
  title: "go-zeromq/zmq4",
  language: "Go",
  install: "apt-get install -y golang-go",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain"],
  proxy: true,
  lacks: {
    curve: "it has no CURVE",
    "plain server connect": "who binds is the server",
  },
  missing: () => missingForGo(),
  build: (folder) => buildGo(import.meta.dirname, folder, true),
  command: (folder) => [programOfGo(folder)],
}
