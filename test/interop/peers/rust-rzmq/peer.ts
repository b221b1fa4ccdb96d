/** rzmq, a ZeroMQ in nothing but Rust. */
import { exchange } from "../../matrix/exchange.js"
import type { PeerKind } from "../../matrix/peer-kind.js"
import type { Scenario } from "../../matrix/scenario.js"
import { inRust } from "../../common/rust/peer.js"

const reqOfOnePart: Scenario = {
  name: "req-of-one-part",
  title: "a REQ asks in one part",
  run: (stage, peer) =>
    exchange(stage, peer, {
      row: { pattern: "req-rep", type: "req", job: "ask", ours: "Reply" },
      where: "connect",
      transport: "tcp",
      security: { mechanism: "null", serves: false },
      // The first of this series has one part, the second has three.
      series: { name: "small", from: 0, count: 1 },
      hasIdentity: false,
    }),
}

export const peer: PeerKind = {
  ...inRust("rust-rzmq"),
  name: "rust-rzmq",
  title: "rzmq",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: false,
  lacks: {
    pair: "rzmq has no PAIR",
    proxy: "rzmq has no proxy, nor XPUB and XSUB",
    req: "rzmq's REQ sends requests of one part only",
    "plain server connect": "who binds is the server",
    "plain client bind": "who binds is the server",
    "curve server connect": "who binds is the server",
    "curve client bind": "who binds is the server",
    heartbeat: "rzmq sends PING only where nothing comes in, and our PING is something",
  },
  scenarios: [reqOfOnePart],
}
