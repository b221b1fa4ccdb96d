/** Sockets of `node:net` at endpoints as ZeroMQ writes them. */
import { once } from "node:events"
import net, { type AddressInfo, type Socket } from "node:net"
import { sayReady } from "./runner.js"

/** Listens at a free port, says where, and answers the first that connects. */
export async function acceptOne(): Promise<Socket> {
  const server = net.createServer({ noDelay: true })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const connection = once(server, "connection")
  sayReady(`tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  const [socket] = (await connection) as [Socket]
  return endWithPeer(socket)
}

/** Connects. */
export async function connectTo(endpoint: string): Promise<Socket> {
  const port = Number(endpoint.slice(endpoint.lastIndexOf(":") + 1))
  const socket = net.connect({ host: "127.0.0.1", port, noDelay: true })
  await once(socket, "connect")
  return endWithPeer(socket)
}

/** The peer of a runner may be ended first; that is no error. */
function endWithPeer(socket: Socket): Socket {
  return socket.on("error", () => process.exit())
}
