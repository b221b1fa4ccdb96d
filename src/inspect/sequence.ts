/**
 * What one side of a connection may say when (RFC 23, 24, 25 and 37), as far as that can be told from this side alone.
 * Knows the order of commands. Does not know their data, nor the other side.
 */
import { publishes, subscribes, isSocketType } from "../zmtp/socket-type.js"
import type { GreetingFacts } from "./item.js"

/** Handshakes, by mechanism: the commands of each side in order. */
const HANDSHAKES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  NULL: [["READY"]],
  PLAIN: [
    ["HELLO", "INITIATE"],
    ["WELCOME", "READY"],
  ],
  CURVE: [
    ["HELLO", "INITIATE"],
    ["WELCOME", "READY"],
  ],
}
const OF_HANDSHAKES = ["READY", "HELLO", "WELCOME", "INITIATE"]
const OF_TRAFFIC = ["PING", "PONG", "SUBSCRIBE", "CANCEL", "JOIN", "LEAVE"]

/** A violation, and what is only unusual. */
export interface Judgement {
  readonly violation?: string
  readonly remark?: string
}

/** One side. */
export class Sequence {
  readonly #greeting: GreetingFacts
  /** What this side may still say in its handshake; null: it is not known which side it is, or which mechanism. */
  #awaited: readonly string[] | null = null
  #isRefused = false
  #socketType: string | null = null

  constructor(greeting: GreetingFacts) {
    this.#greeting = greeting
    if (greeting.mechanism === "NULL") this.#awaited = HANDSHAKES["NULL"][0]
    else if (greeting.mechanism === "") this.#awaited = []
  }

  /** All of this side's handshake is said: frames of messages may follow. */
  get isDone(): boolean {
    return this.#awaited?.length === 0
  }

  /** What this side calls itself. */
  set socketType(name: string) {
    this.#socketType ??= name
  }

  /** Whether a message may be a subscription, as it is in ZMTP 3.0. */
  get subscribes(): boolean {
    const type = this.#socketType
    return type !== null && isSocketType(type) && subscribes(type)
  }

  /** The next command. */
  command(name: string): Judgement {
    if (this.#isRefused) return { violation: `${name} after an ERROR` }
    if (this.isDone) return this.#traffic(name)
    if (name === "ERROR") {
      this.#isRefused = true
      return {}
    }
    const { mechanism } = this.#greeting
    if (!Object.hasOwn(HANDSHAKES, mechanism)) return {}
    const awaited = this.#awaited ?? HANDSHAKES[mechanism].find(([first]) => first === name) ?? null
    if (awaited === null || awaited[0] !== name) {
      const due = awaited?.[0] ?? HANDSHAKES[mechanism].map(([first]) => first).join(" or ")
      return { violation: `${name} where ${due} is due` }
    }
    this.#awaited = awaited.slice(1)
    return this.#role(name)
  }

  /** The next frame of a message. */
  part(): Judgement {
    if (this.#isRefused) return { violation: "a message after an ERROR" }
    if (this.isDone || !Object.hasOwn(HANDSHAKES, this.#greeting.mechanism)) return {}
    return { violation: "a message frame before the handshake is done" }
  }

  #role(name: string): Judgement {
    const { asServer } = this.#greeting
    if (name === "HELLO" && asServer)
      return { violation: "the greeting said server, HELLO is of a client" }
    if (name === "WELCOME" && !asServer) {
      return { remark: "the greeting did not say that this is the server; libzmq's never does" }
    }
    return {}
  }

  #traffic(name: string): Judgement {
    if (name === "ERROR" || OF_HANDSHAKES.includes(name))
      return { violation: `${name} after the handshake` }
    if (!OF_TRAFFIC.includes(name)) return { remark: "not a command of ZMTP 3.1: peers ignore it" }
    const type = this.#socketType
    if (type === null || !isSocketType(type)) return {}
    const isSubscription = name === "SUBSCRIBE" || name === "CANCEL"
    if (isSubscription && !subscribes(type)) {
      return {
        violation: `${name} from a ${type} socket${publishes(type) ? ", which publishes" : ""}`,
      }
    }
    if (name === "JOIN" || name === "LEAVE")
      return { remark: `${name} means nothing from a ${type} socket` }
    return {}
  }
}
