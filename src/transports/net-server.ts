/**
 * A bound `net.Server`: what tcp and ipc have in common. Listening begins either at once (bindSync) or with
 * the asynchronous call (bind).
 */
import type { ListenOptions, Server, Socket } from "node:net"
import { fromSystemError } from "../errors.js"
import { adopt, ADOPTS, Intake } from "./intake.js"
import { listenAtOnce, type Place } from "./listen-at-once.js"
import { NetStream, type StreamNames } from "./net-stream.js"
import { net } from "./node-net.js"
import type { AcceptHandler, Listening } from "./transport.js"

/** How a bound server presents itself. */
export interface ServerNames {
  /** The endpoint the server got. */
  endpoint(server: Server): string
  /** Why a connection is turned away; null: it is not. */
  refusal?(socket: Socket): Error | null
  /** The ends of a connection it accepted. */
  accepted(socket: Socket): StreamNames
  /** Called when the server has closed, to tidy up. */
  closed?(): void
}

/** Listens as Node does it. Rejects with a ZmqError. */
export async function listen(
  options: ListenOptions,
  names: ServerNames,
  handler: AcceptHandler,
): Promise<Listening> {
  const server = createServer(names, handler)
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => {
      reject(fromSystemError(error, ""))
    })
    server.listen({ ...options, exclusive: true }, resolve)
  })
  return opened(server, names, handler)
}

/** Listens at once. @throws ZmqError. */
export function listenSync(place: Place, names: ServerNames, handler: AcceptHandler): Listening {
  const server = createServer(names, handler)
  listenAtOnce(server, place)
  return opened(server, names, handler)
}

function createServer(names: ServerNames, handler: AcceptHandler): Server {
  const server = net().createServer({ noDelay: true, pauseOnConnect: ADOPTS }, (accepted) => {
    // A peer may be gone before we look at it; then it has no address, and nothing is lost.
    if (accepted.destroyed) return
    const refusal = names.refusal?.(accepted) ?? null
    if (refusal !== null) {
      accepted.destroy()
      handler.onError(refusal)
      return
    }
    const intake = new Intake()
    const socket = adopt(accepted, intake)
    handler.onAccept(new NetStream(socket, names.accepted(socket), intake))
  })
  server.unref()
  return server
}

function opened(server: Server, names: ServerNames, handler: AcceptHandler): Listening {
  server.unref()
  server.on("error", (error) => {
    handler.onError(error)
  })
  return {
    endpoint: names.endpoint(server),
    close: () => {
      server.close()
      names.closed?.()
    },
  }
}
