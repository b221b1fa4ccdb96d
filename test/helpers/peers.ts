/**
 * Peers that know each other: what to wait for before a test can say what happens next.
 */
import { expect } from "vitest"
import type { Publisher, Socket, Subscriber, XPublisher } from "../../src/index.js"
import { nextEvent } from "./events.js"
import { bytes, type RawPeer } from "./raw-peer.js"
import { turn } from "./sockets.js"

interface Receiver extends Socket {
  receive(): Promise<Buffer[]>
}

/** Connects, and resolves when both sides have each other. */
export async function join(from: Socket, to: Socket, endpoint: string): Promise<void> {
  if (endpoint.startsWith("inproc:")) {
    from.connect(endpoint)
    return
  }
  const both = [nextEvent(from, "handshake"), nextEvent(to, "handshake")]
  from.connect(endpoint)
  await Promise.all(both)
}

/** Closes a peer, and resolves when the other side has noticed. */
export async function leave(peer: Socket, other: Socket, endpoint: string): Promise<void> {
  if (endpoint.startsWith("inproc:")) {
    peer.close()
    return
  }
  const gone = nextEvent(other, "disconnect")
  peer.close()
  await gone
}

let fences = 0

/**
 * Resolves when the publisher has all that the subscriber subscribed to so far. Subscriptions and messages keep
 * their order, so a last topic that is answered says so of all before it. What else comes meanwhile is dropped.
 */
export async function untilSubscribed(
  publisher: Publisher | XPublisher,
  subscriber: Subscriber,
): Promise<void> {
  const topic = `\u{1F512} fence ${String(++fences)}`
  subscriber.subscribe(topic)
  let sent = 0
  let seen = 0
  const receive = async () => {
    const [name, number] = await subscriber.receive()
    if (String(name) === topic) seen = Number(String(number))
  }
  while (seen === 0) {
    await publisher.send([topic, String(++sent)])
    await turn()
    while (subscriber.readable) await receive()
  }
  while (seen < sent) await receive()
  subscriber.unsubscribe(topic)
}

/** All messages that are here, and none that come later. */
export async function receiveAll(socket: Receiver): Promise<string[][]> {
  const messages: string[][] = []
  while (socket.readable) messages.push((await socket.receive()).map(String))
  return messages
}

/** Resolves when the socket has dealt with everything this peer wrote before: it answers a PING after it. */
export async function fence(peer: RawPeer): Promise<void> {
  peer.write(bytes('04 07 04 "PING" 00 00'))
  expect(await peer.take(7)).toEqual(bytes('04 05 04 "PONG"'))
}
