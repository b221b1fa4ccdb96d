/**
 * What is around a message at our end: routing ids, delimiters and prefixes; and what the answer to a message is.
 */
import type { Row } from "./rows.js"
import type { Parts } from "./series.js"

/** The routing id of a peer that is asked to have one. */
export const IDENTITY = "worker-7"
/** The beginning of all that a publisher says. */
export const PREFIX = "weather "
const EMPTY = Buffer.alloc(0)
const HELLO = Buffer.from("Hello")

/** Puts on, and takes off, what goes around a message. */
export interface Envelope {
  wrap(message: Parts): Buffer[]
  /** @throws Error when it is not there. */
  unwrap(frames: Parts): Buffer[]
}

/** Bytes before those of the first part. */
export function prefixed(prefix: string, [first, ...rest]: Parts): Buffer[] {
  return [Buffer.concat([Buffer.from(prefix), first]), ...rest]
}

const NONE: Envelope = { wrap: (message) => [...message], unwrap: (frames) => [...frames] }

const TOPIC: Envelope = {
  wrap: (message) => prefixed(PREFIX, message),
  unwrap: ([first, ...rest]) => {
    const prefix = first.subarray(0, PREFIX.length).toString("latin1")
    if (prefix !== PREFIX) throw new Error(`a message begins with "${prefix}", not "${PREFIX}"`)
    return [first.subarray(PREFIX.length), ...rest]
  },
}

const DELIMITER: Envelope = {
  wrap: (message) => [EMPTY, ...message],
  unwrap: ([first, ...rest]) => {
    if (first.length > 0) throw new Error(`${first.length} bytes where the delimiter should be`)
    return rest
  },
}

/** A ROUTER's: the id of the one that spoke last, or of the one that is asked to have this id. */
function routed(hasIdentity: boolean): Envelope {
  let id: Buffer = Buffer.from(IDENTITY)
  return {
    wrap: (message) => [id, ...message],
    unwrap: ([first, ...rest]) => {
      if (hasIdentity && !first.equals(id)) throw new Error(`routing id "${String(first)}"`)
      id = first
      return rest
    },
  }
}

function within(outer: Envelope, inner: Envelope): Envelope {
  return {
    wrap: (message) => outer.wrap(inner.wrap(message)),
    unwrap: (frames) => inner.unwrap(outer.unwrap(frames)),
  }
}

/** What our socket has to put around a message in this row. */
export function envelopeOf({ type, ours }: Row, hasIdentity: boolean): Envelope {
  if (type === "pub" || type === "sub") return TOPIC
  const delimiter = type === "req" || type === "rep" ? DELIMITER : NONE
  if (ours === "Router") return within(routed(hasIdentity), delimiter)
  return ours === "Dealer" ? delimiter : NONE
}

/** How a socket that answers does it. */
type Answering = "rep" | "router" | "same"

/** What the answer of a socket of this type to a message is. */
export function answerTo(message: Parts, answering: Answering): Buffer[] {
  if (answering === "rep") return prefixed("Hello ", message)
  return answering === "router" ? [HELLO, ...message] : [...message]
}

/** Who answers in this row, and how. */
export function answeringIn({ type, job, ours }: Row): Answering {
  const answers = job === "answer" ? type : ours.toLowerCase()
  if (answers === "rep" || answers === "reply") return "rep"
  return answers === "router" ? "router" : "same"
}
