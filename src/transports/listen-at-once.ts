/**
 * Listening without waiting. `net.Server` has no public call for it: `listen` looks a host up first, later.
 * Node and Deno have the call behind `listen`; Bun has none, but its `listen` does not wait.
 * Knows the undocumented doors of runtimes. Does not know who connects.
 */
import type { Server } from "node:net"
import { getSystemErrorName } from "node:util"
import { fromSystemError, ZmqError } from "../errors.js"
import { net } from "./node-net.js"

/** A numeric address (type 4 or 6) or a path (type -1, port -1). */
export interface Place {
  readonly address: string
  readonly port: number
  readonly addressType: 4 | 6 | -1
  readonly backlog: number
}

/** The part of Node's server that listens without a lookup in between: what `listen` itself calls. */
interface ServerDoor {
  _listen2?(
    address: string,
    port: number,
    addressType: 4 | 6 | -1,
    backlog: number,
    fd?: number,
    flags?: number,
  ): void
}

interface Handle {
  listen(backlog: number): number
  close(): void
}

interface NetDoor {
  _createServerHandle?(address: string, port: number, type: number): number | Handle
}

interface BunDoor {
  readonly Bun?: {
    listen(where: { hostname: string; port: number; socket: object } | BunPath): {
      stop(): void
    }
  }
}

interface BunPath {
  readonly unix: string
  readonly socket: object
}

/** Makes a server listen before this returns. @throws ZmqError; the server is of no use then. */
export function listenAtOnce(server: Server, place: Place): void {
  // Node's own error comes in a later tick; what it says is found out below.
  server.once("error", () => {})
  const { address, port, addressType, backlog } = place
  const door = server as ServerDoor
  if (typeof door._listen2 === "function") {
    door._listen2(address, port, addressType, backlog, undefined, 0)
  } else if (addressType === -1) server.listen({ path: address, backlog })
  else server.listen({ host: address, port, backlog, exclusive: true })
  if (server.listening) return
  // In a runtime that waits after all, nobody wants it any more then.
  server.once("listening", () => server.close())
  throw findError(place)
}

/** Why listening failed: the attempt is repeated in a way that answers at once. */
function findError(place: Place): ZmqError {
  const door = net() as NetDoor
  if (typeof door._createServerHandle === "function") {
    const handle = door._createServerHandle(place.address, place.port, place.addressType)
    const result = typeof handle === "number" ? handle : handle.listen(1)
    if (typeof handle !== "number") handle.close()
    const code = getSystemErrorName(result)
    return fromSystemError(Object.assign(new Error(`bind failed: ${code}`), { code }), "")
  }
  const { Bun } = globalThis as BunDoor
  if (Bun === undefined) return new ZmqError("ENOTSUP", "This runtime cannot bind at once")
  try {
    const { address, port, addressType } = place
    const socket = { data: () => {} }
    Bun.listen(
      addressType === -1 ? { unix: address, socket } : { hostname: address, port, socket },
    ).stop()
    return new ZmqError("EADDRINUSE")
  } catch (error) {
    return fromSystemError(error, "")
  }
}
