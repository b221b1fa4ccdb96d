/**
 * How v5 sockets are made: with `new`, by inheriting in the ways of before and after classes, and by `socket(type)`.
 */
import { EventEmitter } from "node:events"
import { Inside, install, type SocketType } from "./inside.js"
import { CompatSocket } from "./socket.js"

/** Makes sockets, in each of the ways that a function can that was there before classes. */
export interface SocketConstructor {
  /** @throws Error for a type that does not exist. */
  new (type: SocketType): CompatSocket
  /** Without `new`, too; with `Socket.call(this, type)` in the constructor of what inherits from it. */
  (type: SocketType): CompatSocket
  readonly prototype: CompatSocket
}

/**
 * Makes a socket. A function and no class, so that `util.inherits(Mine, Socket)` with `Socket.call(this, type)`
 * works as well as `new Socket(type)` and `class Mine extends Socket`.
 */
function construct(this: unknown, type: SocketType): CompatSocket {
  if (!(this instanceof CompatSocket)) return new Socket(type)
  const inside = new Inside(type, this)
  EventEmitter.call(this)
  install(this, inside)
  Object.defineProperty(this, "type", { value: type, enumerable: true, writable: true })
  inside.go()
  return this
}

/** A socket of versions 4 and 5. */
export type Socket = CompatSocket
/** Makes a socket: with `new`, without, or as the base of what inherits from it. */
export const Socket = construct as unknown as SocketConstructor
Object.defineProperty(construct, "name", { value: "Socket" })
Object.defineProperty(construct, "prototype", { value: CompatSocket.prototype, writable: false })
Object.defineProperty(CompatSocket.prototype, "constructor", { value: construct })
Object.setPrototypeOf(construct, EventEmitter)

/**
 * Makes a socket with options.
 *
 * @example
 * import * as zmq from "purezmq/v5-compat"
 * const pull = zmq.socket("pull", { linger: 0 })
 * const push = zmq.socket("push", { linger: 0 })
 * pull.on("message", (first, second) => {
 *   console.log(String(first), String(second)) // "some work"
 *   pull.close()
 *   push.close()
 * })
 * pull.bindSync("tcp://127.0.0.1:*")
 * push.connect(pull.last_endpoint ?? "").send(["some", "work"])
 */
export function createSocket(
  type: SocketType,
  given: Readonly<Record<string, unknown>> = {},
): CompatSocket {
  return Object.assign(new Socket(type), given)
}
