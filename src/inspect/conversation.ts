/**
 * Both directions of a connection, each as an Inspector tells it, and what is wrong between the two: mechanisms that
 * differ, two servers, socket types that do not talk to each other.
 * Knows both sides. Does not know streams or time.
 */
import type { Buffer } from "node:buffer"
import { isCompatible, isSocketType } from "../zmtp/socket-type.js"
import { Inspector, type InspectorOptions } from "./inspector.js"
import type { GreetingFacts, Item } from "./item.js"
import { shownText } from "./shown.js"

/** A side: who has connected, or who was connected to. */
export type Side = "client" | "server"

/** Something that one side said. */
export interface Utterance extends Item {
  readonly side: Side
}

/** What is remembered of a side. */
interface Speaker {
  readonly inspector: Inspector
  greeting: GreetingFacts | null
  socketType: string | null
}

/** Reads a connection. */
export class Conversation {
  readonly #speakers: Readonly<Record<Side, Speaker>>

  constructor(options: InspectorOptions = {}) {
    const speaker = (): Speaker => ({
      inspector: new Inspector(options),
      greeting: null,
      socketType: null,
    })
    this.#speakers = { client: speaker(), server: speaker() }
  }

  /** Takes the next bytes of a side; answers what is whole with them. */
  push(side: Side, chunk: Buffer): Utterance[] {
    return this.#tell(side, this.#speakers[side].inspector.push(chunk))
  }

  /** A side has ended: answers what is left of it, which is not whole. */
  end(side: Side): Utterance[] {
    return this.#tell(side, this.#speakers[side].inspector.end())
  }

  #tell(side: Side, items: readonly Item[]): Utterance[] {
    return items.map((item) => {
      const violations = [...item.violations, ...this.#compare(side, item)]
      return { ...item, side, violations }
    })
  }

  #compare(side: Side, item: Item): string[] {
    const speaker = this.#speakers[side]
    const other = this.#speakers[side === "client" ? "server" : "client"]
    if (item.greeting !== undefined) {
      speaker.greeting = item.greeting
      return other.greeting === null ? [] : compareGreetings(item.greeting, other.greeting)
    }
    const type = item.command?.properties?.get("socket-type")
    if (type === undefined || speaker.socketType !== null) return []
    speaker.socketType = type.toString("latin1")
    return other.socketType === null ? [] : compareTypes(speaker.socketType, other.socketType)
  }
}

function compareGreetings(one: GreetingFacts, other: GreetingFacts): string[] {
  if (one.major < 3 || other.major < 3) {
    return one.major >= 3 || other.major >= 3
      ? ["one side speaks ZMTP 2.0, the other a later version"]
      : []
  }
  if (one.mechanism !== other.mechanism) {
    return [
      `the mechanism is ${shownText(one.mechanism)}, the other side's is ${shownText(other.mechanism)}`,
    ]
  }
  return one.asServer && other.asServer ? ["both sides are servers"] : []
}

function compareTypes(one: string, other: string): string[] {
  if (!isSocketType(one) || !isSocketType(other) || isCompatible(one, other)) return []
  return [`${one} does not talk to ${other}`]
}
