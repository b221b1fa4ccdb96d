/**
 * What the demo shows: each pattern, over each transport, bound by us or by them.
 */
import * as purezmq from "purezmq"
import type { Peer } from "./peer.js"
import { enter, freshEndpoint, type Actor, type RoleName, type Transport } from "./roles.js"

export interface Scenario {
  name: string
  /** Who binds, and who connects to it; none for the broker, which has both. */
  roles: [binds: RoleName, connects: RoleName] | null
  /** Messages of one role. */
  count: number
  /** Messages that are received in all, and checked. */
  expected: number
}

export const SCENARIOS: Scenario[] = [
  scenario("REQ/REP", ["replier", "requester"], 3_000, 2),
  scenario("PUB/SUB by prefix", ["publisher", "subscribers"], 30_000, 1),
  scenario("PUSH/PULL fan-out", ["pusher", "pullers"], 30_000, 1),
  scenario("PUSH/PULL fan-in", ["puller", "pushers"], 30_000, 1),
  scenario("ROUTER/DEALER broker", null, 500, 8), // four clients, each question and its answer
  scenario("PAIR", ["pair", "pair"], 15_000, 2),
]

function scenario(name: string, roles: Scenario["roles"], count: number, times: number): Scenario {
  return { name, roles, count, expected: count * times }
}

/** Over what, and who binds. */
export interface Setting {
  transport: Transport
  binds: "we" | "they"
}

export const SETTINGS: Setting[] = [
  { transport: "tcp", binds: "we" },
  { transport: "tcp", binds: "they" },
  { transport: "ipc", binds: "we" },
  { transport: "ipc", binds: "they" },
  { transport: "inproc", binds: "we" },
]

export interface Outcome {
  messages: number
  seconds: number
  /** Null: every message came, once, in order, as it was sent. */
  problem: string | null
}

type Enter = Peer["enter"]
const enterHere: Enter = (...args) => enter(purezmq, ...args)

/** Plays one scenario; whatever goes wrong is in its outcome. */
export async function play(
  { roles, count, expected }: Scenario,
  { transport, binds }: Setting,
  peer: Peer,
): Promise<Outcome> {
  const stage = new Stage(transport, count)
  const enterThere: Enter = transport === "inproc" ? enterHere : (...args) => peer.enter(...args)
  try {
    if (roles === null) {
      await stage.broker(binds, [enterHere, enterThere])
    } else {
      const [first, second] = binds === "we" ? [enterHere, enterThere] : [enterThere, enterHere]
      const { endpoints } = await stage.add(first, roles[0], null)
      await stage.add(second, roles[1], endpoints)
    }
    const { messages, seconds } = await stage.run()
    const problem = messages === expected ? null : `${messages} of ${expected} messages arrived`
    return { messages, seconds, problem }
  } catch (error) {
    return { messages: 0, seconds: 0, problem: error instanceof Error ? error.message : "?" }
  } finally {
    stage.clear()
  }
}

/** The actors of one scenario. */
class Stage {
  readonly #actors: Actor[] = []
  /** Actors that answer until they are closed. */
  readonly #workers: Actor[] = []
  readonly #brokers: purezmq.Socket[] = []
  #proxy: purezmq.Proxy | null = null

  constructor(
    readonly transport: Transport,
    readonly count: number,
  ) {}

  async add(enterAs: Enter, role: RoleName, connect: string[] | null): Promise<Actor> {
    const actor = await enterAs(role, this.count, this.transport, connect)
    const list = role === "workers" ? this.#workers : this.#actors
    list.push(actor)
    return actor
  }

  /** Our broker, with clients and workers of both sides. */
  async broker(binds: Setting["binds"], sides: Enter[]): Promise<void> {
    const front = new purezmq.Router({ linger: 0 })
    const back = new purezmq.Dealer({ linger: 0 })
    this.#brokers.push(front, back)
    for (const [socket, role] of [
      [front, "clients"],
      [back, "workers"],
    ] as const) {
      if (binds === "we") await socket.bind(freshEndpoint(this.transport))
      const to = binds === "we" ? [socket.lastEndpoint ?? ""] : null
      for (const side of sides) {
        for (const endpoint of (await this.add(side, role, to)).endpoints) socket.connect(endpoint)
      }
    }
    this.#proxy = new purezmq.Proxy(front, back)
    void this.#proxy.run()
  }

  async run(): Promise<{ messages: number; seconds: number }> {
    await Promise.all(this.#actors.map((actor) => actor.ready()))
    const start = performance.now()
    const working = Promise.all(this.#workers.map((worker) => worker.run()))
    working.catch(() => {}) // if the clients fail first, they tell
    const counts = await Promise.all(this.#actors.map((actor) => actor.run()))
    const seconds = (performance.now() - start) / 1000
    for (const worker of this.#workers) worker.close()
    counts.push(...(await working))
    return { messages: counts.reduce((a, b) => a + b, 0), seconds }
  }

  clear(): void {
    this.#proxy?.terminate()
    for (const socket of this.#brokers) socket.close()
    for (const actor of [...this.#actors, ...this.#workers]) actor.close()
  }
}
