/**
 * Our half of what goes on between a peer and us, for each job that a peer can have: the whole series goes over, and
 * every message of it is looked at, at the end that it came to.
 */
import { answeringIn, answerTo, envelopeOf, PREFIX, type Envelope } from "./envelope.js"
import { Mismatch } from "./mismatch.js"
import type { OurSocket } from "./our-socket.js"
import type { Program } from "./program.js"
import type { Row } from "./rows.js"
import { END, isEnd, lineOf, messagesOf, type Parts, type Series } from "./series.js"
import type { Stage } from "./stage.js"

/** Both ends. */
export interface Ends {
  readonly stage: Stage
  readonly row: Row
  readonly series: Series
  readonly own: OurSocket
  readonly peer: Program
  /** The peer was told its routing id. */
  readonly hasIdentity: boolean
}

/** Resolves when the series has gone over, and `END`, and the peer has closed its socket. @throws Mismatch. */
export async function talk(ends: Ends): Promise<void> {
  const envelope = envelopeOf(ends.row, ends.hasIdentity)
  await TALKS[ends.row.job](ends, envelope)
  ends.stage.awaits("the peer to say that it is done")
  await ends.peer.says("done")
}

const TALKS = { send: hear, receive: tell, ask: answer, answer: ask }

const READY = Buffer.from("READY")
const READY_MS = 10

/** The peer sends. */
async function hear({ stage, row, series, own, peer }: Ends, envelope: Envelope): Promise<void> {
  const next = async () => envelope.unwrap(await own.socket.receive())
  if (row.type === "pub") {
    if (row.ours === "Subscriber") own.socket.subscribe(PREFIX)
    else await own.socket.send(Buffer.from(`\x01${PREFIX}`))
    stage.awaits("READY from the publisher")
    expectParts(await next(), [READY], "READY")
    peer.tell("go")
  }
  stage.awaits(`message ${series.from} or END from the peer`)
  let message = await next()
  while (row.type === "pub" && message[0].equals(READY)) message = await next()
  for (const [i, expected] of numbered(series)) {
    expectParts(message, expected, `message ${i}`)
    stage.awaits(`message ${i + 1} or END from the peer`)
    message = await next()
  }
  expectParts(message, [END], "END")
}

/** The peer receives. */
async function tell({ stage, row, series, own, peer }: Ends, envelope: Envelope): Promise<void> {
  if (row.type === "sub") await untilReady(stage, own, peer, envelope)
  const sending = meanwhile(sendAll(series, own, envelope))
  for (const [i, expected] of numbered(series)) {
    stage.awaits(`message ${i} at the peer`)
    await peer.says(lineOf(expected))
  }
  await sending
}

/**
 * Lets something go on until it is waited for. When a cell fails before that, its sockets are closed, and who was still
 * sending fails as well: that is no news to anybody.
 */
export function meanwhile<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}

async function sendAll(series: Series, { socket }: OurSocket, envelope: Envelope): Promise<void> {
  for (const message of messagesOf(series)) await socket.send(envelope.wrap(message))
  await socket.send(envelope.wrap([END]))
}

/** Says READY until the subscriber has heard it. What it says before goes to `early`. */
export async function untilReady(
  stage: Stage,
  { socket }: OurSocket,
  peer: Program,
  envelope: Envelope,
  early?: (line: string) => void,
): Promise<void> {
  stage.awaits("the subscriber to be ready")
  const timer = setInterval(() => {
    // A socket that is closed meanwhile says so to whoever waits for it.
    socket.send(envelope.wrap([READY])).catch(() => clearInterval(timer))
  }, READY_MS)
  try {
    let line = await peer.line('"ready"')
    for (; line !== "ready" && early !== undefined; line = await peer.line('"ready"')) early(line)
    if (line !== "ready") throw new Mismatch('"ready"', `"${line}"`)
  } finally {
    clearInterval(timer)
  }
}

/** The peer asks. */
async function answer({ stage, row, series, own, peer }: Ends, envelope: Envelope): Promise<void> {
  const answering = answeringIn(row)
  const next = async () => envelope.unwrap(await own.socket.receive())
  for (const [i, expected] of numbered(series)) {
    stage.awaits(`question ${i}`)
    expectParts(await next(), expected, `question ${i}`)
    const reply = answerTo(expected, answering)
    await own.socket.send(envelope.wrap(reply))
    stage.awaits(`reply ${i} at the peer`)
    await peer.says(lineOf(reply))
  }
  expectParts(await next(), [END], "END")
  await own.socket.send(envelope.wrap(answerTo([END], answering)))
}

/** The peer answers. */
async function ask({ stage, row, series, own }: Ends, envelope: Envelope): Promise<void> {
  const answering = answeringIn(row)
  for (const [i, message] of [...numbered(series), [series.count, [END]] as const]) {
    stage.awaits(`the reply to message ${i}`)
    await own.socket.send(envelope.wrap(message))
    const reply = envelope.unwrap(await own.socket.receive())
    expectParts(reply, answerTo(message, answering), `the reply to message ${i}`)
  }
}

function* numbered(series: Series): Generator<readonly [number, Buffer[]]> {
  let i = series.from
  for (const message of messagesOf(series)) yield [i++, message] as const
}

/** @throws Mismatch when a message is another, in so much as one byte. */
export function expectParts(seen: Parts, expected: Parts, what: string): void {
  if (seen.length === expected.length && seen.every((part, p) => part.equals(expected[p]))) return
  throw new Mismatch(`${what}, ${describe(expected)}`, describe(seen))
}

function describe(parts: Parts): string {
  if (isEnd(parts)) return "END"
  const heads = parts.map((part) => JSON.stringify(part.subarray(0, 16).toString("latin1")))
  return `${lineOf(parts).replace("message", "parts of")} beginning ${heads.join(" ")}`
}
