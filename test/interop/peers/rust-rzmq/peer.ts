/** rzmq, a ZeroMQ in nothing but Rust. */
import type { PeerKind } from "../../matrix/peer-kind.js"
import { inRust } from "../../common/rust/peer.js"

export const peer: PeerKind = {
  ...inRust("rust-rzmq"),
  name: "rust-rzmq",
  title: "rzmq",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: false,
  lacks: { pair: "rzmq has no PAIR", proxy: "rzmq has no proxy, nor XPUB and XSUB" },
}
