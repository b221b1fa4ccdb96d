/** omq on tokio, a ZeroMQ in nothing but Rust. */
import type { PeerKind } from "../../matrix/peer-kind.js"
import { inRust } from "../../common/rust/peer.js"

export const peer: PeerKind = {
  ...inRust("rust-omq"),
  name: "rust-omq",
  title: "omq",
  types: ["push", "pull", "pub", "sub", "req", "rep", "dealer", "router", "pair"],
  transports: ["tcp", "ipc"],
  mechanisms: ["null", "plain", "curve"],
  proxy: true,
}
