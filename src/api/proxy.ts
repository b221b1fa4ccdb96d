/**
 * Proxy: passes messages between two sockets, both ways.
 */
import { ZmqError } from "../errors.js"
import type { Message } from "../message.js"
import type { SocketCore } from "../socket/core.js"
import { hold, release } from "../socket/liveness.js"
import { assertCount } from "./arguments.js"
import { assertSocketObject, coreOf, type Socket } from "./socket.js"

/** Messages passed in one direction before the other, and the rest of the program, get their turn. */
const MESSAGES_PER_TURN = 512

/**
 * Passes all messages from one socket to the other, both ways, as long as both have them and room for them.
 *
 * @example
 * import { Dealer, Proxy, Router } from "purezmq"
 * const proxy = new Proxy(new Router(), new Dealer())
 * await proxy.frontEnd.bind("tcp://127.0.0.1:*")
 * await proxy.backEnd.bind("tcp://127.0.0.1:*")
 * const done = proxy.run()
 * proxy.terminate()
 * await done
 */
export class Proxy<F extends Socket = Socket, B extends Socket = Socket> {
  readonly #frontEnd: F
  readonly #backEnd: B
  readonly #front: SocketCore
  readonly #back: SocketCore
  readonly #flows: readonly Flow[]
  #state: "idle" | "running" | "paused" | "ended" = "idle"
  #finish: (() => void) | null = null
  #fail: ((error: unknown) => void) | null = null
  #turnDue = false

  constructor(frontEnd: F, backEnd: B) {
    assertSocketObject(frontEnd, "Front-end")
    assertSocketObject(backEnd, "Back-end")
    assertCount(2, arguments.length)
    this.#frontEnd = frontEnd
    this.#backEnd = backEnd
    this.#front = coreOf(frontEnd)
    this.#back = coreOf(backEnd)
    this.#flows = [new Flow(this.#front, this.#back), new Flow(this.#back, this.#front)]
  }

  /** One of the two sockets. */
  get frontEnd(): F {
    return this.#frontEnd
  }

  /** The other. */
  get backEnd(): B {
    return this.#backEnd
  }

  /**
   * Passes messages until `terminate`. Meanwhile the sockets cannot be used otherwise.
   * @throws ZmqError EINVAL when a socket is neither bound nor connected.
   */
  run(): Promise<void> {
    assertCount(0, arguments.length)
    this.#assertConnected(this.#front, "Front-end")
    this.#assertConnected(this.#back, "Back-end")
    this.#front.assertUsable()
    this.#back.assertUsable()
    for (const core of [this.#front, this.#back]) {
      core.block()
      core.onActivity = () => {
        this.#passSoon()
      }
    }
    this.#state = "running"
    hold()
    return new Promise((resolve, reject) => {
      this.#finish = resolve
      this.#fail = reject
      this.#passSoon()
    })
  }

  /** Stops passing messages until `resume`. @throws ZmqError EBADF when the proxy is not running. */
  pause(): void {
    assertCount(0, arguments.length)
    this.#assertRunning()
    this.#state = "paused"
  }

  /** Goes on. @throws ZmqError EBADF when the proxy is not running. */
  resume(): void {
    assertCount(0, arguments.length)
    this.#assertRunning()
    this.#state = "running"
    this.#passSoon()
  }

  /** Ends `run` and closes both sockets. @throws ZmqError EBADF when the proxy is not running. */
  terminate(): void {
    assertCount(0, arguments.length)
    this.#assertRunning()
    this.#end()
    this.#finish?.()
  }

  #end(): void {
    this.#state = "ended"
    for (const core of [this.#front, this.#back]) {
      core.onActivity = null
      core.unblock()
      core.close()
    }
    release()
  }

  #passSoon(): void {
    if (this.#turnDue || this.#state !== "running") return
    this.#turnDue = true
    process.nextTick(() => {
      this.#turnDue = false
      this.#pass()
    })
  }

  #pass(): void {
    if (this.#state !== "running") return
    try {
      const isMore = this.#flows.map((flow) => flow.move()).includes(true)
      if (isMore) setImmediate(() => this.#passSoon())
    } catch (error) {
      this.#end()
      this.#fail?.(error)
    }
  }

  #assertRunning(): void {
    if (this.#state !== "running" && this.#state !== "paused") throw new ZmqError("EBADF")
  }

  #assertConnected(core: SocketCore, name: string): void {
    if (core.closed || core.links.size === 0) {
      throw new ZmqError("EINVAL", `${name} socket must be bound or connected`)
    }
  }
}

/** One direction of a proxy. */
class Flow {
  readonly #from: SocketCore
  readonly #to: SocketCore
  /** Received and not yet taken: an XPUB with `noDrop` only says that it has no room when it has a message. */
  #held: Message | null = null

  constructor(from: SocketCore, to: SocketCore) {
    this.#from = from
    this.#to = to
  }

  /** Passes what there is and what there is room for, up to a limit. True: there may be more. */
  move(): boolean {
    const from = this.#from.pattern
    const to = this.#to.pattern
    for (let work = 0; work < MESSAGES_PER_TURN; work += to.cost) {
      if (this.#held === null) {
        if (!from.canReceive() || !to.canSend()) return false
        this.#held = from.receive()
      }
      if (this.#held !== null && !to.send(this.#held)) return false
      this.#held = null
    }
    return true
  }
}
