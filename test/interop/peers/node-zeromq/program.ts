/** Sockets of npm `zeromq` 6 as a peer. */
import { createRequire } from "node:module"
import * as zmq from "zeromq"
import { runPeer, type PeerLibrary } from "../../common/javascript/peer.js"

const { version } = createRequire(import.meta.url)("zeromq/package.json") as { version: string }
await runPeer(zmq as unknown as PeerLibrary, `${version} (libzmq ${zmq.version})`)
