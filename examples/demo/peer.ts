/**
 * The child process of the demo: plays roles with libzmq's sockets, or with ours where libzmq cannot be loaded.
 * Also the parent's side of it, which makes those roles look like local ones.
 */
import { fork, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import * as purezmq from "purezmq"
import { enter, type Actor, type RoleName, type Sockets, type Transport } from "./roles.js"

interface Hello {
  peer: string
  /** Why the peer is not libzmq. */
  excuse: string | null
}

interface Call {
  id: number
  actor: number
  do: "enter" | "ready" | "run" | "close"
  args?: [RoleName, number, Transport, string[] | null]
}

interface Result {
  id: number
  value?: unknown
  error?: string
}

/** The child process as its parent sees it. */
export class Peer {
  readonly #child: ChildProcess
  readonly #calls = new Map<number, { resolve: (v: unknown) => void; reject: (e: Error) => void }>()
  #lastId = 0

  private constructor(
    child: ChildProcess,
    readonly hello: Hello,
  ) {
    this.#child = child
    child.on("message", ({ id, value, error }: Result) => {
      const call = this.#calls.get(id)
      this.#calls.delete(id)
      if (error === undefined) call?.resolve(value)
      else call?.reject(new Error(error))
    })
    child.on("exit", () => {
      for (const call of this.#calls.values()) call.reject(new Error("the peer process ended"))
    })
  }

  static async start(): Promise<Peer> {
    const child = fork(fileURLToPath(import.meta.url), ["--peer"], { execArgv: process.execArgv })
    const [hello] = (await once(child, "message")) as [Hello]
    return new Peer(child, hello)
  }

  /** As `enter`, in the child. */
  async enter(
    role: RoleName,
    count: number,
    transport: Transport,
    connect: string[] | null,
  ): Promise<Actor> {
    const actor = ++this.#lastId
    const args: Call["args"] = [role, count, transport, connect]
    const endpoints = (await this.#call({ actor, do: "enter", args })) as string[]
    return {
      endpoints,
      ready: () => this.#call({ actor, do: "ready" }) as Promise<void>,
      run: () => this.#call({ actor, do: "run" }) as Promise<number>,
      close: () => void this.#call({ actor, do: "close" }).catch(() => {}),
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  stop(): void {
    this.#child.kill()
  }

  #call(call: Omit<Call, "id">): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#child.send({ id, ...call }, (error) => {
        if (error !== null) reject(error)
      })
    })
  }
}

async function load(): Promise<{ zmq: Sockets; hello: Hello }> {
  try {
    if (process.env["PUREZMQ_DEMO_NO_NATIVE"] === "1") throw new Error("PUREZMQ_DEMO_NO_NATIVE=1")
    const native = await import("zeromq")
    native.context.blocky = false
    const zmq = native as unknown as Sockets
    return { zmq, hello: { peer: `libzmq ${native.version}`, excuse: null } }
  } catch (error) {
    const excuse = error instanceof Error ? error.message.split("\n")[0] : String(error)
    return { zmq: purezmq, hello: { peer: "purezmq", excuse } }
  }
}

async function serve(): Promise<void> {
  const { zmq, hello } = await load()
  const actors = new Map<number, Actor>()

  const answer = async (call: Call): Promise<unknown> => {
    if (call.do === "enter" && call.args !== undefined) {
      const [role, count, transport, connect] = call.args
      const entered = await enter(zmq, role, count, transport, connect)
      actors.set(call.actor, entered)
      return entered.endpoints
    }
    const actor = actors.get(call.actor)
    if (call.do === "ready") return actor?.ready()
    if (call.do === "run") return actor?.run()
    actors.delete(call.actor)
    actor?.close()
    return null
  }

  process.on("message", (call: Call) => {
    answer(call).then(
      (value) => process.send?.({ id: call.id, value }),
      (error: unknown) => process.send?.({ id: call.id, error: String(error) }),
    )
  })
  process.on("disconnect", () => process.exit())
  process.send?.(hello)
}

if (process.argv[2] === "--peer") await serve()
