/**
 * Ports for those who have to know theirs before they bind. They lie below those that the system gives away, so that
 * none of these comes to be somebody else's in between.
 */
import { once } from "node:events"
import { createServer } from "node:net"

const LOWEST = 15_000
const SPAN = 15_000

let next = Math.floor(Math.random() * SPAN)

/** A port that was free a moment ago, and that this process gives to nobody else. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + (next++ % SPAN)
    const server = createServer()
    try {
      server.listen(port, "127.0.0.1")
      await once(server, "listening")
      return port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error
    } finally {
      server.close()
    }
  }
}
