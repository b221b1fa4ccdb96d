/** libzmq itself, from C. */
import { buildC, missingForC, programOfC } from "../../common/c.js"
import type { PeerKind } from "../../matrix/peer-kind.js"

export const peer: PeerKind = {
  name: "c-libzmq",
  title: "libzmq",
  language: "C",
  install: "apt-get install -y gcc libc6-dev pkg-config libzmq3-dev",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  missing: () => missingForC("libzmq"),
  build: (folder) => buildC(import.meta.dirname, folder, "libzmq"),
  command: (folder) => [programOfC(folder)],
}
