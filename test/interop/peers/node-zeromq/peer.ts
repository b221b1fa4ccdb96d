/** npm `zeromq` 6: libzmq under Node's event loop. */
import { join } from "node:path"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { works } from "../../matrix/tools.js"
import { bundleWithPackages } from "../../common/javascript/tools.js"

export const peer: PeerKind = {
  name: "node-zeromq",
  title: "npm zeromq 6 (libzmq)",
  language: "JavaScript",
  install: "npm ci",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  missing: () =>
    works(process.execPath, "-e", 'require("zeromq")') ? null : "npm zeromq does not load here",
  build: (folder) => bundleWithPackages(join(import.meta.dirname, "program.ts"), folder),
  command: (folder) => [process.execPath, join(folder, "program.mjs")],
}
