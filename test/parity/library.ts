/**
 * Two libraries with one API, as data: what is tried on them is not what their types allow.
 */
import * as native from "zeromq"
import * as ours from "../../src/index.js"
import type { SocketName } from "../helpers/interop.js"
import { outcome } from "./outcome.js"

// An exit of this process shall not wait for messages that a failed test left unsent.
native.context.blocky = ours.context.blocky = false

/** Any object of a library. */
export type Thing = Record<PropertyKey, unknown>
export type Class = new (...given: unknown[]) => Thing

const LIBRARIES = { native, ours } as unknown as Record<"native" | "ours", Record<string, Class>>

/** Makes sockets of one library, and closes them. */
export class Workbench {
  readonly library: Record<string, Class>
  readonly #made: Thing[] = []

  constructor(side: "native" | "ours") {
    this.library = LIBRARIES[side]
  }

  open(name: SocketName, options?: object): Thing {
    const socket = new this.library[name](options)
    this.#made.push(socket)
    return socket
  }

  make(name: string, ...given: unknown[]): Thing {
    return new this.library[name](...given)
  }

  /** libzmq's sockets do some of their work only when they are asked for something. */
  poke(): void {
    for (const socket of this.#made)
      if (socket["closed"] === false) outcome(() => socket["readable"])
  }

  async clear(): Promise<void> {
    for (const socket of this.#made.splice(0)) {
      // What still binds is closed when that is over.
      if (socket["closed"] === false) socket["linger"] = 0
      call(socket, "close")
      while (socket["closed"] === false) await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
}

let names = 0

/** An inproc name that was never used: libzmq frees one some time after the socket is closed. */
export function freshName(): string {
  names += 1
  return `inproc://parity-${String(names)}`
}

/** The text without what is different each time. */
export function everySame(text: string): string {
  return text
    .replace(/:\d{4,5}\b/g, ":PORT")
    .replace(/parity-\d+/g, "NAME")
    .replace(/purezmq-test-[\w-]+/g, "NAME")
}

/** Calls a method with whatever. */
export function call(thing: Thing, method: string, ...given: unknown[]): unknown {
  return Reflect.apply(thing[method] as (...given: unknown[]) => unknown, thing, given)
}

/** The same, when the answer is a promise. */
export async function wait<T = unknown>(
  thing: Thing,
  method: string,
  ...given: unknown[]
): Promise<T> {
  return (await call(thing, method, ...given)) as T
}

/** Binds to a port of its own and answers where that is. */
export async function bound(socket: Thing, address = "tcp://127.0.0.1:*"): Promise<string> {
  await wait(socket, "bind", address)
  return socket["lastEndpoint"] as string
}
