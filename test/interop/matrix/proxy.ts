/**
 * What goes through a proxy: a `queue` between questions and answers, a `forwarder` between a publisher and a subscriber,
 * a `streamer` between one that sends and one that receives.
 */
import { Proxy, type Socket } from "../../../src/index.js"
import type { SocketName } from "../../helpers/interop.js"
import type { BuiltPeer } from "./built-peer.js"
import { answerTo, PREFIX, prefixed } from "./envelope.js"
import { seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import type { OurSocket } from "./our-socket.js"
import type { PeerJob, PeerType } from "./peer-kind.js"
import { END, isEnd, lineOf, messageOf, messagesOf, type Parts, type Series } from "./series.js"
import type { Stage } from "./stage.js"
import { expectParts, meanwhile } from "./talk.js"

const SERIES: Series = { name: "mixed", from: 0, count: 25 }

interface Part {
  readonly type: PeerType
  readonly job: PeerJob
}

/** A proxy's two sockets, and who talks to them. */
export interface Device {
  readonly sockets: readonly [SocketName, SocketName]
  readonly front: Part
  readonly back: Part
}

/** As peers' programs call them. */
export const DEVICES: Readonly<Record<"queue" | "forwarder" | "streamer", Device>> = {
  queue: {
    sockets: ["Router", "Dealer"],
    front: { type: "req", job: "ask" },
    back: { type: "rep", job: "answer" },
  },
  forwarder: {
    sockets: ["XSubscriber", "XPublisher"],
    front: { type: "pub", job: "send" },
    back: { type: "sub", job: "receive" },
  },
  streamer: {
    sockets: ["Pull", "Push"],
    front: { type: "push", job: "send" },
    back: { type: "pull", job: "receive" },
  },
}

/** Resolves when the series has gone from one peer to the other through a proxy of ours. @throws Mismatch. */
export async function ourProxyBetween(
  stage: Stage,
  { sockets, front, back }: Device,
  [first, second]: readonly [BuiltPeer, BuiltPeer],
): Promise<void> {
  const ends = sockets.map((type) => stage.open(type))
  const endpoints: string[] = []
  for (const end of ends) endpoints.push(await stage.bind(end, stage.endpoint("tcp")))
  const broken = runProxy(stage, ends)
  const keys = [...(front.type === "pub" ? [`prefix=${PREFIX}`] : []), ...seriesKeys(SERIES)]
  const begin = (peer: BuiltPeer, { type, job }: Part, endpoint: string) =>
    stage.startAt(peer, type, job, { where: "connect", endpoint, keys })
  const { program: behind } = await begin(second, back, endpoints[1])
  const { program: before } = await begin(first, front, endpoints[0])
  const pass = async () => {
    stage.awaits("the series behind our proxy")
    if (front.type === "pub") {
      await behind.says("ready")
      before.tell("go")
    }
    for (const message of messagesOf(SERIES)) {
      if (front.job === "ask") await before.says(lineOf(answerTo(message, "rep")))
      else await behind.says(lineOf(message))
    }
    for (const program of [before, behind]) {
      await program.says("done")
      await program.endsWell()
    }
  }
  await Promise.race([broken, pass()])
}

/** Lets a proxy of ours pass messages until the cell is over. Rejects when it cannot go on. */
export function runProxy(stage: Stage, [front, back]: readonly OurSocket[]): Promise<never> {
  const proxy = new Proxy(front.socket as unknown as Socket, back.socket as unknown as Socket)
  const done = proxy.run()
  stage.closing({ close: () => proxy.terminate() })
  return new Promise((_, reject) => {
    done.catch(reject)
  })
}

/** Resolves when the series has gone from one socket of ours to another through a peer's proxy. @throws Mismatch. */
export async function theirProxyBetween(
  stage: Stage,
  name: string,
  peer: BuiltPeer,
): Promise<void> {
  const [front, back] = [await stage.fixedEndpoint("tcp"), await stage.fixedEndpoint("tcp")]
  const program = stage.start(peer, "proxy", name, front, back)
  stage.awaits("the proxy to be ready")
  await program.says("ready")
  await THROUGH[name](stage, front, back)
  stage.awaits("the proxy to end when its standard input does")
  program.hangUp()
  await program.endsWell()
}

function connected(stage: Stage, type: SocketName, endpoint: string): OurSocket {
  const own = stage.open(type)
  own.socket.connect(endpoint)
  return own
}

const CLIENTS = 3
const WORKERS = 2

/** What goes through the peer's, by its name. */
const THROUGH: Readonly<
  Record<string, (stage: Stage, front: string, back: string) => Promise<void>>
> = {
  /** Clients have their own questions answered, whoever answers. */
  async queue(stage, front, back) {
    for (let n = 0; n < WORKERS; n++) answerAll(connected(stage, "Reply", back))
    const clients = Array.from({ length: CLIENTS }, () => connected(stage, "Request", front))
    const ask = async ({ socket }: OurSocket, n: number) => {
      for (let i = 0; i < SERIES.count; i++) {
        const question = messageOf("mixed", n * SERIES.count + i)
        await socket.send(question)
        expectParts(await socket.receive(), answerTo(question, "rep"), `client ${n}, reply ${i}`)
      }
    }
    stage.awaits("replies through the peer's queue")
    await Promise.all(clients.map(ask))
  },

  async forwarder(stage, front, back) {
    const { socket: publisher } = connected(stage, "Publisher", front)
    const { socket: subscriber } = connected(stage, "Subscriber", back)
    subscriber.subscribe(PREFIX)
    stage.awaits("something through the peer's forwarder")
    const first = subscriber.receive()
    const ready = setInterval(() => void publisher.send(`${PREFIX}READY`), 10)
    await first.finally(() => clearInterval(ready))
    await publisher.send("another topic")
    // One at a time: a publisher may drop what a subscriber has no room for (RFC 29), and some have room for a megabyte.
    for (const [i, message] of [...messagesOf(SERIES)].entries()) {
      const expected = prefixed(PREFIX, message)
      await publisher.send(expected)
      let seen = await subscriber.receive()
      while (String(seen[0]) === `${PREFIX}READY`) seen = await subscriber.receive()
      expectParts(seen, expected, `message ${i}`)
    }
  },

  async streamer(stage, front, back) {
    const { socket: push } = connected(stage, "Push", front)
    const { socket: pull } = connected(stage, "Pull", back)
    stage.awaits("the series through the peer's streamer")
    const sendAll = async () => {
      for (const message of [...messagesOf(SERIES), [END]]) await push.send(message)
    }
    const sending = meanwhile(sendAll())
    for (const [i, expected] of [...messagesOf(SERIES)].entries()) {
      expectParts(await pull.receive(), expected, `message ${i}`)
    }
    const last: Parts = await pull.receive()
    if (!isEnd(last)) throw new Mismatch("END", lineOf(last))
    await sending
  },
}

/** Answers until it is closed. */
function answerAll({ socket }: OurSocket): void {
  const run = async () => {
    for (;;) await socket.send(answerTo(await socket.receive(), "rep"))
  }
  run().catch((error: unknown) => {
    if (!socket.closed) throw error
  })
}
