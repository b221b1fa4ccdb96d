/**
 * The peer is killed in mid-stream and started again. What it was said to have got, or to have sent, before and after:
 * nothing twice, nothing damaged, in order on each connection; lost only what was on its way when the connection broke;
 * and afterwards everything up to `END`.
 */
import type { BuiltPeer } from "./built-peer.js"
import { answeringIn, answerTo, envelopeOf, PREFIX, type Envelope } from "./envelope.js"
import { keysOf, seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import type { OurSocket } from "./our-socket.js"
import type { Program } from "./program.js"
import type { Row } from "./rows.js"
import { END, isEnd, lineOf, messageOf, messagesOf, type Parts, type Series } from "./series.js"
import type { Stage } from "./stage.js"
import { expectParts, meanwhile, untilReady } from "./talk.js"
import { Tally } from "./tally.js"

/** Of a series that does not come to its end, for the peer is killed before. */
const ENDLESS: Series = { name: "small", from: 0, count: 1_000_000 }
/** What it says when it is back. */
const AGAIN: Series = { name: "small", from: 2_000_000, count: 300 }
/** So many messages go over before it is killed. */
const BEFORE = 300
/** The same where each message waits for its reply. */
const ASKED_BEFORE = 30
const ASKED_AGAIN: Series = { ...AGAIN, count: 30 }

/** Who is to be killed. */
export interface Restart {
  readonly row: Row
  readonly where: "bind" | "connect"
  readonly hasIdentity: boolean
}

/** A peer that is killed once. */
class Mortal {
  readonly #stage: Stage
  readonly #peer: BuiltPeer
  readonly #how: Restart
  readonly own: OurSocket
  readonly envelope: Envelope
  #endpoint = ""

  constructor(stage: Stage, peer: BuiltPeer, how: Restart) {
    this.#stage = stage
    this.#peer = peer
    this.#how = how
    const correlated = { relaxed: true, correlate: true }
    this.own = stage.open(how.row.ours, how.row.ours === "Request" ? correlated : {})
    this.envelope = envelopeOf(how.row, how.hasIdentity)
  }

  async begin(series: Series): Promise<Program> {
    const { row, where, hasIdentity } = this.#how
    const { own } = this
    if (where === "bind") this.#endpoint = await this.#stage.fixedEndpoint("tcp")
    else this.#endpoint = await this.#stage.bind(own, this.#stage.endpoint("tcp"))
    if (row.ours === "Subscriber") own.socket.subscribe(PREFIX)
    const keys = [...keysOf(row, hasIdentity), ...seriesKeys(series)]
    const program = await this.#start(keys)
    if (where === "bind") own.socket.connect(this.#endpoint)
    return program
  }

  /** Kills it; resolves when our socket has seen it go. */
  async die(program: Program): Promise<void> {
    this.#stage.awaits("our socket to see the killed peer go")
    const gone = this.own.until("disconnect")
    await program.kill()
    await gone
  }

  /** Starts it where it was. */
  async comeBack(series: Series): Promise<Program> {
    const { row, hasIdentity } = this.#how
    return this.#start([...keysOf(row, hasIdentity), ...seriesKeys(series)])
  }

  async #start(keys: readonly string[]): Promise<Program> {
    const { row, where } = this.#how
    const place = { where, endpoint: this.#endpoint, keys }
    return (await this.#stage.startAt(this.#peer, row.type, row.job, place)).program
  }
}

/** Resolves when all is as it should be. @throws Mismatch. */
export async function restart(stage: Stage, peer: BuiltPeer, how: Restart): Promise<void> {
  const mortal = new Mortal(stage, peer, how)
  const second = await JOBS[how.row.job](stage, mortal, how.row)
  stage.awaits("the peer that came back to be done")
  await second.says("done")
  await second.endsWell()
}

const JOBS = { send: hear, receive: tell, ask: answer, answer: ask }

/** The peer sends. */
async function hear(stage: Stage, mortal: Mortal, { type }: Row): Promise<Program> {
  const isPublishing = type === "pub"
  const tally = new Tally(isPublishing ? "some" : "all", AGAIN)
  const first = await mortal.begin(ENDLESS)
  const heard = tally.hear(async () => mortal.envelope.unwrap(await mortal.own.socket.receive()))
  const go = async (program: Program) => {
    if (!isPublishing) return
    await tally.untilReady()
    program.tell("go")
  }
  stage.awaits(`${BEFORE} messages of the peer`)
  await Promise.race([heard, go(first).then(() => tally.until(BEFORE))])
  await Promise.race([heard, mortal.die(first)])
  const second = await mortal.comeBack(AGAIN)
  stage.awaits("messages of the peer that came back")
  await Promise.race([heard, go(second)])
  await heard
  return second
}

/** The peer receives. */
async function tell(stage: Stage, mortal: Mortal, { type }: Row): Promise<Program> {
  const first = await mortal.begin(ENDLESS)
  const { own, envelope } = mortal
  const isPublishing = type === "sub"
  if (isPublishing) await untilReady(stage, own, first, envelope)
  const ahead = first.said.length
  const flood = new Flood(own, envelope)
  const flooded = flood.untilStopped()
  stage.awaits(`${BEFORE} messages at the peer`)
  await Promise.race([flooded, first.untilSaid(ahead + BEFORE)])
  await Promise.race([flooded, mortal.die(first)])
  const handed = flood.sent - own.unsent
  const before = first.said.slice(ahead)
  const tally = new Tally(isPublishing ? "some" : "all", ENDLESS)
  for (const line of before) tally.sees(line, flood.sent)
  if (isPublishing) await flood.stop()
  const second = await mortal.comeBack(AGAIN)
  stage.awaits("the peer that came back to connect")
  // One that connects still has what waited when the connection broke.
  const queued = (line: string) => tally.sees(line, flood.sent)
  if (isPublishing) await untilReady(stage, own, second, envelope, queued)
  else await own.until("handshake", 2)
  await flood.stop()
  await expectRest(stage, second, tally, {
    // A subscriber hears nothing of what was said before it came.
    earliest: isPublishing ? flood.sent : tally.next,
    latest: isPublishing ? flood.sent : handed,
    sent: flood.sent,
    send: (message) => own.socket.send(envelope.wrap(message)),
  })
  return second
}

interface Rest {
  /** The first message that comes may be one of these. */
  readonly earliest: number
  readonly latest: number
  readonly sent: number
  send(message: Parts): Promise<void>
}

/** The peer that came back gets all from some message on; then some more, and `END`. */
async function expectRest(stage: Stage, peer: Program, tally: Tally, rest: Rest): Promise<void> {
  const last = rest.sent + AGAIN.count
  const sendRest = async () => {
    for (let i = rest.sent; i < last; i++) await rest.send(messageOf("small", i))
    await rest.send([END])
  }
  const sending = meanwhile(sendRest())
  stage.awaits("messages at the peer that came back")
  const line = await peer.line("a message")
  let i = rest.earliest
  while (i <= rest.latest && line !== lineOf(messageOf("small", i))) i++
  if (i > rest.latest) {
    const range = `one of the messages ${rest.earliest} to ${rest.latest}`
    throw new Mismatch(`${range}: others were not lost, or sent already`, tally.nameOf(line))
  }
  for (i++; i < last; i++) {
    const next = await peer.line(`message ${i}`)
    if (next !== lineOf(messageOf("small", i))) {
      throw new Mismatch(`message ${i} at the peer that came back`, tally.nameOf(next))
    }
  }
  await sending
}

/** The series without end, sent as fast as it goes. */
class Flood {
  /** How many have been given to the socket; the last one may still wait for room. */
  sent = 0
  #isStopped = false
  #over: Promise<void> = Promise.resolve()

  constructor(
    readonly own: OurSocket,
    readonly envelope: Envelope,
  ) {}

  /** Rejects when a send does. */
  untilStopped(): Promise<never> {
    this.#over = this.#run()
    return new Promise((_, reject) => {
      this.#over.catch(reject)
    })
  }

  /** Resolves when the last one has room. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#over
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      await this.own.socket.send(this.envelope.wrap(messageOf("small", this.sent++)))
      // Events come between turns.
      if (this.sent % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

/** The peer asks. */
async function answer(stage: Stage, mortal: Mortal, row: Row): Promise<Program> {
  const answering = answeringIn(row)
  const first = await mortal.begin(ENDLESS)
  const { own, envelope } = mortal
  const tally = new Tally("all", ASKED_AGAIN)
  const served = (async () => {
    for (;;) {
      const question = envelope.unwrap(await own.socket.receive())
      await own.socket.send(envelope.wrap(answerTo(question, answering)))
      if (isEnd(question)) return
      tally.add(question)
    }
  })()
  stage.awaits(`${ASKED_BEFORE} questions`)
  await Promise.race([served, tally.until(ASKED_BEFORE)])
  await mortal.die(first)
  const second = await mortal.comeBack(ASKED_AGAIN)
  stage.awaits("questions of the peer that came back")
  await served
  tally.expectComplete()
  for (const message of messagesOf(ASKED_AGAIN)) {
    await second.says(lineOf(answerTo(message, answering)))
  }
  return second
}

/** The peer answers. A question that it took with it is not asked again; the next one is. */
async function ask(stage: Stage, mortal: Mortal, row: Row): Promise<Program> {
  const answering = answeringIn(row)
  const first = await mortal.begin(ENDLESS)
  const { own, envelope } = mortal
  const askFor = async (message: Parts) => {
    await own.socket.send(envelope.wrap(message))
    return own.socket.receive()
  }
  let i = 0
  const check = (frames: Parts, message: Parts) => {
    expectParts(envelope.unwrap(frames), answerTo(message, answering), `the reply to ${i}`)
  }
  for (; i < ASKED_BEFORE; i++) {
    const message = messageOf("small", i)
    check(await askFor(message), message)
  }
  // In the midst of an answer, or before, or after.
  await own.socket.send(envelope.wrap(messageOf("small", i)))
  const reply = meanwhile(own.socket.receive())
  await mortal.die(first)
  const second = await mortal.comeBack(ASKED_AGAIN)
  stage.awaits("the peer that came back to answer")
  await own.until("handshake", 2)
  const arrived = await Promise.race([reply, Promise.resolve(null)])
  for (const [n, message] of [...messagesOf(ASKED_AGAIN), [END]].entries()) {
    i = n
    if (n === 0 && arrived === null) {
      await own.socket.send(envelope.wrap(message))
      check(await reply, message)
    } else check(await askFor(message), message)
  }
  return second
}
