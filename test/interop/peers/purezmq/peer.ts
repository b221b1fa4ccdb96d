/** Our own sockets as a peer: what fails with this one is no matter of other people's code. */
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { bundleWithPackages } from "../../common/javascript/tools.js"

export const peer: PeerKind = {
  name: "purezmq",
  title: "purezmq",
  language: "TypeScript",
  install: "npm ci",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  missing: () => null,
  build: (folder) => bundleWithPackages(join(import.meta.dirname, "program.ts"), folder),
  command: (folder) => [process.execPath, join(folder, "program.mjs")],
}
