/**
 * A bound `net.Server`: what tcp and ipc have in common. Listening begins either at once (bindSync) or with
 * Node's own asynchronous call (bind).
 */
import net, { type ListenOptions, type Server, type Socket } from "node:net"
import { errnoOf, fromSystemError } from "../errors.js"
import { adopt, ADOPTS, Intake } from "./intake.js"
import { NetStream, type StreamNames } from "./net-stream.js"
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

/** The part of Node's server that listens without a lookup in between: what `listen` itself calls. */
interface SyncServer {
  _listen2(
    address: string,
    port: number,
    addressType: 4 | 6 | -1,
    backlog: number,
    fd?: number,
    flags?: number,
  ): void
}

/**
 * Listens at once on a numeric address (type 4 or 6) or a path (-1). @throws ZmqError.
 * Node has no public call for this: `listen` with a host always looks it up first, later.
 */
export function listenSync(
  where: { address: string; port: number; addressType: 4 | 6 | -1; backlog: number },
  names: ServerNames,
  handler: AcceptHandler,
): Listening {
  const server = createServer(names, handler)
  // The error comes in a later tick; what it says is found out below.
  server.once("error", () => {})
  ;(server as unknown as SyncServer)._listen2(
    where.address,
    where.port,
    where.addressType,
    where.backlog,
    undefined,
    0,
  )
  if (!server.listening) throw fromSystemError(findError(where), "")
  return opened(server, names, handler)
}

function createServer(names: ServerNames, handler: AcceptHandler): Server {
  const server = net.createServer({ noDelay: true, pauseOnConnect: ADOPTS }, (accepted) => {
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

interface Handle {
  listen(backlog: number): number
  close(): void
}

/**
 * Why listening failed: Node tells only in a later tick, so the attempt is repeated on a bare handle, which
 * answers at once.
 */
function findError(where: { address: string; port: number; addressType: number }): Error {
  const door = net as unknown as {
    _createServerHandle(address: string, port: number, type: number): number | Handle
  }
  const handle = door._createServerHandle(where.address, where.port, where.addressType)
  const result = typeof handle === "number" ? handle : handle.listen(1)
  if (typeof handle !== "number") handle.close()
  for (const code of ["EADDRINUSE", "EADDRNOTAVAIL", "EACCES", "ENOENT", "ENAMETOOLONG"]) {
    if (errnoOf(code) === -result) return Object.assign(new Error(code), { code })
  }
  return Object.assign(new Error(`bind failed with ${String(result)}`), { code: "EINVAL" })
}
