/**
 * Publishers and subscribers against the plainest model of what a subscription is. An input: options, then one thing
 * after another that happens.
 */
import { ZmqError } from "../../src/errors.js"
import type { Message } from "../../src/message.js"
import { XPubPattern, type PublishOptions } from "../../src/patterns/xpub.js"
import { SubPattern, XSubPattern, type SubscribeOptions } from "../../src/patterns/xsub.js"
import { FakePeer } from "../../test/helpers/fake-peer.js"
import { ByteSource } from "../lib/byte-source.js"
import { demand, refusal } from "../lib/oracle.js"
import type { Target } from "../lib/target.js"

const PEERS = 3
/** Letters of topics: few, so that topics have common beginnings. */
const LETTERS = "ab"
const VERBOSITIES = [null, "allSubs", "allSubsUnsubs"] as const

function topicOf(source: ByteSource): string {
  const letters = source.chunk(5)
  return [...letters].map((byte) => LETTERS[byte % LETTERS.length]).join("")
}

function isForm(part: Buffer): boolean {
  return part.length > 0 && part[0] <= 1
}

/** What each peer wants, as the words of the RFC have it. */
class Wanted {
  readonly topics = new Set<string>()

  hear(message: Message, onlyFirst: boolean): void {
    if (onlyFirst && message.length > 1 && !isForm(message[0])) return
    for (const part of message) {
      if (!isForm(part)) continue
      const topic = part.toString("latin1", 1)
      if (part[0] === 1) this.topics.add(topic)
      else this.topics.delete(topic)
    }
  }

  matches(text: string): boolean {
    return [...this.topics].some((topic) => text.startsWith(topic))
  }
}

function publishOptions(source: ByteSource): PublishOptions {
  const bits = source.byte()
  return {
    noDrop: false,
    invertMatching: (bits & 1) !== 0,
    onlyFirstSubscribe: (bits & 2) !== 0,
    manual: (bits & 4) !== 0,
    manualLastValue: (bits & 8) !== 0 && (bits & 4) !== 0,
    verbosity: VERBOSITIES[(bits >> 4) % VERBOSITIES.length],
    welcomeMessage: (bits & 128) !== 0 ? Buffer.from("welcome") : null,
    maxSubscriptions: 0,
    receiveHighWaterMark: 0,
  }
}

/** What a peer of a publisher says: subscriptions and anything else. */
function saying(source: ByteSource): Message {
  if (source.below(4) === 0) return source.parts()
  const form = String.fromCharCode(source.below(2)) + topicOf(source)
  const first = Buffer.from(form, "latin1")
  return source.below(4) === 0 ? [first, ...source.parts()] : [first]
}

function publish(pattern: XPubPattern, peers: readonly FakePeer[], topic: string): boolean[] {
  const before = peers.map(({ pipe }) => pipe.outgoing.length)
  demand(pattern.send([Buffer.from(topic)]), "a publisher that has to wait")
  return peers.map(({ pipe }, i) => {
    const more = pipe.outgoing.length - before[i]
    demand(more <= 1, "a message sent twice")
    return more === 1
  })
}

export const xpub: Target = {
  name: "xpub",
  framesFrom: null,
  longest: 300,
  words: [Buffer.from([0, 0, 1, 1, 2, 97, 98]), Buffer.from([2, 1, 97])],
  seeds: [
    Buffer.from([0, 0, 0, 1, 1, 2, 97, 98, 1, 2, 2, 97, 98]),
    Buffer.from([4, 0, 0, 1, 1, 1, 97, 1, 3, 5, 1, 97, 2, 1, 97]),
  ],
  run(input) {
    const source = new ByteSource(input)
    const options = publishOptions(source)
    const pattern = new XPubPattern(options)
    const join = (): FakePeer => new FakePeer(pattern, { highWaterMark: 0 })
    const peers = Array.from({ length: PEERS }, join)
    const wanted = peers.map(() => new Wanted())
    while (!source.done) {
      const what = source.below(7)
      const at = source.below(PEERS)
      if (what <= 1) {
        const said = saying(source)
        peers[at].say(...said)
        wanted[at].hear(said, options.onlyFirstSubscribe)
      } else if (what === 2) {
        const topic = topicOf(source)
        const heard = publish(pattern, peers, topic)
        if (!options.manual) {
          const right = wanted.map((one) => one.matches(topic) !== options.invertMatching)
          demand(right.join() === heard.join(), `"${topic}": ${right.join()}, not ${heard.join()}`)
        }
      } else if (what === 3) receiveNotice(pattern)
      else if (what === 4) {
        peers[at].leave()
        peers[at] = join()
        wanted[at] = new Wanted()
      } else if (what === 5) pattern.subscribeLast(Buffer.from(topicOf(source)))
      else pattern.unsubscribeLast(Buffer.from(topicOf(source)))
    }
    const topics = new Set(wanted.flatMap((one) => [...one.topics]))
    demand(options.manual || pattern.topics === topics.size, `${String(pattern.topics)} topics`)
  },
}

function receiveNotice(pattern: XPubPattern): void {
  const can = pattern.canReceive()
  const notice = pattern.receive()
  demand((notice !== null) === can, "can receive, and there is nothing, or the other way round")
  demand(notice === null || notice.length > 0, "a notice without parts")
}

