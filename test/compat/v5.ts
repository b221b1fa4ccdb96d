/**
 * Sockets of versions 4 and 5 for tests: ours, and those of npm `zeromq`, closed when the test ends.
 */
import { createRequire } from "node:module"
import { once } from "node:events"
import * as ours from "../../src/v5-compat.js"
import { closing } from "../helpers/sockets.js"

/** npm `zeromq`'s own layer: the same names. */
export const native = createRequire(import.meta.url)("zeromq/v5-compat") as typeof ours

/** A socket of ours that is closed after the test. */
export function open(type: ours.SocketType, options: Record<string, unknown> = {}): ours.Socket {
  return closing(ours.socket(type, options))
}

/** A bound socket and one connected to it. */
export function pairOf(
  bound: ours.SocketType,
  connected: ours.SocketType,
  endpoint = "tcp://127.0.0.1:*",
) {
  const a = open(bound).bindSync(endpoint)
  const b = open(connected).connect(a.last_endpoint ?? "")
  return [a, b] as const
}

/** The next messages of a socket, each as the texts of its parts. */
export async function messages(socket: ours.Socket, count = 1): Promise<string[][]> {
  const seen: string[][] = []
  await new Promise<void>((resolve) => {
    const listener = (...parts: Buffer[]) => {
      seen.push(parts.map(String))
      if (seen.length < count) return
      socket.off("message", listener)
      resolve()
    }
    socket.on("message", listener)
  })
  return seen
}

/** The next event of a name: its arguments. */
export function next(socket: ours.Socket, name: string): Promise<unknown[]> {
  return once(socket, name)
}
