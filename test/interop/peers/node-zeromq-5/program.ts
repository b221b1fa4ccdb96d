/** Sockets of npm `zeromq` 5 as a peer, in the newest Node that it has a binary for. */
import { createRequire } from "node:module"
import { runPeer, type PeerLibrary } from "../../common/javascript/peer.js"
import { adapted, type OldLibrary } from "./library.js"

const require = createRequire(import.meta.url)
const library = require("zeromq") as OldLibrary
const { version } = require("zeromq/package.json") as { version: string }
const stack = `${version} (libzmq ${library.version}), Node ${process.version}`
await runPeer(adapted(library) as unknown as PeerLibrary, stack)
