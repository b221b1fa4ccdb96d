/**
 * The inside of a v5 socket: the socket of today, what waits to be sent, what comes in, and what state they are in.
 */
import type { EventEmitter } from "node:events"
import type { Observer } from "../api/observer.js"
import type { Readable, Writable } from "../api/messaging.js"
import { coreOf, type Socket } from "../api/socket.js"
import * as sockets from "../api/sockets.js"
import { asError, type Flow } from "./flow.js"
import { Inbox } from "./inbox.js"
import type { OptionHolder } from "./options.js"
import { Outbox, type Callback } from "./outbox.js"

const CLASSES = {
  pair: sockets.Pair,
  req: sockets.Request,
  rep: sockets.Reply,
  pub: sockets.Publisher,
  sub: sockets.Subscriber,
  dealer: sockets.Dealer,
  xreq: sockets.Dealer,
  router: sockets.Router,
  xrep: sockets.Router,
  pull: sockets.Pull,
  push: sockets.Push,
  xpub: sockets.XPublisher,
  xsub: sockets.XSubscriber,
  stream: sockets.Stream,
} as const

/** The socket types, by the names of then. */
export type SocketType = keyof typeof CLASSES

// Every socket has the methods of both; one that cannot send rejects with ENOTSUP.
type AnySocket = Socket & Readable & Writable

export class Inside implements Flow, OptionHolder {
  readonly socket: AnySocket
  readonly outbox: Outbox
  readonly kept = new Map<number, unknown>()
  paused = false
  blocked = false
  observer: Observer | null = null
  readonly #owner: EventEmitter
  readonly #inbox: Inbox | null
  #closing = false

  /** @throws Error for a type that does not exist. */
  constructor(type: SocketType, owner: EventEmitter) {
    if (!Object.hasOwn(CLASSES, type)) throw new Error(`Invalid socket type: ${type}`)
    this.#owner = owner
    this.socket = new CLASSES[type]() as AnySocket
    this.outbox = new Outbox(this.socket, this)
    const hears = type !== "push" && type !== "pub"
    this.#inbox = hears
      ? new Inbox(this.socket, this, (message) => owner.emit("message", ...message))
      : null
  }

  get closed(): boolean {
    return this.#closing || this.socket.closed
  }

  /** Something may have become possible. */
  go(): void {
    this.#inbox?.go()
    this.outbox.go()
  }

  /** Binds or unbinds; messages wait meanwhile. Then comes an event of this name, and the callback. */
  alone(name: "bind" | "unbind", address: string, callback: Callback | undefined): void {
    const done = this.socket[name](address)
    this.blocked = true
    const over = (then: () => void) => {
      this.blocked = false
      this.go()
      process.nextTick(then)
    }
    done.then(
      () => {
        over(() => {
          this.#owner.emit(name, address)
          callback?.()
        })
      },
      (error: unknown) => {
        over(() => {
          if (callback) callback(asError(error))
          else this.#owner.emit("error", error)
        })
      },
    )
  }

  close(): void {
    this.#closing = true
    this.socket.close()
    this.outbox.drop()
  }

  keepProcessAlive(does: boolean): void {
    coreOf(this.socket).exchange.keepsAlive = does
  }

  report(error: Error): void {
    process.nextTick(() => this.#owner.emit("error", error))
  }
}

const insides = new WeakMap<object, Inside>()

/** Makes this the inside of a v5 socket. */
export function install(owner: object, inside: Inside): void {
  insides.set(owner, inside)
}

/** The inside of a v5 socket. @throws TypeError when it was not made by our constructor. */
export function insideOf(owner: object): Inside {
  const inside = insides.get(owner)
  if (inside === undefined) throw new TypeError("Not a socket: Socket was not called for it")
  return inside
}
