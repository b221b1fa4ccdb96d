/**
 * What each side of a pattern does, and checks. This process runs these with our sockets, the child process
 * with libzmq's: the API is the same, so the code is, too.
 */
import { randomUUID } from "node:crypto"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type * as purezmq from "purezmq"

/** Our sockets, or those of npm `zeromq`. */
export type Sockets = typeof purezmq
export type Transport = "tcp" | "ipc" | "inproc"

/** One side of a pattern, bound or connected. */
export interface Actor {
  /** Where its sockets are bound; none when they connect. */
  readonly endpoints: string[]
  /** Resolves when it may begin. */
  ready(): Promise<void>
  /** Sends and receives. Resolves with how many messages it received, all as expected; rejects otherwise. */
  run(): Promise<number>
  close(): void
}

interface Role {
  sockets: purezmq.Socket[]
  ready?: () => Promise<void>
  run: () => Promise<number>
}

export type RoleName = keyof typeof ROLES

/** Binds each socket of a role to a fresh endpoint, or connects each to all of `connect`. */
export async function enter(
  zmq: Sockets,
  role: RoleName,
  count: number,
  transport: Transport,
  connect: readonly string[] | null,
): Promise<Actor> {
  const { sockets, ready, run } = ROLES[role](zmq, count)
  const endpoints: string[] = []
  for (const socket of sockets) {
    if (connect === null) {
      await socket.bind(freshEndpoint(transport))
      endpoints.push(socket.lastEndpoint ?? "")
    } else for (const endpoint of connect) socket.connect(endpoint)
  }
  return {
    endpoints,
    ready: ready ?? (() => Promise.resolve()),
    run,
    close: () => sockets.forEach((socket) => socket.close()),
  }
}

/** Where ipc sockets lie: libzmq leaves their files behind, so the demo removes this folder when it ends. */
export const FOLDER = (process.env["PUREZMQ_DEMO_FOLDER"] ??= mkdtempSync(
  join(tmpdir(), "purezmq-demo-"),
))

export function freshEndpoint(transport: Transport): string {
  if (transport === "tcp") return "tcp://127.0.0.1:*"
  const name = randomUUID().slice(0, 8)
  return transport === "ipc" ? `ipc://${join(FOLDER, name)}` : `inproc://${name}`
}

/** A demo that waits this long in vain has failed: the socket says EAGAIN. */
const PATIENCE = { sendTimeout: 5000, receiveTimeout: 5000, linger: 0 }
const SENDS = { sendTimeout: 5000, linger: 0 }
const RECEIVES = { receiveTimeout: 5000, linger: 0 }

const FANS = 3
/** Of three topics one subscriber wants the first, the other those that begin with "g" or "blue". */
const TOPICS = ["red", "green", "blue"]
const WISHES = [["red"], ["g", "blue"]]
const PROBE = "are you there?"
const END = "that was all"

