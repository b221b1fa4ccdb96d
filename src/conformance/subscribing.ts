/**
 * Subscriptions in the two forms that they have on the wire, said and read.
 * Knows forms. Does not know who should say what.
 */
import { Buffer } from "node:buffer"
import type { Bench } from "./bench.js"
import { bytesOf, type Bytes } from "./build.js"
import { hasMore, isCommand, nameOf, readCommand, shown, type Frame } from "./read.js"
import type { Session } from "./session.js"
import { Deviation } from "./verdict.js"

/** A form: the commands of ZMTP 3.1, or the messages of older versions, which begin with 01 or 00. */
export type Form = "command" | "message"

/** A subscription, or its end. */
export interface Wish {
  readonly subscribes: boolean
  readonly topic: Buffer
  readonly form: Form
}

/** The form that a peer of this version has to know. */
export function formFor({ observed }: Bench): Form {
  const [major, minor] = observed.version
  return major > 3 || minor > 0 ? "command" : "message"
}

/** The bytes of a subscription. */
export function subscription(session: Session, topic: Bytes, form: Form): Buffer {
  if (form === "command") return session.packCommand("SUBSCRIBE", topic)
  return session.packMessage(Buffer.concat([Buffer.from([1]), bytesOf(topic)]))
}

/** The bytes of its end. */
export function cancellation(session: Session, topic: Bytes, form: Form): Buffer {
  if (form === "command") return session.packCommand("CANCEL", topic)
  return session.packMessage(Buffer.concat([Buffer.from([0]), bytesOf(topic)]))
}

/** The subscription in a frame; null when it has none. */
export function wishIn(frame: Frame): Wish | null {
  const { body } = frame
  if (!isCommand(frame)) {
    if (body.length === 0 || body[0] > 1) return null
    return { subscribes: body[0] === 1, topic: body.subarray(1), form: "message" }
  }
  const said = readCommand(body)
  if (said?.name !== "SUBSCRIBE" && said?.name !== "CANCEL") return null
  return { subscribes: said.name === "SUBSCRIBE", topic: said.data, form: "command" }
}

/** The next frame, which has to be a subscription or its end. What the program of an XSUB sends besides is left out. */
export async function receiveWish(
  bench: Bench,
  session: Session,
  what = "a subscription",
): Promise<Wish> {
  for (;;) {
    const wish = await wishOrMessage(bench, session, what)
    if (wish !== null) return wish
  }
}

/** All that come until there is nothing for a little while. The first has to come. */
export async function wishesOf(bench: Bench, session: Session): Promise<Wish[]> {
  const wishes = [await receiveWish(bench, session)]
  while (await session.wire.hears()) {
    const wish = await wishOrMessage(bench, session, "a subscription")
    if (wish !== null) wishes.push(wish)
  }
  return wishes
}

/** Null: a message of an XSUB's program, taken whole. */
async function wishOrMessage(
  { target }: Bench,
  session: Session,
  what: string,
): Promise<Wish | null> {
  const frame = await session.receive(what)
  const wish = hasMore(frame) ? null : wishIn(frame)
  if (wish !== null) return wish
  if (target.socketType !== "XSUB" || isCommand(frame)) throw new Deviation(what, nameOf(frame))
  for (let part = frame; hasMore(part);) part = await session.receive("the rest of a message")
  return null
}

/** The topics of wishes, sorted, for comparison: what is subscribed to at their end. */
export function topicsOf(wishes: readonly Wish[]): string {
  const topics = new Set<string>()
  for (const { subscribes, topic } of wishes) {
    if (subscribes) topics.add(topic.toString("latin1"))
    else topics.delete(topic.toString("latin1"))
  }
  return [...topics]
    .sort()
    .map((topic) => `"${shown(topic)}"`)
    .join(", ")
}
