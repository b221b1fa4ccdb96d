/** github.com/go-zeromq/zmq4, ZeroMQ in Go alone. It speaks ZMTP 3.0. */
import { buildGo, missingForGo, programOfGo } from "../../common/go.js"
import { exchange } from "../../matrix/exchange.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import type { Scenario } from "../../matrix/scenario.js"

const repWithoutEmptyParts: Scenario = {
  name: "rep-without-empty-parts",
  title: "a REP answers messages that have no empty part",
  run: (stage, peer) =>
    exchange(stage, peer, {
      row: { pattern: "req-rep", type: "rep", job: "answer", ours: "Request" },
      where: "bind",
      transport: "tcp",
      security: { mechanism: "null", serves: false },
      series: { name: "small", from: 0, count: 50 },
      hasIdentity: false,
    }),
}

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
    "plain client bind": "who binds is the server",
    "plain server stranger": "its PLAIN server does not look at the password",
    "proxy queue": "a DEALER sends each message to all that are connected, as a PUSH does",
    "rep mixed":
      "a REP takes all parts up to the last empty one for the envelope, and sends them back before its reply",
    heartbeat: "it sends no PING; one that comes is handed out as a message, and not answered",
    hwm: "only PUB has a high-water mark",
    nonblocking: "sending cannot be told not to wait",
  },
  scenarios: [repWithoutEmptyParts],
  missing: () => missingForGo(),
  build: (folder) => buildGo(import.meta.dirname, folder, true),
  command: (folder) => [programOfGo(folder)],
}
