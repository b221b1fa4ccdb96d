/** Sockets of `node:net` at endpoints as ZeroMQ writes them. */
import { once } from "node:events"
import { rmSync } from "node:fs"
import net, { type AddressInfo, type Server, type Socket } from "node:net"
import { sayReady } from "./runner.js"

const IPC = "ipc://"

/** Listens at an endpoint and says where. */
export async function listenAt(endpoint: string, backlog?: number): Promise<Server> {
  const server = net.createServer({ noDelay: true })
  if (endpoint.startsWith(IPC)) {
    const path = endpoint.slice(IPC.length)
    rmSync(path, { force: true })
    server.listen({ path, backlog })
  } else server.listen({ port: 0, host: "127.0.0.1", backlog })
  await once(server, "listening")
  if (endpoint.startsWith(IPC)) sayReady(endpoint)
  else sayReady(`tcp://127.0.0.1:${String((server.address() as AddressInfo).port)}`)
  return server
}

/** Listens at an endpoint, says where, and answers the first that connects. */
export async function acceptOne(endpoint: string): Promise<Socket> {
  const server = await listenAt(endpoint)
  const [socket] = (await once(server, "connection")) as [Socket]
  return endWithPeer(socket)
}

/** Connects. */
export async function connectTo(endpoint: string): Promise<Socket> {
  const socket = endpoint.startsWith(IPC)
    ? net.connect({ path: endpoint.slice(IPC.length) })
    : net.connect({ host: "127.0.0.1", port: portOf(endpoint), noDelay: true })
  await once(socket, "connect")
  return endWithPeer(socket)
}

function portOf(endpoint: string): number {
  return Number(endpoint.slice(endpoint.lastIndexOf(":") + 1))
}

/** The peer of a runner may be ended first; that is no error. */
function endWithPeer(socket: Socket): Socket {
  return socket.on("error", () => process.exit())
}
