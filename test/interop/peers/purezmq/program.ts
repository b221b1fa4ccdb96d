/** Our own sockets as a peer. */
import * as zmq from "../../../../src/index.js"
import { runPeer, type PeerLibrary } from "../../common/javascript/peer.js"

await runPeer(zmq as unknown as PeerLibrary, `ZeroMQ ${zmq.version}, Node ${process.version}`)
