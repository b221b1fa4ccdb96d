/** zmq.rs, the ZeroMQ project's own in nothing but Rust. */
import type { PeerKind } from "../../matrix/peer-kind.js"
import { inRust } from "../../common/rust/peer.js"

export const peer: PeerKind = {
  ...inRust("rust-zeromq"),
  name: "rust-zeromq",
  title: "zmq.rs",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null"],
  proxy: false,
  lacks: {
    pair: "zmq.rs has no PAIR",
    plain: "zmq.rs has no security",
    curve: "zmq.rs has no security",
    proxy: "the proxy of zmq.rs wants both sides to send and receive: PULL and PUSH cannot",
    hwm: "zmq.rs has no high-water marks",
    heartbeat: "zmq.rs has no heartbeats",
    nonblocking: "zmq.rs has no way to send without waiting",
  },
}
