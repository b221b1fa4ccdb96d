/** github.com/pebbe/zmq4, as Go programs use libzmq. */
import { buildGo, missingForGo, programOfGo } from "../../common/go.js"
import type { PeerKind } from "../../matrix/peer-kind.js"

export const peer: PeerKind = {
  name: "go-pebbe",
  title: "pebbe/zmq4 (libzmq)",
  language: "Go",
  install: "apt-get install -y golang-go pkg-config libzmq3-dev",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  missing: () => missingForGo("libzmq"),
  build: (folder) => buildGo(import.meta.dirname, folder),
  command: (folder) => [programOfGo(folder)],
}
