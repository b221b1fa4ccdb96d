/** goczmq, as Go programs use CZMQ. */
import { buildGo, missingForGo, programOfGo } from "../../common/go.js"
import { CZMQ_LACKS } from "../../common/libczmq.js"
import type { PeerKind } from "../../matrix/peer-kind.js"

export const peer: PeerKind = {
  name: "go-czmq",
  title: "goczmq (CZMQ)",
  language: "Go",
  install: "apt-get install -y golang-go pkg-config libczmq-dev libzmq3-dev libsodium-dev",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: CZMQ_LACKS,
  missing: () => missingForGo("libczmq", "libzmq", "libsodium"),
  build: (folder) => buildGo(import.meta.dirname, folder),
  // A call that a signal of Go's scheduler interrupts is an error to goczmq.
  command: (folder) => ["env", "GODEBUG=asyncpreemptoff=1", programOfGo(folder)],
}
