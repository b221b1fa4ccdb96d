/** CZMQ, the high-level binding in C. */
import { buildC, missingForC, programOfC } from "../../common/c.js"
import { CZMQ_LACKS } from "../../common/libczmq.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import type { Scenario } from "../../matrix/scenario.js"

const zmonitor: Scenario = {
  name: "zmonitor",
  title: "zmonitor sees our socket come, shake hands and go",
  async run(stage, peer) {
    const watcher = stage.start(peer, "pull", "watch", "bind", stage.endpoint("tcp"))
    const push = stage.open("Push")
    stage.awaits("zmonitor's events")
    push.socket.connect(await watcher.saysAfter("endpoint "))
    for (const event of ["LISTENING", "ACCEPTED", "HANDSHAKE_SUCCEEDED"]) {
      await watcher.says(`event ${event}`)
    }
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
    for (const event of ["LISTENING", "ACCEPTED", "HANDSHAKE_FAILED_AUTH"]) {
      await watcher.says(`event ${event}`)
    }
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
