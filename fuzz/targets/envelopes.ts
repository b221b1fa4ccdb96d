/**
 * REQ and REP, with peers that say anything at any time. An input: options, then one thing after another that
 * happens: a peer speaks or leaves, the user sends or receives.
 */
import { ZmqError } from "../../src/errors.js"
import type { Message } from "../../src/message.js"
import { RepPattern } from "../../src/patterns/rep.js"
import { ReqPattern } from "../../src/patterns/req.js"
import type { Pattern } from "../../src/patterns/pattern.js"
import { FakePeer } from "../../test/helpers/fake-peer.js"
import { ByteSource } from "../lib/byte-source.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const MOST_PEERS = 4

/** What peers do, the same for both patterns. Numbers below 6. */
class Crowd {
  readonly peers: FakePeer[] = []
  readonly #pattern: Pattern
  readonly #source: ByteSource

  constructor(pattern: Pattern, source: ByteSource) {
    this.#pattern = pattern
    this.#source = source
    this.#join()
  }

  act(what: number): void {
    const source = this.#source
    const at = source.below(Math.max(1, this.peers.length))
    const peer = this.peers.at(at)
    if (what === 0) this.#join()
    else if (peer === undefined) return
    else if (what === 1) {
      peer.leave(source.flag())
      this.peers.splice(at, 1)
    } else if (what === 2) {
      peer.lose()
      peer.connect()
    } else peer.say(...(what === 3 ? source.parts() : [Buffer.alloc(0), ...source.parts()]))
  }

  #join(): void {
    const highWaterMark = 1 + this.#source.below(3)
    if (this.peers.length < MOST_PEERS)
      this.peers.push(new FakePeer(this.#pattern, { highWaterMark }))
  }
}

/** What `receive` answers is what `canReceive` said, or EFSM. */
function receive(pattern: Pattern): Message | null {
  const can = pattern.canReceive()
  const received: Message[] = []
  const error = refusal(() => {
    const message = pattern.receive()
    if (message !== null) received.push(message)
  }, ZmqError)
  demand(error === null || !can, "can receive, and may not")
  demand(received.length > 0 === can, "can receive, and there is nothing, or the other way round")
  return received.at(0) ?? null
}

/** Whether it was sent. */
function send(pattern: Pattern, message: Message): boolean {
  const can = pattern.canSend()
  let sent = false
  const error = refusal(() => {
    sent = pattern.send(message)
  }, ZmqError)
  demand(error === null ? sent === can : !can, "can send, and does not, or the other way round")
  return sent
}

export const req: Target = {
  name: "req",
  framesFrom: null,
  longest: 300,
  words: [Buffer.from([5, 0, 0, 1, 1, 7, 0]), Buffer.from([7, 6, 4, 0, 0, 1, 97])],
  seeds: [Buffer.from([0, 0, 6, 1, 1, 97, 4, 0, 1, 1, 98, 7]), Buffer.from([3, 0, 6, 1, 7, 6, 1])],
  run(input) {
    const source = new ByteSource(input)
    const options = { correlate: source.flag(), relaxed: source.flag(), probeRouter: false }
    const pattern = new ReqPattern(options, 0xfffffffe)
    const crowd = new Crowd(pattern, source)
    let asks = false
    while (!source.done) {
      const what = source.below(9)
      if (what < 6) crowd.act(what)
      else if (what === 6) {
        const sent = send(pattern, source.parts())
        demand(!sent || !asks || options.relaxed, "two requests in a row")
        asks ||= sent
      } else if (what === 7) {
        const reply = receive(pattern)
        demand(reply === null || asks, "a reply without a request")
        demand(reply === null || reply.length > 0, "a reply without parts")
        if (reply !== null) asks = false
      } else hear(crowd, options.correlate)
    }
  },
}

/** Each peer reads a request: number, delimiter, at least one part; and sends it back. */
function hear({ peers }: Crowd, correlate: boolean): void {
  for (const peer of peers) {
    const request = peer.pipe.outgoing.read()
    if (request === null) continue
    demand(request.length >= (correlate ? 3 : 2), "a request without envelope")
    demand(request[correlate ? 1 : 0].length === 0, "a request without delimiter")
    peer.say(...request)
  }
}

export const rep: Target = {
  name: "rep",
  framesFrom: null,
  longest: 300,
  words: [Buffer.from([4, 0, 0, 1, 97]), Buffer.from([7, 6, 0, 1, 98])],
  seeds: [
    Buffer.from([0, 4, 0, 0, 1, 97, 7, 6, 0, 1, 98]),
    Buffer.from([0, 3, 0, 1, 1, 97, 1, 98, 7]),
  ],
  run(input) {
    const source = new ByteSource(input)
    const pattern = new RepPattern()
    const crowd = new Crowd(pattern, source)
    let asker: FakePeer | null = null
    while (!source.done) {
      const what = source.below(8)
      if (what < 6) crowd.act(what)
      else if (what === 6) {
        const others = crowd.peers.map(({ pipe }) => pipe.outgoing.length)
        const sent = send(pattern, source.parts())
        demand(sent === (asker !== null), "a reply without a request, or none to one")
        crowd.peers.forEach(({ pipe }, i) => {
          const more = pipe.outgoing.length - others[i]
          demand(more === 0 || (pipe === asker?.pipe && sent), "a reply to somebody else")
        })
        asker = null
      } else {
        const request = receive(pattern)
        demand(request === null || asker === null, "two requests in a row")
        demand(request === null || request.length > 0, "a request without parts")
        if (request !== null) {
          // Whoever has left since can still be answered: nobody hears it.
          asker = crowd.peers.find(({ pipe }) => pipe === pattern.source()) ?? GONE
        }
      }
    }
  },
}

/** Stands for all peers that are not there any more. */
const GONE = new FakePeer(new RepPattern())
