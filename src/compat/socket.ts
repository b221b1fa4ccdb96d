/**
 * The socket of versions 4 and 5: an EventEmitter with chained calls and callbacks, in front of a socket of today.
 * Knows what its users may call. Sending, receiving, options and events are rooms of their own.
 */
import { Buffer } from "node:buffer"
import { EventEmitter } from "node:events"
import type { MessageLike, Sendable } from "../api/messaging.js"
import { ZMQ_SNDMORE } from "./constants.js"
import { insideOf, type SocketType } from "./inside.js"
import { observe } from "./monitor.js"
import {
  getOption,
  options,
  setOption,
  subscribe,
  unsubscribe,
  type Answer,
  type OptionKey,
} from "./options.js"
import type { Callback } from "./outbox.js"

/**
 * A socket of versions 4 and 5. Messages are `message` events with one argument per part; `error`, `bind`
 * and `unbind` are events, too. Its options are its properties.
 */
export abstract class CompatSocket extends EventEmitter {
  /** Whatever a program keeps on its socket. */
  [name: string]: unknown
  /** The type it was made with, such as "dealer". */
  declare readonly type: SocketType
  declare affinity: number
  declare backlog: number
  /** Both high-water marks; the one for sending is read. */
  declare hwm: number
  declare identity: string | Buffer | null
  declare linger: number
  declare rate: number
  declare rcvbuf: number
  declare readonly last_endpoint: string | null
  declare reconnect_ivl: number
  declare recovery_ivl: number
  declare sndbuf: number
  declare readonly mechanism: number
  declare plain_server: number | boolean
  declare plain_username: string | Buffer | null
  declare plain_password: string | Buffer | null
  declare curve_server: number | boolean
  declare curve_publickey: string | Buffer | null
  declare curve_secretkey: string | Buffer | null
  declare curve_serverkey: string | Buffer | null
  declare zap_domain: string | Buffer | null
  declare heartbeat_ivl: number
  declare heartbeat_ttl: number
  declare heartbeat_timeout: number
  declare connect_timeout: number

  /** Whether the socket is closed. */
  get closed(): boolean {
    return insideOf(this).socket.closed
  }

  /**
   * Listens at an endpoint. Then comes a `bind` event and the callback, called with an error when it failed;
   * without a callback that is an `error` event.
   */
  bind(address: string, callback?: Callback): this {
    insideOf(this).alone("bind", address, callback)
    return this
  }

  /** Stops listening at an endpoint, given with its real address and port. Events and callback as with `bind`. */
  unbind(address: string, callback?: Callback): this {
    insideOf(this).alone("unbind", address, callback)
    return this
  }

  /** Listens at an endpoint from now on. @throws ZmqError. */
  bindSync(address: string): this {
    insideOf(this).socket.bindSync(address)
    return this
  }

  /** Stops listening at once. @throws ZmqError. */
  unbindSync(address: string): this {
    insideOf(this).socket.unbindSync(address)
    return this
  }

  /** Connects to an endpoint, in the background. @throws ZmqError. */
  connect(address: string): this {
    insideOf(this).socket.connect(address)
    return this
  }

  /** Ends what `connect` began. @throws ZmqError. */
  disconnect(address: string): this {
    insideOf(this).socket.disconnect(address)
    return this
  }

  /**
   * Sends one part or several, in their turn: what cannot go yet is kept, however much it is.
   * @param flags ZMQ_SNDMORE: more parts of the same message are to come.
   * @param callback called when the message was handed over, or with an error. Without one that is an `error` event.
   */
  send(message: Sendable, flags?: number | null, callback?: Callback): this {
    const parts: readonly MessageLike[] = Array.isArray(message)
      ? message
      : [message as MessageLike]
    const more = ((flags ?? 0) & ZMQ_SNDMORE) !== 0
    insideOf(this).outbox.add(parts, more, callback?.bind(this))
    return this
  }

  /** Neither sends nor emits messages until `resume`. */
  pause(): void {
    insideOf(this).paused = true
  }

  /** Goes on where `pause` stopped. */
  resume(): void {
    const inside = insideOf(this)
    inside.paused = false
    inside.go()
  }

  /** @throws Error always: messages come as events. */
  read(): never {
    throw new Error(
      "read() is not there in compatibility mode: listen for 'message' events instead",
    )
  }

  /** Closes the socket. What it has handed over is sent as long as `linger` says. */
  close(): this {
    insideOf(this).close()
    return this
  }

  /** Lets the socket keep the process alive again, while it waits for messages or to send them. */
  ref(): void {
    insideOf(this).keepProcessAlive(true)
  }

  /** Lets the process end though the socket waits for messages or to send them. */
  unref(): void {
    insideOf(this).keepProcessAlive(false)
  }

  /**
   * Emits events of connections from now on: connect, connect_delay, connect_retry, listen, bind_error, accept,
   * accept_error, close, close_error, disconnect. Their arguments: value (interval or errno), endpoint, error.
   */
  monitor(interval?: number, events?: number): this {
    if (interval || events) {
      process.emitWarning("monitor() ignores its arguments: events are emitted as they happen")
    }
    const inside = insideOf(this)
    inside.observer = observe(inside.socket, (name, value, endpoint, error) => {
      this.emit(name, value, endpoint, error)
    })
    return this
  }

  /** Emits no more events of connections. */
  unmonitor(): this {
    insideOf(this).observer?.close()
    return this
  }

  /** Receives messages whose first part begins so. @throws Error when this is no "sub". */
  subscribe(filter: string | Buffer): this {
    subscribe(insideOf(this).socket, filter)
    return this
  }

  /** Takes a subscription back. @throws Error when this is no "sub". */
  unsubscribe(filter: string | Buffer): this {
    unsubscribe(insideOf(this).socket, filter)
    return this
  }

  /** Sets an option by its short name, or libzmq's number. @throws Error for one there is not. */
  setsockopt(option: OptionKey, value: unknown): this {
    setOption(insideOf(this), option, value)
    return this
  }

  /** An option by its short name, or libzmq's number. @throws Error for one there is not. */
  getsockopt(option: OptionKey): Answer {
    return getOption(insideOf(this), option)
  }
}

for (const name of Object.keys(options) as (keyof typeof options)[]) {
  Object.defineProperty(CompatSocket.prototype, name, {
    get(this: CompatSocket) {
      return this.getsockopt(name)
    },
    set(this: CompatSocket, value: unknown) {
      this.setsockopt(name, typeof value === "string" ? Buffer.from(value) : value)
    },
  })
}
