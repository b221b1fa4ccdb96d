/**
 * Starts the roles of an example, each in a process of its own, as they would run in real life. Knows nothing of ZeroMQ.
 *
 *     npx tsx examples/hello-world.ts                              all roles, where there is room
 *     npx tsx examples/hello-world.ts server                       one of them, at port 5555 (a second endpoint: 5556)
 *     npx tsx examples/hello-world.ts server tcp://127.0.0.1:7000  one of them, elsewhere
 */
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { createServer, type AddressInfo } from "node:net"
import { createInterface } from "node:readline"

const FIRST_PORT = 5555

/** Each role gets all the endpoints of the example, as many as the role with the most parameters takes. */
type Role = (...endpoints: string[]) => Promise<void>

interface Ending {
  /** When these roles have ended the others are stopped. Unless given, all end by themselves. */
  readonly until: readonly string[]
}

/** A role is started when the one before it has said its first line, or has ended. */
export async function play(roles: Record<string, Role>, ending?: Ending): Promise<void> {
  const given = process.argv.slice(2)
  const count = Math.max(...Object.values(roles).map((role) => role.length))
  if (given.length === 0) return playAll(roles, await freeEndpoints(count), ending)
  const [name, ...places] = given
  if (!Object.hasOwn(roles, name)) {
    throw new Error(`There is no role "${name}", but ${Object.keys(roles).join(", ")}`)
  }
  const defaults = Array.from({ length: count }, (_, i) => `tcp://127.0.0.1:${FIRST_PORT + i}`)
  // The process that started this one tells by its end, too, that it is time to stop.
  process.once("disconnect", () => process.exit()).channel?.unref()
  await roles[name](...defaults.map((endpoint, i) => places[i] ?? endpoint))
}

async function playAll(
  roles: Record<string, Role>,
  endpoints: string[],
  ending?: Ending,
): Promise<void> {
  const exits = new Map<string, Promise<void>>()
  const children: ChildProcess[] = []
  const stop = () => {
    for (const child of children) if (child.connected) child.disconnect()
  }
  try {
    for (const name of Object.keys(roles)) {
      const child = fork(process.argv[1], [name, ...endpoints], { silent: true })
      children.push(child)
      const { said, exit } = follow(name, child)
      exit.catch(stop)
      exits.set(name, exit)
      await Promise.race([said, exit])
    }
    if (ending !== undefined) {
      await Promise.all(
        [...exits].filter(([name]) => ending.until.includes(name)).map(([, exit]) => exit),
      )
      stop()
    }
    await Promise.all(exits.values())
  } finally {
    stop()
  }
}

/** Says what a role says, behind its name. */
function follow(
  name: string,
  child: ChildProcess,
): { said: Promise<unknown>; exit: Promise<void> } {
  const lines = createInterface(child.stdout!)
  lines.on("line", (line) => console.log(`${name}: ${line}`))
  child.stderr?.pipe(process.stderr, { end: false })
  const exit = Promise.all([once(child, "exit"), once(lines, "close")]).then(([[code]]) => {
    if (code !== 0) throw new Error(`The ${name} ended with ${String(code)}`)
  })
  return { said: once(lines, "line"), exit }
}

/** Endpoints whose ports are free now: held all at once, so that they differ. */
async function freeEndpoints(count: number): Promise<string[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"))
  await Promise.all(servers.map((server) => once(server, "listening")))
  const endpoints = servers.map(
    (server) => `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
  )
  await Promise.all(servers.map((server) => once(server.close(), "close")))
  return endpoints
}