const ROLES = {
  requester(zmq: Sockets, count: number): Role {
    const socket = new zmq.Request(PATIENCE)
    return { sockets: [socket], run: () => ask(socket, "demo", count) }
  },

  replier(zmq: Sockets, count: number): Role {
    const socket = new zmq.Reply(PATIENCE)
    const run = async () => {
      for (let i = 0; i < count; i++) {
        expectParts(await socket.receive(), ["demo", `question ${i}`])
        await socket.send(["demo", `answer ${i}`])
      }
      return count
    }
    return { sockets: [socket], run }
  },

  publisher(zmq: Sockets, count: number): Role {
    const socket = new zmq.Publisher({ ...SENDS, sendHighWaterMark: 0 })
    let probing = Promise.resolve()
    let started = false
    const probe = async () => {
      while (!started) {
        for (const topic of TOPICS) await socket.send([topic, PROBE])
        await sleep(5)
      }
    }
    return {
      sockets: [socket],
      ready: () => {
        probing = probe()
        probing.catch(() => {}) // run() tells
        return Promise.resolve()
      },
      run: async () => {
        started = true
        await probing
        for (let i = 0; i < count; i++) await socket.send([TOPICS[i % TOPICS.length], String(i)])
        for (const topic of TOPICS) await socket.send([topic, END])
        return 0
      },
    }
  },

  subscribers(zmq: Sockets, count: number): Role {
    const sockets = WISHES.map((prefixes) => {
      const socket = new zmq.Subscriber(RECEIVES)
      socket.subscribe(...prefixes)
      return socket
    })
    const topicsOf = (at: number) =>
      TOPICS.filter((topic) => WISHES[at].some((prefix) => topic.startsWith(prefix)))
    return {
      sockets,
      ready: async () => {
        await Promise.all(
          sockets.map(async (socket, at) => {
            const missing = new Set(topicsOf(at))
            while (missing.size > 0) missing.delete(String((await socket.receive())[0]))
          }),
        )
      },
      run: async () => {
        const counts = sockets.map(async (socket, at) => {
          const wanted = topicsOf(at)
          let received = 0
          for (let i = 0; i < count; i++) {
            const topic = TOPICS[i % TOPICS.length]
            if (!wanted.includes(topic)) continue
            expectParts(await receiveNews(socket), [topic, String(i)])
            received += 1
          }
          for (const topic of wanted) expectParts(await receiveNews(socket), [topic, END])
          return received
        })
        return sum(await Promise.all(counts))
      },
    }
  },

  pusher: (zmq: Sockets, count: number) => pushers(zmq, count, 1),
  pushers: (zmq: Sockets, count: number) => pushers(zmq, count, FANS),
  puller: (zmq: Sockets, count: number) => pullers(zmq, count, 1, FANS),
  pullers: (zmq: Sockets, count: number) => pullers(zmq, count, FANS, 1),

  pair(zmq: Sockets, count: number): Role {
    const socket = new zmq.Pair(PATIENCE)
    const send = async () => {
      for (let i = 0; i < count; i++) await socket.send(["pair", String(i)])
    }
    const receive = async () => {
      for (let i = 0; i < count; i++) expectParts(await socket.receive(), ["pair", String(i)])
    }
    const run = async () => {
      await Promise.all([send(), receive()])
      return count
    }
    return { sockets: [socket], run }
  },

  clients(zmq: Sockets, count: number): Role {
    const names = ["ada", "grace"]
    const sockets = names.map(() => new zmq.Request(PATIENCE))
    const run = async () =>
      sum(await Promise.all(sockets.map((socket, i) => ask(socket, names[i], count))))
    return { sockets, run }
  },

  /** Answers until it is closed. */
  workers(zmq: Sockets): Role {
    const sockets = [1, 2].map(() => new zmq.Reply(SENDS))
    const work = async (socket: purezmq.Reply) => {
      let received = 0
      for await (const [client, question] of socket) {
        const number = /^question (\d+)$/.exec(String(question))?.[1]
        if (number === undefined) throw new Error(`no question: ${String(question)}`)
        received += 1
        await socket.send([client, `answer ${number}`])
      }
      return received
    }
    return { sockets, run: async () => sum(await Promise.all(sockets.map(work))) }
  },
}

async function ask(socket: purezmq.Request, name: string, count: number): Promise<number> {
  for (let i = 0; i < count; i++) {
    await socket.send([name, `question ${i}`])
    expectParts(await socket.receive(), [name, `answer ${i}`])
  }
  return count
}

/** Each sends its share of the messages, numbered. */
function pushers(zmq: Sockets, count: number, sources: number): Role {
  const sockets = Array.from({ length: sources }, () => new zmq.Push(SENDS))
  const push = async (socket: purezmq.Push, source: number) => {
    for (let i = 0; i < count / sources; i++) await socket.send([String(source), String(i)])
  }
  const run = async () => {
    await Promise.all(sockets.map(push))
    return 0
  }
  return { sockets, run }
}

/** Together they receive all messages, each once; what one of them has from one source comes in order. */
function pullers(zmq: Sockets, count: number, sinks: number, sources: number): Role {
  const sockets = Array.from({ length: sinks }, () => new zmq.Pull(RECEIVES))
  const share = count / sources
  const run = async () => {
    const seen = new Set<number>()
    const pull = async (socket: purezmq.Pull) => {
      const last = Array.from({ length: sources }, () => -1)
      while (seen.size < count) {
        const parts = await socket.receive()
        const [source, number] = parts.map(Number)
        expectParts(parts, [String(source), String(number)])
        const id = source * share + number
        if (number <= last[source] || number >= share || seen.has(id)) {
          throw new Error(`number ${number} of ${source} came after ${last[source]}`)
        }
        last[source] = number
        seen.add(id)
      }
      sockets.forEach((each) => each.close()) // the others need not wait any longer
    }
    await Promise.all(
      sockets.map((socket) =>
        pull(socket).catch((error: unknown) => {
          if (!socket.closed) throw error
        }),
      ),
    )
    return seen.size
  }
  return { sockets, run }
}

/** The next message that is no probe. */
async function receiveNews(socket: purezmq.Subscriber): Promise<Buffer[]> {
  for (;;) {
    const message = await socket.receive()
    if (String(message[1]) !== PROBE) return message
  }
}

function expectParts(received: readonly Buffer[], expected: readonly string[]): void {
  if (received.length === expected.length && received.every((p, i) => String(p) === expected[i])) {
    return
  }
  throw new Error(`received [${received.map(String).join(", ")}], not [${expected.join(", ")}]`)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
