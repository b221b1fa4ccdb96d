/** goczmq, as Go programs use CZMQ. */
import type { PeerKind } from "../../matrix/peer-kind.js"
import { buildGo, missingForGo, programOfGo } from "../../common/go.js"

export const peer: PeerKind = {
  name: "go-czmq",
  title: "goczmq (CZMQ)",
  language: "Go",
  install: "apt-get install -y golang-go pkg-config libczmq-dev libzmq3-dev libsodium-dev",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: {
    "req plain server":
      "libzmq 4.3.4 loses the replies to a REQ that is a PLAIN server, whose ZAP handler says who the client is, as zauth does",
  },
  missing: () => missingForGo("libczmq", "libzmq", "libsodium"),
  build: (folder) => buildGo(import.meta.dirname, folder),
  command: (folder) => [programOfGo(folder)],
}
