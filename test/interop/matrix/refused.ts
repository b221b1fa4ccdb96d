/**
 * Peers that speak what we do not: each connection to one is refused, and nobody else at the socket is disturbed.
 */
import type { BuiltPeer } from "./built-peer.js"
import { seriesKeys } from "./exchange.js"
import { Mismatch } from "./mismatch.js"
import type { Stage } from "./stage.js"
import { expectParts } from "./talk.js"

const KEYS = seriesKeys({ name: "small", from: 0, count: 10 })
const MESSAGE = Buffer.from("among friends")

/** Resolves when the peer has been refused, and a socket of ours served meanwhile. @throws Mismatch. */
export async function refuse(
  stage: Stage,
  peer: BuiltPeer,
  where: "bind" | "connect",
): Promise<void> {
  const own = stage.open("Pull")
  const endpoint = await stage.bind(own, stage.endpoint("tcp"))
  const place = { where, endpoint: where === "bind" ? stage.endpoint("tcp") : endpoint }
  const begun = await stage.startAt(peer, "push", "send", { ...place, keys: KEYS })
  if (where === "bind") own.socket.connect(begun.endpoint)
  stage.awaits("the refusal")
  // It may hang up itself, when it has our greeting and before it has said what it speaks.
  await own.untilAny(["handshake:error:protocol", "handshake:error:other"])
  const friend = stage.open("Push")
  friend.socket.connect(endpoint)
  stage.awaits("a message of somebody else")
  await friend.socket.send(MESSAGE)
  expectParts(await own.socket.receive(), [MESSAGE], "a message of somebody else")
  if (own.times("handshake") !== 1) throw new Mismatch("one handshake", String(own))
  if (!begun.program.running) throw new Mismatch("the peer still tries", String(begun.program))
  await begun.program.kill()
}
