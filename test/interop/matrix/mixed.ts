/**
 * What several peers do at once.
 */
import type { BuiltPeer } from "./built-peer.js"
import { PREFIX, prefixed } from "./envelope.js"
import { seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import type { Program } from "./program.js"
import { runProxy } from "./proxy.js"
import {
  END,
  isEnd,
  lineOf,
  messageOf,
  messagesOf,
  numberIn,
  type Parts,
  type Series,
} from "./series.js"
import type { Stage } from "./stage.js"
import { expectParts } from "./talk.js"

const COUNT = 50
/** The series of one peer among several. */
const seriesOf = (n: number): Series => ({ name: "small", from: n * 1000, count: COUNT })

/** All send to one socket of ours: everything comes, and what one sent in its order. */
export async function fanIn(stage: Stage, peers: readonly BuiltPeer[]): Promise<void> {
  const own = stage.open("Pull")
  const endpoint = await stage.bind(own, stage.endpoint("tcp"))
  const begun = peers.map((peer, n) => {
    const keys = seriesKeys(seriesOf(n))
    return stage.startAt(peer, "push", "send", { where: "connect", endpoint, keys })
  })
  const programs = (await Promise.all(begun)).map(({ program }) => program)
  const next = peers.map((_, n) => seriesOf(n).from)
  for (let ends = 0; ends < peers.length;) {
    stage.awaits(`messages, of all up to these: ${next.join(" ")}`)
    const message = await own.socket.receive()
    if (isEnd(message)) ends++
    else takeOne(message, next)
  }
  const wanted = peers.map((_, n) => seriesOf(n).from + COUNT)
  if (next.join() !== wanted.join()) {
    throw new Mismatch(`all up to ${wanted.join(" ")}`, `up to ${next.join(" ")}`)
  }
  await endWell(stage, programs)
}

function takeOne(message: Parts, next: number[]): void {
  const i = numberIn(message)
  const n = i === null ? -1 : Math.floor(i / 1000)
  if (i === null || i !== next[n]) throw new Mismatch(`one of ${next.join(" ")}`, lineOf(message))
  expectParts(message, messageOf("small", i), `message ${i}`)
  next[n]++
}

/** One publisher of ours, and all hear everything. */
export async function fanOut(stage: Stage, peers: readonly BuiltPeer[]): Promise<void> {
  const own = stage.open("Publisher")
  const { socket } = own
  const endpoint = await stage.bind(own, stage.endpoint("tcp"))
  const keys = [`prefix=${PREFIX}`]
  const begun = peers.map((peer) =>
    stage.startAt(peer, "sub", "receive", { where: "connect", endpoint, keys }),
  )
  const programs = (await Promise.all(begun)).map(({ program }) => program)
  stage.awaits("all subscribers to be ready")
  const ready = setInterval(() => void socket.send(`${PREFIX}READY`), 10)
  await Promise.all(programs.map((program) => program.says("ready"))).finally(() => {
    clearInterval(ready)
  })
  const series = { name: "mixed", from: 0, count: COUNT } as const
  for (const message of [...messagesOf(series), [END]]) {
    await socket.send(prefixed(PREFIX, message))
  }
  stage.awaits("the series at all subscribers")
  const hear = async (program: Program) => {
    for (const message of messagesOf(series)) await program.says(lineOf(message))
  }
  await Promise.all(programs.map(hear))
  await endWell(stage, programs)
}

/** The first sends, the last receives, all others are proxies; between two proxies is one of ours. */
export async function chain(stage: Stage, peers: readonly BuiltPeer[]): Promise<void> {
  const proxies: Program[] = []
  const broken: Promise<never>[] = []
  let into = ""
  let outOf = ""
  for (const peer of peers.slice(1, -1)) {
    const ends = [await stage.fixedEndpoint("tcp"), await stage.fixedEndpoint("tcp")]
    const proxy = stage.start(peer, "proxy", "streamer", ...ends)
    stage.awaits(`the proxy of ${peer.kind.name}`)
    await proxy.says("ready")
    proxies.push(proxy)
    if (into === "") into = ends[0]
    else broken.push(join(stage, outOf, ends[0]))
    outOf = ends[1]
  }
  const keys = seriesKeys({ name: "mixed", from: 0, count: COUNT })
  const sink = { where: "connect", endpoint: outOf, keys } as const
  const { program: last } = await stage.startAt(peers.at(-1)!, "pull", "receive", sink)
  const source = { where: "connect", endpoint: into, keys } as const
  const { program: first } = await stage.startAt(peers[0], "push", "send", source)
  const pass = async () => {
    stage.awaits("the series at the end of the pipeline")
    for (const message of messagesOf({ name: "mixed", from: 0, count: COUNT })) {
      await last.says(lineOf(message))
    }
    await endWell(stage, [first, last])
    for (const proxy of proxies) {
      proxy.hangUp()
      await proxy.endsWell()
    }
  }
  await Promise.race([...broken, pass()])
}

/** Carries messages from one proxy to the next. */
function join(stage: Stage, from: string, to: string): Promise<never> {
  const ends = [stage.open("Pull"), stage.open("Push")]
  ends[0].socket.connect(from)
  ends[1].socket.connect(to)
  return runProxy(stage, ends)
}

async function endWell(stage: Stage, programs: readonly Program[]): Promise<void> {
  stage.awaits("all to be done")
  for (const program of programs) {
    await program.says("done")
    await program.endsWell()
  }
}