function subscribeOptions(source: ByteSource): SubscribeOptions {
  const bits = source.byte()
  return {
    invertMatching: (bits & 1) !== 0,
    verboseUnsubscribe: (bits & 2) !== 0,
    onlyFirstSubscribe: (bits & 4) !== 0,
  }
}

/** How often each topic is subscribed to. */
class Counts {
  readonly times = new Map<string, number>()

  add(topic: string): void {
    this.times.set(topic, (this.times.get(topic) ?? 0) + 1)
  }

  remove(topic: string): void {
    const left = (this.times.get(topic) ?? 0) - 1
    if (left > 0) this.times.set(topic, left)
    else this.times.delete(topic)
  }

  matches(text: string): boolean {
    return [...this.times.keys()].some((topic) => text.startsWith(topic))
  }
}

/** What publishers were told, put together, is what is wanted. */
function demandTold(peer: FakePeer, counts: Counts, seen: Wanted): void {
  for (;;) {
    const told = peer.pipe.outgoing.read()
    if (told === null) break
    if (told.length === 1) seen.hear(told, false)
  }
  const [theirs, ours] = [[...seen.topics].sort(), [...counts.times.keys()].sort()]
  demand(theirs.join() === ours.join(), `told "${theirs.join()}", wanted "${ours.join()}"`)
}

/** SUB: what publishers say is filtered, what they are told is what is wanted. */
export const sub: Target = {
  name: "sub",
  framesFrom: null,
  longest: 300,
  words: [Buffer.from([0, 0, 2, 97, 98])],
  seeds: [Buffer.from([0, 0, 0, 1, 97, 2, 0, 1, 1, 97, 4, 0, 3, 0, 1, 0, 1, 97, 1, 0, 1, 97])],
  run(input) {
    const source = new ByteSource(input)
    const options = { ...subscribeOptions(source), verboseUnsubscribe: false }
    const pattern = new SubPattern(options)
    const join = (): FakePeer => new FakePeer(pattern, { highWaterMark: 0 })
    const peers = Array.from({ length: PEERS }, join)
    const seen = peers.map(() => new Wanted())
    const counts = new Counts()
    while (!source.done) {
      const what = source.below(6)
      const at = source.below(PEERS)
      if (what === 0) {
        const topic = topicOf(source)
        pattern.subscribe(Buffer.from(topic))
        counts.add(topic)
      } else if (what === 1) {
        const topic = topicOf(source)
        pattern.unsubscribe(Buffer.from(topic))
        counts.remove(topic)
      } else if (what === 2) peers[at].say(Buffer.from(topicOf(source)), ...source.parts())
      else if (what === 3) peers[at].say(...source.parts())
      else if (what === 4) {
        // What was subscribed to when it was let in counts, so all is received at once.
        const received = receiveAll(pattern)
        const isRight = (text: string): boolean => counts.matches(text) !== options.invertMatching
        demand(received.every(isRight), `received ${received.join()}`)
      } else {
        peers[at].leave(source.flag())
        peers[at] = join()
        seen[at] = new Wanted()
      }
    }
    peers.forEach((peer, i) => demandTold(peer, counts, seen[i]))
    demand(pattern.topics === counts.times.size, `${String(pattern.topics)} topics`)
  },
}

function receiveAll(pattern: XSubPattern): string[] {
  const received: string[] = []
  for (;;) {
    const message = pattern.receive()
    if (message === null) return received
    received.push(message[0].toString("latin1"))
  }
}

/** XSUB: the user sends anything. */
export const xsub: Target = {
  name: "xsub",
  framesFrom: null,
  longest: 300,
  words: [Buffer.from([0, 1, 1, 2, 97, 98])],
  seeds: [Buffer.from([0, 0, 0, 1, 1, 2, 97, 98, 0, 0, 0, 1, 1, 2, 97, 98, 1, 0, 2, 97])],
  run(input) {
    const source = new ByteSource(input)
    const options = subscribeOptions(source)
    const pattern = new XSubPattern(options)
    const peers = Array.from({ length: PEERS }, () => new FakePeer(pattern, { highWaterMark: 4 }))
    const counts = new Counts()
    while (!source.done) {
      const what = source.below(4)
      const at = source.below(PEERS)
      if (what === 0) {
        const message = saying(source)
        refusal(() => demand(pattern.send(message), "an XSUB that has to wait"), ZmqError)
        count(counts, message, options.onlyFirstSubscribe)
      } else if (what === 1) peers[at].say(...source.parts())
      else if (what === 2) {
        const can = pattern.canReceive()
        demand((pattern.receive() !== null) === can, "can receive, and there is nothing")
      } else {
        peers[at].lose()
        peers[at].connect()
      }
    }
    demand(pattern.topics === counts.times.size, `${String(pattern.topics)} topics`)
  },
}

function count(counts: Counts, message: Message, onlyFirst: boolean): void {
  if (onlyFirst && message.length > 1 && !isForm(message[0])) return
  for (const part of message) {
    if (!isForm(part)) continue
    const topic = part.toString("latin1", 1)
    if (part[0] === 1) counts.add(topic)
    else counts.remove(topic)
  }
}
