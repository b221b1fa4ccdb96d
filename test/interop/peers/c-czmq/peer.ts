/** CZMQ, the high-level binding in C. */
import { buildC, missingForC, programOfC } from "../../common/c.js"
import { CZMQ_LACKS } from "../../common/libczmq.js"
import { Mismatch } from "../../matrix/mismatch.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import type { Program } from "../../matrix/program.js"
import type { Scenario } from "../../matrix/scenario.js"

const PASSED_OVER = ["event CLOSED", "event BIND_FAILED"]

/** CZMQ tries one port after another, and passes over those that somebody else has. */
async function saysItListens(watcher: Program): Promise<void> {
  const listening = "event LISTENING"
  let line = await watcher.line(listening)
  while (PASSED_OVER.includes(line)) line = await watcher.line(listening)
  if (line !== listening) throw new Mismatch(listening, line)
}

const zmonitor: Scenario = {
  name: "zmonitor",
  title: "zmonitor sees our socket come, shake hands and go",
  async run(stage, peer) {
    const watcher = stage.start(peer, "pull", "watch", "bind", stage.endpoint("tcp"))
    const push = stage.open("Push")
    stage.awaits("zmonitor's events")
    push.socket.connect(await watcher.saysAfter("endpoint "))
    await saysItListens(watcher)
    await watcher.says("event ACCEPTED")
    await watcher.says("event HANDSHAKE_SUCCEEDED")
    push.socket.close()
    await watcher.says("event DISCONNECTED")
    await watcher.says("done")
  },
}

const zmonitorRefused: Scenario = {
  name: "zmonitor-refused",
  title: "zmonitor sees that zauth refuses our socket, which has the wrong password",
  async run(stage, peer) {
    const keys = ["mechanism=plain", "server=1", "username=alice", "password=secret"]
    const watcher = stage.start(peer, "pull", "watch", "bind", stage.endpoint("tcp"), ...keys)
    const push = stage.open("Push", { plainUsername: "alice", plainPassword: "guess" })
    stage.awaits("zmonitor's events")
    push.socket.connect(await watcher.saysAfter("endpoint "))
    await saysItListens(watcher)
    await watcher.says("event ACCEPTED")
    await watcher.says("event HANDSHAKE_FAILED_AUTH")
    await watcher.says("done")
    await push.until("handshake:error:auth")
  },
}

export const peer: PeerKind = {
  name: "c-czmq",
  title: "CZMQ",
  language: "C",
  install: "apt-get install -y gcc libc6-dev pkg-config libczmq-dev libzmq3-dev",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
  lacks: CZMQ_LACKS,
  scenarios: [zmonitor, zmonitorRefused],
  missing: () => missingForC("libczmq", "libzmq"),
  build: (folder) => buildC(import.meta.dirname, folder, "libczmq", "libzmq"),
  command: (folder) => [programOfC(folder)],
}
